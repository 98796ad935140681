"""The only way into the registers: a set of changes with who, when and why, written whole or not at all.

::

    with change_set(user, ChangeSet.Kind.EDIT, register="patents", reason="…") as changes:
        changes.save(patent)
        changes.withdraw(owner, "…")

Who may write what: a user whose right ``registry.edit`` reaches everything writes every register; one whose right
reaches the own unit writes the rows of that unit (before and after the change), except what only the bureau keeps.
``registry.edit_people`` is the same right for the registers of people only (``Record.kept_with``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require_one
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.registry.changes.checking import check, check_constraints, check_references, unique_fields
from keqiao.web.registry.changes.permissions import Permission
from keqiao.web.registry.changes.references import current_references, named
from keqiao.web.registry.changes.row_state import report
from keqiao.web.registry.changes.state import (
    BATCH,
    State,
    batches,
    differences,
    fields_of,
    put,
    state_of,
    states_of,
    with_names,
)
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS, Record, RowState

Action = Change.Action


class RowChangedMeanwhile(ValidationError):
    """Somebody else changed the row since version ``since`` was opened; ``row`` is as it is now."""

    def __init__(self, row: Record, since: int) -> None:
        self.row, self.since = row, since
        super().__init__(
            _("“%(row)s” was changed by somebody else since you opened it.") % {"row": row}, code="changed"
        )


@contextmanager
def change_set(
    actor: Actor,
    kind: str,
    *,
    register: str = "",
    reason: str = "",
    file_name: str = "",
    file_digest: str = "",
    undoes: ChangeSet | None = None,
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
            kind=kind,
            register=register[:40],
            reason=reason[:300],
            file_name=file_name[:200],
            file_digest=file_digest,
            undoes=undoes,
        )


class Changes:
    """The changes of an open set. What is done to many rows at once takes a few queries for any number of them."""

    def __init__(self, actor: Actor, right: str = "") -> None:
        self.actor = actor
        self.at = present()
        self.permission = Permission(actor, right)
        self.stored: ChangeSet | None = None
        self.row: Record | None = None
        """The row that was looked at last: where something is refused, it is about this one."""
        self._changes: list[Change] = []

    def __len__(self) -> int:
        return len(self._changes)

    def save(
        self, row: Record, many: dict[str, Iterable[int]] | None = None, since: int | None = None
    ) -> bool:
        """Store a new or changed row after checking it; tell whether anything changed.

        ``many``: keys of its many-to-many fields. ``since``: the version that the user had open.
        Raises ValidationError by field, ChangedMeanwhile, PermissionDenied.
        """
        self.row = row
        chosen = {name: sorted(set(keys)) for name, keys in (many or {}).items()}
        if row._state.adding:
            row.full_clean()
            self.add([row], {id(row): chosen})
            return True
        model = type(row)
        now = model._base_manager.select_for_update().get(pk=row.pk)
        if since is not None and now.version != since:
            raise RowChangedMeanwhile(now, since)
        before = state_of(now)
        after = before | fields_of(row) | chosen
        changed = differences(before, after)
        if not changed[1]:
            return False
        self.permission.require([now], {now.pk: changed[1]})
        row.full_clean()
        self._write(row, before, after, Action.CHANGED, chosen)
        return True

    def save_all(self, rows: Sequence[Record], many: dict[int, dict[str, list[int]]] | None = None) -> None:
        """Store changed rows of one register, each checked as by :meth:`save`; ``many`` by key.

        Rows whose change another row might stand against, or that change many-to-many fields, go one by one.
        """
        if not rows:
            return
        model, chosen = type(rows[0]), many or {}
        kept: dict[int, Record] = {}
        for keys in batches(row.pk for row in rows):
            kept |= {row.pk: row for row in model._base_manager.select_for_update().filter(pk__in=keys)}
        before = states_of(list(kept.values()))
        changed: dict[int, tuple[State, State]] = {}
        alone = unique_fields(model) | {field.name for field in model._meta.many_to_many}
        together = []
        for row in rows:
            changed[row.pk] = differences(before[row.pk], fields_of(row) | chosen.get(row.pk, {}))
            if row.pk in chosen or alone & changed[row.pk][1].keys():
                self.save(row, dict(chosen.get(row.pk, {})))
            elif changed[row.pk][1]:
                together.append(row)
        names = {name for row in together for name in changed[row.pk][1]}
        self.permission.require(
            [kept[row.pk] for row in together], {row.pk: changed[row.pk][1] for row in together}
        )
        for row in together:
            self.row = row
            check(row, (), unique=False)
        check_references(together, names)
        self._write_all(together, changed, names)

    def add(self, rows: Sequence[Record], many: dict[int, dict[str, list[int]]] | None = None) -> None:
        """Store new rows of one register, which were checked, in bulk; ``many`` by ``id(row)``."""
        if not rows:
            return
        model = type(rows[0])
        everything = self.permission.everything(model)
        for row in rows:
            row.recorded_at, row.recorded_by, row.version = self.at, self.actor, 1
            row.verification, row.verified_version = RowState.REPORTED, None
            if not everything:
                row.kept_by = self.actor.unit
                self.permission.require_bureau(row, _filled(row))
        model.objects.bulk_create(rows, batch_size=BATCH)
        with_names(rows)
        for row in rows:
            for name, keys in (many or {}).get(id(row), {}).items():
                getattr(row, name).set(keys)
            state = fields_of(row) | (many or {}).get(id(row), {})
            said = {name: value for name, value in state.items() if value not in (None, "", [])}
            self._note(row, Action.CREATED, {}, said)

    def withdraw(self, row: Record, reason: str, together: Iterable[Record] = ()) -> None:
        """Take a row out of the register, with a reason; what was known before stays readable.

        ``together``: rows that leave in the same set. Raises ValidationError when standing rows refer to it.
        """
        self.withdraw_all([row], reason, together)

    def withdraw_all(self, rows: Sequence[Record], reason: str, together: Iterable[Record] = ()) -> None:
        """Take rows of one register out, which leave together with each other and with ``together``.

        Raises ValidationError when standing rows refer to one of them.
        """
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the row is withdrawn.")})
        if not rows:
            return
        leaving = {(row._meta.label, row.pk) for row in (*rows, *together)}
        holding = current_references(rows, leaving)
        for row in rows:
            self.row = row
            if row.withdrawn_at is not None:
                raise ValidationError(_("“%(row)s” is withdrawn already.") % {"row": row})
            if row.pk in holding:
                raise ValidationError(
                    _("“%(row)s” cannot be withdrawn: these rows refer to it: %(rows)s.")
                    % {"row": row, "rows": named(holding[row.pk])}
                )
        self.permission.require(rows, {row.pk: _filled(row) for row in rows})
        changed: dict[int, tuple[State, State]] = {}
        for row in rows:
            before = fields_of(row)
            row.withdrawn_at, row.withdrawn_reason = self.at, reason[:300]
            changed[row.pk] = differences(before, fields_of(row))
        self._write_all(rows, changed, {"withdrawn_at", "withdrawn_reason"}, Action.WITHDRAWN)

    def restore(self, row: Record) -> None:
        """Take a withdrawn row back in. Raises ValidationError when another row has taken its place."""
        self.row = row
        if row.withdrawn_at is None:
            raise ValidationError(_("“%(row)s” is not withdrawn.") % {"row": row})
        before = state_of(row)
        self.permission.require([row], {row.pk: _filled(row)})
        row.withdrawn_at, row.withdrawn_reason = None, ""
        row.validate_constraints()
        self._write(row, before, state_of(row), Action.RESTORED)

    def rewrite(self, row: Record, values: State) -> bool:
        """Give a stored row the values of an earlier or another state; used by undo, merge and split.

        Values that are in the register already are not checked again, but its constraints are.
        """
        self.row = row
        before = state_of(row)
        if not differences(before, before | values)[1]:
            return False
        self.permission.require([row], {row.pk: values})
        many = put(row, values)
        row.validate_constraints()
        action = _action(*differences(before, before | values))
        self._write(row, before, before | values, action, many)
        return True

    def rewrite_all(self, rows: Sequence[Record], values: dict[int, State]) -> None:
        """Give rows of one register the values of another state, by key, as :meth:`rewrite` does.

        Rows that another row might stand against go one by one.
        """
        if not rows:
            return
        model = type(rows[0])
        alone = unique_fields(model) | {field.name for field in model._meta.many_to_many}
        if unique_fields(model):
            alone |= {"withdrawn_at"}
        changed: dict[int, tuple[State, State]] = {}
        together: dict[str, list[Record]] = {}
        for row in rows:
            if alone & values[row.pk].keys():
                self.rewrite(row, values[row.pk])
                continue
            before = fields_of(row)
            changed[row.pk] = differences(before, before | values[row.pk])
            if changed[row.pk][1]:
                together.setdefault(_action(*changed[row.pk]), []).append(row)
        for action, some in together.items():
            self.permission.require(some, {row.pk: values[row.pk] for row in some})
            for row in some:
                self.row = row
                put(row, values[row.pk])
                check_constraints(row)
            self._write_all(some, changed, {name for row in some for name in changed[row.pk][1]}, action)

    def _write(
        self, row: Record, before: State, after: State, action: str, many: dict[str, list[int]] | None = None
    ) -> None:
        row.version += 1
        row.save()
        for name, keys in (many or {}).items():
            getattr(row, name).set(keys)
        self._note(row, action, *differences(before, after))

    def _write_all(
        self,
        rows: Sequence[Record],
        changed: dict[int, tuple[State, State]],
        names: Iterable[str],
        action: str = Action.CHANGED,
    ) -> None:
        """Write the fields ``names`` of rows of one register; ``changed``: by key, what they said and what they say."""
        if not rows:
            return
        model: Any = type(rows[0])
        columns = {name: model._meta.get_field(name).attname for name in names}
        said = {name: {getattr(row, column) for row in rows} for name, column in columns.items()}
        for row in rows:
            row.version += 1
            row.derive()
        if all(len(values) == 1 for values in said.values()) and not said.keys() & sources_of(model):
            same = {name: values.pop() for name, values in said.items()}
            for keys in batches(row.pk for row in rows):
                model._base_manager.filter(pk__in=keys).update(version=F("version") + 1, **same)
        else:
            model._base_manager.bulk_update(rows, [*names, "version", *model.derived], batch_size=BATCH)
        with_names(rows)
        for row in rows:
            self._note(row, action, *changed[row.pk])

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

    def _close(self, **about: Any) -> None:
        if not self._changes:
            return
        self.permission.require_still(self._changes)
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
        report(self.actor, self._changes)
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
        record(self.actor, f"registry.{about['kind']}", self.stored, detail)


def sources_of(model: type[Record]) -> set[str]:
    """The fields that what is derived from a row may read."""
    return {*model.words_from, getattr(model, "order_from", "")}


def _action(before: State, after: State) -> str:
    """What is done to a row whose values ``before`` become ``after``."""
    if "withdrawn_at" not in after:
        return Action.CHANGED
    return Action.RESTORED if after["withdrawn_at"] is None else Action.WITHDRAWN


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
