"""The only way into the registers: a set of changes with who, when and why, written whole or not at all.

::

    with change_set(user, ChangeSet.Kind.EDIT, register="patents", reason="…", request=request) as changes:
        changes.save(patent)
        changes.withdraw(owner, "…")

Who may write what: a user whose right ``registry.edit`` reaches everything writes every register; one whose right
reaches the own unit writes the rows of that unit (before and after the change), except what only the bureau keeps.
``registry.edit_people`` is the same right for the registers of people only (``Record.kept_with``).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.rules import require_one
from keqiao.web.audit.services import record
from keqiao.web.registry.changes.references import named, standing_references
from keqiao.web.registry.changes.state import State, differences, fields_of, put, state_of
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS, Record

BATCH = 500
Action = Change.Action


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the row since version ``since`` was opened; ``row`` is as it is now."""

    def __init__(self, row: Record, since: int) -> None:
        self.row, self.since = row, since
        super().__init__(
            _("“%(row)s” was changed by somebody else since you opened it.") % {"row": row}, code="changed"
        )


@contextmanager
def change_set(
    actor: Any,
    kind: str,
    *,
    register: str = "",
    reason: str = "",
    file_name: str = "",
    file_digest: str = "",
    undoes: ChangeSet | None = None,
    request: HttpRequest | None = None,
    right: str = "",
) -> Iterator[Changes]:
    """Open a set of changes in a transaction; at the end it is stored with its changes and written into the audit log.

    ``right``: a right that opens it and reaches every row, instead of those to change registers: a hand-over has one.
    A set in which nothing changed is not stored: ``changes.stored`` is then None.
    Raises PermissionDenied with the reason, ValidationError by field; nothing is written then.
    """
    require_one(actor, (right,) if right else EDIT_RIGHTS)
    with transaction.atomic():
        changes = Changes(actor, right)
        yield changes
        changes._close(
            request,
            kind=kind,
            register=register[:40],
            reason=reason[:300],
            file_name=file_name[:200],
            file_digest=file_digest,
            undoes=undoes,
        )


