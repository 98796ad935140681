"""The steps of a row in words, the latest first, for the history page of any procedure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField
from django.utils import timezone
from django.utils.dateparse import parse_datetime
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
class StepInWords:
    """A step in words. ``step``: the row it tells of; ``remarks``: sentences on what no field says."""

    step: Any
    at: datetime
    by: str
    action: str
    changes: list[FieldChange]
    reason: str
    remarks: list[str] = field(default_factory=list)

    @property
    def changes_in_words(self) -> list[str]:
        """What the step changed, a sentence for each field."""
        return [
            _("%(field)s: %(before)s → %(after)s")
            % {"field": change.label, "before": change.before, "after": change.after}
            for change in self.changes
        ]

    @property
    def sentences(self) -> list[str]:
        """Everything there is to say of the step, for files."""
        reason = [_("Reason: %(reason)s") % {"reason": self.reason}] if self.reason else []
        return [*reason, *self.remarks, *self.changes_in_words]


def entries(
    procedure: Procedure[Any],
    steps: Iterable[Any],
    changes: Callable[[Any], list[FieldChange]] | None = None,
    remarks: Callable[[Any], list[str]] | None = None,
) -> list[StepInWords]:
    """Return steps in words, in their order. ``changes`` says what a step changed, where the room says it itself."""
    say = changes or (lambda step: field_changes(procedure, step))
    return [
        StepInWords(
            step,
            step.at,
            str(step.by) if step.by else _("The system"),
            action_words(procedure, step.action),
            say(step),
            step.reason,
            remarks(step) if remarks is not None else [],
        )
        for step in steps
    ]


def action_words(procedure: Procedure[Any], name: str) -> str:
    """Return an action's name in words; the name itself where an older version of the product had it."""
    action = procedure.action(name)
    return str(action.words) if action else name


def field_changes(
    procedure: Procedure[Any],
    step: Any,
    labels: Mapping[str, Words] | None = None,
    say: SayValue | None = None,
    only: Collection[str] | None = None,
) -> list[FieldChange]:
    """Return the fields that a step changed, in words, or those of ``only``; the state by its word."""
    changes = []
    for name in dict.fromkeys([*step.before, *step.after]):
        if only is not None and name not in only:
            continue
        before, after = step.before.get(name), step.after.get(name)
        if before == after or (not before and not after):
            continue
        label = str((labels or {}).get(name) or _label(procedure, name))
        words = [_value(procedure, name, value, say) for value in (before, after)]
        changes.append(FieldChange(label, words[0], words[1]))
    return changes


def _field(procedure: Procedure[Any], name: str) -> Any:
    return next((field for field in procedure.model._meta.get_fields() if field.name == name), None)


def _label(procedure: Procedure[Any], name: str) -> str:
    return str(getattr(_field(procedure, name), "verbose_name", name))


def _of_field(field: Any, value: Any) -> str:
    """A stored value as its field means it: a choice by its word, a moment in the bureau's time, yes or no."""
    if choices := dict(getattr(field, "flatchoices", None) or ()):
        return str(choices.get(value, value))
    if isinstance(field, DateTimeField) and (moment := parse_datetime(str(value))) is not None:
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _value(procedure: Procedure[Any], name: str, value: Any, say: SayValue | None) -> str:
    if value in (None, "", []):
        return numbers.NOTHING
    if name == "state":
        return str(dict(procedure.states.choices).get(str(value), value))
    if say:
        return say(name, value)
    return _of_field(_field(procedure, name), value)
