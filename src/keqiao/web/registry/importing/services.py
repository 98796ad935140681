"""Storing a dry run, correcting it, applying it as one set of changes, discarding it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require_one
from keqiao.web.audit.services import record
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.changes.recording import Changes
from keqiao.web.registry.changes.state import batches, naming_paths, put
from keqiao.web.registry.importing.line import Line, Lines
from keqiao.web.registry.importing.planning import WRITTEN, Planned, counts, fingerprint, plan
from keqiao.web.registry.importing.reading import read_file, read_paste
from keqiao.web.registry.models import ChangeSet, ImportPlan, PatentOwner
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import REGISTERS, Register

State = ImportPlan.State


class PlannedAnew(ValidationError):
    """The register changed since the plan was made: the plan is new, nothing was written."""


def may_import(user: Actor, register: Register) -> None:
    """Refuse who may not write into the register. Raises PermissionDenied with the reason."""
    require_one(user, register.model.kept_with)
    if register.model.bureau_only and register.model.reach_of(user) != "all":
        raise PermissionDenied(
            _("The register “%(register)s” is kept by the bureau.") % {"register": register.title}
        )


def plan_file(user: Actor, register: Register, name: str, content: bytes) -> ImportPlan:
    """Read an uploaded file and store what it would do. Raises ValidationError where it cannot be read."""
    may_import(user, register)
    lines = read_file(register, name, content)
    kept = ImportPlan(kind=ChangeSet.Kind.IMPORT, content=content)
    kept.file_name = name.replace("\0", "")[:200]
    kept.file_digest = hashlib.sha256(content).hexdigest()
    return _store(kept, user, register, lines)


def plan_paste(user: Actor, register: Register, text: str, common: dict[str, str]) -> ImportPlan:
    """Read pasted rows and store what they would do; ``common`` holds for lines whose cell is empty."""
    may_import(user, register)
    lines = read_paste(register, text)
    kept = ImportPlan(kind=ChangeSet.Kind.PASTE, common={key: said for key, said in common.items() if said})
    kept.file_digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return _store(kept, user, register, lines)


def correct(user: Actor, kept: ImportPlan, cells: dict[int, dict[str, str]]) -> None:
    """Put corrected texts in the place of cells, by row, and plan again. Raises ValidationError when it is closed."""
    _open(user, kept)
    for line in kept.given:
        for key, text in cells.get(line["row"], {}).items():
            if text != line["cells"].get(key, ""):
                line.get("faults", {}).pop(key, None)
            if text:
                line["cells"][key] = text
            else:
                line["cells"].pop(key, None)
    _replan(user, kept)
    kept.save()


def apply(
    user: Actor,
    kept: ImportPlan,
    *,
    reason: str = "",
    leave_out: bool = False,
    confirmed: bool = False,
) -> ChangeSet:
    """Write everything that the plan says, or nothing; return the set of changes.

    ``leave_out``: lines with errors are left out; without it any error refuses. ``confirmed``: amounts that jumped are
    right. Raises PlannedAnew when the register changed since; ValidationError, PermissionDenied.
    """
    _open(user, kept)
    register = REGISTERS[kept.register]
    may_import(user, register)
    try:
        with transaction.atomic():
            locked = ImportPlan.objects.select_for_update().defer("content").get(pk=kept.pk)
            if locked.state != State.PLANNED:
                raise ValidationError(_("This plan was applied or discarded already."))
            lines = plan(user, register, _lines(locked), locked.common, locked.ten_thousand)
            if fingerprint(lines) != locked.fingerprint:
                raise PlannedAnew(_changed_since())
            _require_choices(lines, leave_out, confirmed)
            with change_set(
                user,
                kept.kind,
                register=register.key,
                reason=reason,
                file_name=kept.file_name,
                file_digest=kept.file_digest if kept.file_name else "",
            ) as changes:
                _write(changes, register, [line for line in lines if line.state in WRITTEN])
            if changes.stored is None:
                raise ValidationError(_("There is nothing to write: all lines are as in the register."))
            locked.state, locked.change_set = State.APPLIED, changes.stored
            locked.content = None
            locked.save()
    except IntegrityError as error:
        _replan_now(user, kept)
        raise PlannedAnew(_changed_since()) from error
    except PlannedAnew:
        _replan_now(user, kept)
        raise
    kept.state, kept.change_set = locked.state, locked.change_set
    return changes.stored


def discard(user: Actor, kept: ImportPlan) -> None:
    """Close a plan without writing anything; its file is forgotten."""
    _open(user, kept)
    with transaction.atomic():
        kept.state, kept.content = State.DISCARDED, None
        kept.save()
        record(user, "registry.discard_import", kept, {"register": kept.register})


def _changed_since() -> str:
    return _(
        "The register changed since the file was checked. It was checked again: look at the result, then apply."
    )


def _open(user: Actor, kept: ImportPlan) -> None:
    if kept.by_id != user.pk:
        raise PermissionDenied(_("Only who made the plan may go on with it."))
    if kept.state != State.PLANNED:
        raise ValidationError(_("This plan was applied or discarded already."))


def _require_choices(lines: list[Planned], leave_out: bool, confirmed: bool) -> None:
    wrong = sum(line.state == "error" for line in lines)
    if wrong and not leave_out:
        raise ValidationError(
            _("%(count)d lines have errors. Correct them, or choose to leave them out.") % {"count": wrong}
        )
    if not confirmed and any(line.warnings for line in lines):
        raise ValidationError(
            _("Some amounts jump by a factor of ten thousand. Confirm that they are right.")
        )


@transaction.atomic
def _store(kept: ImportPlan, user: Actor, register: Register, lines: Lines) -> ImportPlan:
    kept.by, kept.register, kept.sheet = user, register.key, lines.sheet[:200]
    kept.heading_row, kept.places, kept.unknown = lines.heading_row, lines.places, lines.unknown
    kept.ten_thousand = lines.ten_thousand
    kept.given = [asdict(line) for line in lines.lines]
    if not any(not line.left_out for line in lines.lines):
        raise ValidationError(_("There are no lines below the headings."))
    _replan(user, kept)
    kept.save()
    detail = {"register": register.key, "lines": len(kept.given), **counts(kept.lines)}
    if kept.file_name:
        detail |= {"file": kept.file_name, "file_digest": kept.file_digest}
    record(user, "registry.plan_import", kept, detail)
    return kept


def _lines(kept: ImportPlan) -> list[Line]:
    return [Line(**line) for line in kept.given]


def _replan(user: Actor, kept: ImportPlan) -> None:
    lines = plan(user, REGISTERS[kept.register], _lines(kept), kept.common, kept.ten_thousand)
    kept.lines, kept.fingerprint = [line.plain() for line in lines], fingerprint(lines)


def _replan_now(user: Actor, kept: ImportPlan) -> None:
    """Plan again, so that the page shows what would happen now."""
    _replan(user, kept)
    kept.save(update_fields=["lines", "fingerprint"])


def _stored(register: Register, keys: list[int]) -> dict[int, Record]:
    """The rows that lines of a plan change, with what their names are made from."""
    model = register.model
    found: dict[int, Record] = {}
    for part in batches(keys):
        rows = model._base_manager.filter(pk__in=part).select_related(*naming_paths(model))
        found |= {row.pk: row for row in rows}
    return found


def _write(changes: Changes, register: Register, lines: list[Planned]) -> None:
    """Write the lines of a plan: new rows at once, then the changed ones, then owners of patents."""
    made: dict[int, Record] = {}
    many: dict[int, dict[str, list[int]]] = {}
    for line in lines:
        if line.state == "new":
            row = register.model()
            chosen = put(row, line.after)
            made[line.row] = row
            if chosen:
                many[id(row)] = chosen
    changes.add(list(made.values()), many)
    there = _stored(register, [line.pk for line in lines if line.pk is not None and line.after])
    together, fields = [], {}
    for line in lines:
        if line.pk is not None and line.after:
            row = there[line.pk]
            if line.state == "restored":
                changes.restore(row)
            values = {name: value for name, value in line.after.items() if not name.startswith("withdrawn_")}
            chosen = put(row, values)
            together.append(row)
            if chosen:
                fields[row.pk] = chosen
    changes.save_all(together, fields)
    owners = []
    for line in lines:
        if line.owner is not None:
            patent = line.pk if line.pk is not None else made[line.of or line.row].pk
            owners.append(PatentOwner(patent_id=patent, platform_id=line.owner))
    changes.add(owners)
