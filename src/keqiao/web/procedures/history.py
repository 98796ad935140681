"""The steps of a row in words, the latest first, for the history page of any procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.procedures.action import Words
from keqiao.web.procedures.declaration import Procedure
from keqiao.web.site import numbers

SayValue = Callable[[str, Any], str]
"""Says the value of a field as a step keeps it."""


@dataclass(frozen=True)
class FieldChange:
    """A field that a step changed, before and after in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A step in words. ``step``: the row it tells of."""

    step: Any
    at: datetime
    by: str
    action: str
    changes: list[FieldChange]
    reason: str


def entries(
    procedure: Procedure[Any],
    steps: Iterable[Any],
    changes: Callable[[Any], list[FieldChange]] | None = None,
) -> list[Entry]:
    """Return steps in words, in their order. ``changes`` says what a step changed, where the room says it itself."""
    say = changes or (lambda step: field_changes(procedure, step))
    return [
        Entry(
            step,
            step.at,
            str(step.by) if step.by else _("The system"),
            action_words(procedure, step.action),
            say(step),
            step.reason,
        )
        for step in steps
    ]


def action_words(procedure: Procedure[Any], name: str) -> str:
    """Return an action's name in words; the name itself where an older version of the product had it."""
    action = procedure.by_name.get(name)
    return str(action.words) if action else name


def field_changes(
    procedure: Procedure[Any],
    step: Any,
    labels: Mapping[str, Words] | None = None,
    say: SayValue | None = None,
) -> list[FieldChange]:
    """Return the fields that a step changed, in words; the state by its word."""
    found = []
    for name in dict.fromkeys([*step.before, *step.after]):
        before, after = step.before.get(name), step.after.get(name)
        if before == after or (not before and not after):
            continue
        label = str((labels or {}).get(name) or _label(procedure, name))
        words = [_value(procedure, name, value, say) for value in (before, after)]
        found.append(FieldChange(label, words[0], words[1]))
    return found


def _label(procedure: Procedure[Any], name: str) -> str:
    fields = {field.name: field for field in procedure.model._meta.get_fields()}
    return str(getattr(fields.get(name), "verbose_name", name))


def _value(procedure: Procedure[Any], name: str, value: Any, say: SayValue | None) -> str:
    if value in (None, "", []):
        return numbers.NOTHING
    if name == "state":
        return str(dict(procedure.states.choices).get(str(value), value))
    return say(name, value) if say else str(value)
