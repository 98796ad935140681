"""Taking a whole set of changes back, by a new set that says so: nothing of the past is lost."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from keqiao.web.registry.changes.recording import Changes, change_set
from keqiao.web.registry.changes.references import named, standing_references
from keqiao.web.registry.changes.state import differences, state_of
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS, Record

Action = Change.Action


@dataclass(frozen=True)
class Obstacle:
    """Why a set cannot be undone: the row and what stands against it."""

    row: str
    reason: str


def obstacles(of: ChangeSet) -> list[Obstacle]:
    """Return what stands against undoing a set: rows changed or referred to since; empty when it can be undone."""
    if ChangeSet.objects.filter(undoes=of).exists():
        return [Obstacle(str(of), _("It has been undone already."))]
    changes = list(of.changes.order_by("-pk"))
    rows = _rows(changes)
    # Rows that the set touched itself are taken back before the row that they refer to.
    touched = {(change.model, change.row) for change in changes}
    found: list[Obstacle] = []
    for change in _last_words(changes):
        row = rows.get((change.model, change.row))
        if row is None:
            found.append(Obstacle(change.row_name, _("The row is not there any more.")))
        elif later := _later(change, row, of):
            found.append(Obstacle(str(row), later))
        elif change.action == Action.CREATED:
            holding = [ref for ref in standing_references(row) if (ref._meta.label, ref.pk) not in touched]
            if holding:
                found.append(
                    Obstacle(str(row), _("These rows refer to it: %(rows)s.") % {"rows": named(holding, 3)})
                )
    return found


def undo(actor: Any, of: ChangeSet, reason: str = "", request: HttpRequest | None = None) -> ChangeSet:
    """Take back everything that a set did. Who made it may do so, and who may change everything.

    Raises PermissionDenied; ValidationError with the obstacles, nothing is written then.
    """
    if of.by_id != actor.pk and actor.scope_for(EDIT_RIGHTS[0]) != "all":
        raise PermissionDenied(_("Only %(user)s or the bureau may undo this.") % {"user": of.by})
    with change_set(
        actor, ChangeSet.Kind.UNDO, register=of.register, reason=reason, undoes=of, request=request
    ) as changes:
        against = obstacles(of)
        if against:
            raise ValidationError([f"{obstacle.row}: {obstacle.reason}" for obstacle in against[:20]])
        _take_back(changes, list(of.changes.order_by("-pk")), reason or _("undone"))
    if changes.stored is None:
        raise ValidationError(_("There is nothing to undo."))
    return changes.stored


def _take_back(changes: Changes, made: list[Change], reason: str) -> None:
    rows = _rows(made)
    leaving = [rows[change.model, change.row] for change in made if change.action == Action.CREATED]
    for change in made:
        row = rows[change.model, change.row]
        if change.action == Action.CREATED:
            changes.withdraw(row, reason, together=leaving)
        else:
            changes.rewrite(row, change.before)


def _last_words(changes: Iterable[Change]) -> list[Change]:
    """One change for each row, with what the set said of its fields last; ``changes`` are newest first."""
    found: dict[tuple[str, int], Change] = {}
    for change in changes:
        later = found.get((change.model, change.row))
        if later is None:
            found[change.model, change.row] = copy(change)
        else:
            later.after = change.after | later.after
            if change.action == Action.CREATED:
                later.action = Action.CREATED
    return list(found.values())


def _rows(changes: Iterable[Change]) -> dict[tuple[str, int], Record]:
    """The rows that changes are about, as they are now."""
    keys: dict[str, list[int]] = {}
    for change in changes:
        keys.setdefault(change.model, []).append(change.row)
    found: dict[tuple[str, int], Record] = {}
    for label, wanted in keys.items():
        model: Any = apps.get_model(label)
        for start in range(0, len(wanted), 500):
            for row in model._base_manager.filter(pk__in=wanted[start : start + 500]):
                found[label, row.pk] = row
    return found


def _later(change: Change, row: Record, of: ChangeSet) -> str:
    """Say who changed the row after the set, unless what they did has no effect any more; else an empty text."""
    now = state_of(row)
    kept = {name: now[name] for name in change.after} if change.action != Action.CREATED else now
    said = change.after if change.action != Action.CREATED else _completed(change.after, now)
    if not differences(said, kept)[1]:
        return ""
    last = (
        Change.objects.filter(model=change.model, row=change.row, pk__gt=change.pk)
        .exclude(change_set=of)
        .select_related("change_set__by")
        .order_by("-pk")
        .first()
    )
    if last is None:
        return _("It was changed since.")
    return _("%(user)s changed it on %(day)s.") % {
        "user": last.change_set.by,
        "day": last.at.date().isoformat(),
    }


def _completed(after: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The state of a new row: what it did not say was empty."""
    return {
        name: after.get(name, [] if isinstance(value, list) else ("" if isinstance(value, str) else None))
        for name, value in now.items()
    }