class Changes:
    """The changes of an open set."""

    def __init__(self, actor: Any, right: str = "") -> None:
        self.actor = actor
        self.at = timezone.now()
        self._everywhere = bool(right) and actor.scope_for(right) == "all"
        self.stored: ChangeSet | None = None
        self._changes: list[Change] = []

    def __len__(self) -> int:
        return len(self._changes)

    def _everything(self, model: type[Record]) -> bool:
        """Whether the user may write every row of a register. Raises PermissionDenied when no row at all."""
        if self._everywhere:
            return True
        require_one(self.actor, model.kept_with)
        return model.reach_of(self.actor) == "all"

    def save(
        self, row: Record, many: dict[str, Iterable[int]] | None = None, since: int | None = None
    ) -> bool:
        """Store a new or changed row after checking it; tell whether anything changed.

        ``many``: keys of its many-to-many fields. ``since``: the version that the user had open.
        Raises ValidationError by field, ChangedMeanwhile, PermissionDenied.
        """
        chosen = {name: sorted(set(keys)) for name, keys in (many or {}).items()}
        if row._state.adding:
            row.full_clean()
            self.add([row], {id(row): chosen})
            return True
        model = type(row)
        now = model._base_manager.select_for_update().get(pk=row.pk)
        if since is not None and now.version != since:
            raise ChangedMeanwhile(now, since)
        before = state_of(now)
        after = before | fields_of(row) | chosen
        changed = differences(before, after)
        if not changed[1]:
            return False
        self._require(now, changed[1])
        row.full_clean()
        self._write(row, before, after, Action.CHANGED, chosen)
        return True

    def add(self, rows: Sequence[Record], many: dict[int, dict[str, list[int]]] | None = None) -> None:
        """Store new rows of one register, which were checked, in bulk; ``many`` by ``id(row)``."""
        if not rows:
            return
        model = type(rows[0])
        everything = self._everything(model)
        for row in rows:
            row.recorded_at, row.recorded_by, row.version = self.at, self.actor, 1
            if not everything:
                row.kept_by = self.actor.unit
                self._require_bureau(row, _filled(row))
        model.objects.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            for name, keys in (many or {}).get(id(row), {}).items():
                getattr(row, name).set(keys)
            state = fields_of(row) | (many or {}).get(id(row), {})
            self._note(
                row,
                Action.CREATED,
                {},
                {name: value for name, value in state.items() if value not in (None, "", [])},
            )

    def withdraw(self, row: Record, reason: str, together: Iterable[Record] = ()) -> None:
        """Take a row out of the register, with a reason; what was known before stays readable.

        ``together``: rows that leave in the same set. Raises ValidationError when standing rows refer to it.
        """
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the row is withdrawn.")})
        if row.withdrawn_at is not None:
            raise ValidationError(_("“%(row)s” is withdrawn already.") % {"row": row})
        leaving = {(type(other), other.pk) for other in together}
        holding = [ref for ref in standing_references(row) if (type(ref), ref.pk) not in leaving]
        if holding:
            raise ValidationError(
                _("“%(row)s” cannot be withdrawn: these rows refer to it: %(rows)s.")
                % {"row": row, "rows": named(holding)}
            )
        before = state_of(row)
        self._require(row, _filled(row))
        row.withdrawn_at, row.withdrawn_reason = self.at, reason[:300]
        self._write(row, before, state_of(row), Action.WITHDRAWN)

    def restore(self, row: Record) -> None:
        """Take a withdrawn row back in. Raises ValidationError when another row has taken its place."""
        if row.withdrawn_at is None:
            raise ValidationError(_("“%(row)s” is not withdrawn.") % {"row": row})
        before = state_of(row)
        self._require(row, _filled(row))
        row.withdrawn_at, row.withdrawn_reason = None, ""
        row.validate_constraints()
        self._write(row, before, state_of(row), Action.RESTORED)

    def rewrite(self, row: Record, values: State) -> bool:
        """Give a stored row the values of an earlier or another state; used by undo, merge and split.

        Values that are in the register already are not checked again, but its constraints are.
        """
        before = state_of(row)
        if not differences(before, before | values)[1]:
            return False
        self._require(row, values)
        many = put(row, values)
        row.validate_constraints()
        action = Action.CHANGED
        if "withdrawn_at" in values and before["withdrawn_at"] != values["withdrawn_at"]:
            action = Action.RESTORED if values["withdrawn_at"] is None else Action.WITHDRAWN
        self._write(row, before, before | values, action, many)
        return True

    def _write(
        self, row: Record, before: State, after: State, action: str, many: dict[str, list[int]] | None = None
    ) -> None:
        row.version += 1
        row.save()
        for name, keys in (many or {}).items():
            getattr(row, name).set(keys)
        self._note(row, action, *differences(before, after))

    def _note(self, row: Record, action: str, before: State, after: State) -> None:
        self._changes.append(
            Change(
                at=self.at,
                model=row._meta.label,
                row=row.pk,
                row_name=str(row)[:240],
                action=action,
                before=before,
                after=after,
            )
        )

    def _require(self, row: Record, changed: Iterable[str]) -> None:
        """Refuse a change of a row that is not the user's to change, as it stands now."""
        if self._everything(type(row)):
            return
        if not type(row).objects.filter(pk=row.pk).editable_by(self.actor).exists():
            raise PermissionDenied(
                _("You may change the rows of your own unit only; “%(row)s” is not one.") % {"row": row}
            )
        self._require_bureau(row, changed)

    def _require_bureau(self, row: Record, changed: Iterable[str]) -> None:
        model = type(row)
        if model.bureau_only:
            raise PermissionDenied(
                _("The register “%(register)s” is kept by the bureau.")
                % {"register": model._meta.verbose_name_plural}
            )
        kept = [name for name in changed if name in model.bureau_fields]
        if kept:
            names = _(", ").join(str(model._meta.get_field(name).verbose_name) for name in kept)  # type: ignore[union-attr]
            raise PermissionDenied(_("Only the bureau may change: %(fields)s.") % {"fields": names})

    def _require_own_still(self) -> None:
        """Refuse changes after which a row is not the user's to change: nobody gives rows to others."""
        touched: dict[str, set[int]] = defaultdict(set)
        for change in self._changes:
            if change.action != Action.WITHDRAWN:
                touched[change.model].add(change.row)
        for label, keys in touched.items():
            model: Any = apps.get_model(label)
            if self._everything(model):
                continue
            left = sorted(keys)
            for start in range(0, len(left), BATCH):
                part = left[start : start + BATCH]
                own = set(
                    model.objects.filter(pk__in=part).editable_by(self.actor).values_list("pk", flat=True)
                )
                if lost := [key for key in part if key not in own]:
                    row = model.objects.get(pk=lost[0])
                    raise PermissionDenied(
                        _("You may record rows of your own unit only; “%(row)s” would be another's.")
                        % {"row": row}
                    )

    def _close(self, request: HttpRequest | None, **about: Any) -> None:
        if not self._changes:
            return
        self._require_own_still()
        counts = {
            "created": sum(change.action == Action.CREATED for change in self._changes),
            "withdrawn": sum(change.action == Action.WITHDRAWN for change in self._changes),
        }
        counts["changed"] = len(self._changes) - sum(counts.values())
        self.stored = ChangeSet(
            at=self.at,
            by=self.actor,
            unit=self.actor.unit,
            digest=digest_of(self._changes),
            **counts,
            **about,
        )
        self.stored.save()
        for change in self._changes:
            change.change_set = self.stored
        Change.objects.bulk_create(self._changes, batch_size=BATCH)
        detail = {
            "register": about["register"],
            "reason": about["reason"],
            "digest": self.stored.digest,
            **counts,
        }
        if about["file_name"]:
            detail |= {"file": about["file_name"], "file_digest": about["file_digest"]}
        if about["undoes"] is not None:
            detail["undoes"] = about["undoes"].pk
        only = self._changes[0] if len(self._changes) == 1 else None
        if only is not None:
            detail |= {"row": only.row_name, "before": only.before, "after": only.after}
        record(self.actor, f"registry.{about['kind']}", self.stored, detail, request=request)


def digest_of(changes: Iterable[Change]) -> str:
    """Return the SHA-256 of what a set did, row by row in its order; the audit log keeps it."""
    total = hashlib.sha256()
    for change in changes:
        said = [change.model, change.row, change.action, change.before, change.after]
        total.update(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
        total.update(b"\n")
    return total.hexdigest()


def _filled(row: Record) -> list[str]:
    """The fields of a new row that say something else than their default."""
    said = []
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        if value not in (None, "") and value != field.get_default():
            said.append(field.name)
    return said
