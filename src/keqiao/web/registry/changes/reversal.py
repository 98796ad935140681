"""Taking a whole set of changes back, by a new set that says so: nothing of the past is lost."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.changes.recording import Changes, change_set
from keqiao.web.registry.changes.references import current_references, named
from keqiao.web.registry.changes.state import State, differences, naming_paths, states_of
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS, Record
from keqiao.web.site.punctuation import labelled

Action = Change.Action
Key = tuple[str, int]
"""Model and key of a row."""


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
    rows = _rows(of)
    # Rows that the set touched itself are taken back before the row that they refer to.
    touched = {(change.model, change.row) for change in changes}
    last = _last_words(changes)
    states, holding = _as_they_are(rows), _holding(last, rows, touched)
    obstacles: list[Obstacle] = []
    for change in last:
        key = (change.model, change.row)
        row = rows.get(key)
        if row is None:
            obstacles.append(Obstacle(change.row_name, _("The row is not there any more.")))
        elif later := _later(change, states[key], of):
            obstacles.append(Obstacle(str(row), later))
        elif key in holding:
            reason = _("These rows refer to it: %(rows)s.") % {"rows": named(holding[key], 3)}
            obstacles.append(Obstacle(str(row), reason))
    return obstacles


def _as_they_are(rows: dict[Key, Record]) -> dict[Key, State]:
    """What rows of several registers say now."""
    of_model = _by_model(rows)
    return {(label, key): state for label, held in of_model.items() for key, state in states_of(held).items()}


def _holding(
    changes: Iterable[Change], rows: dict[Key, Record], touched: set[Key]
) -> dict[Key, list[Record]]:
    """The standing rows that refer to the new rows of a set, those left out that it touched itself."""
    new = {(change.model, change.row) for change in changes if change.action == Action.CREATED}
    of_model = _by_model({key: row for key, row in rows.items() if key in new})
    return {
        (label, key): held
        for label, made in of_model.items()
        for key, held in current_references(made, touched).items()
    }


def _by_model(rows: dict[Key, Record]) -> dict[str, list[Record]]:
    by_label: dict[str, list[Record]] = {}
    for (label, _key), row in rows.items():
        by_label.setdefault(label, []).append(row)
    return by_label


def undo(actor: Actor, of: ChangeSet, reason: str = "") -> ChangeSet:
    """Take back everything that a set did. Who made it may do so, and who may change everything.

    Raises PermissionDenied; ValidationError with the obstacles, nothing is written then.
    """
    if of.by_id != actor.pk and actor.scope_for(EDIT_RIGHTS[0]) != "all":
        raise PermissionDenied(_("Only %(user)s or the bureau may undo this.") % {"user": of.by})
    with change_set(actor, ChangeSet.Kind.UNDO, register=of.register, reason=reason, undoes=of) as changes:
        against = obstacles(of)
        if against:
            raise ValidationError([labelled(obstacle.row, obstacle.reason) for obstacle in against[:20]])
        _take_back(changes, of, reason or _("undone"))
    if changes.stored is None:
        raise ValidationError(_("There is nothing to undo."))
    return changes.stored


def _take_back(changes: Changes, of: ChangeSet, reason: str) -> None:
    """Take a set back, the newest change first; changes that follow each other in one register at once."""
    made = list(of.changes.order_by("-pk"))
    rows = _rows(of)
    leaving = [rows[change.model, change.row] for change in made if change.action == Action.CREATED]
    for (label, new), run in groupby(
        made, key=lambda change: (change.model, change.action == Action.CREATED)
    ):
        back = list(run)
        together = [rows[label, change.row] for change in back]
        if new:
            changes.withdraw_all(together, reason, together=leaving)
        elif len({change.row for change in back}) == len(back):
            changes.rewrite_all(together, {change.row: change.before for change in back})
        else:  # a row that the set changed twice goes back twice
            for undone in back:
                changes.rewrite(rows[label, undone.row], undone.before)


def _last_words(changes: Iterable[Change]) -> list[Change]:
    """One change for each row, with what the set said of its fields last; ``changes`` are newest first."""
    last: dict[tuple[str, int], Change] = {}
    for change in changes:
        later = last.get((change.model, change.row))
        if later is None:
            last[change.model, change.row] = copy(change)
        else:
            later.after = change.after | later.after
            if change.action == Action.CREATED:
                later.action = Action.CREATED
    return list(last.values())


def _rows(of: ChangeSet) -> dict[Key, Record]:
    """The rows that a set is about, as they are now: a query for each register."""
    by_key: dict[Key, Record] = {}
    for label in of.changes.order_by("model").values_list("model", flat=True).distinct():
        model: Any = apps.get_model(label)
        rows = model._base_manager.filter(pk__in=of.changes.filter(model=label).order_by().values("row"))
        by_key |= {(label, row.pk): row for row in rows.select_related(*naming_paths(model))}
    return by_key


def _later(change: Change, now: State, of: ChangeSet) -> str:
    """Say who changed the row after the set, unless what they did has no effect any more; else an empty text.

    ``now``: what the row says today.
    """
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
        "day": timezone.localdate(last.at).isoformat(),
    }


def _completed(after: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The state of a new row: what it did not say was empty."""
    return {
        name: after.get(name, [] if isinstance(value, list) else ("" if isinstance(value, str) else None))
        for name, value in now.items()
    }
