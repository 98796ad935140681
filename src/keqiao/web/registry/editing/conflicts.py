"""Two persons at one row: what the other changed since, and the choice field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from keqiao.web.registry.changes.state import differences, put, state_of
from keqiao.web.registry.models.changes import Change
from keqiao.web.registry.models.record import Record
from keqiao.web.site.punctuation import listed

PREFIX = "keep-"


@dataclass(frozen=True)
class FieldConflict:
    """One field that somebody else changed: what they and the user say, and what is proposed to be kept."""

    name: str
    label: str
    theirs: str
    mine: str
    keep_theirs: bool


def clashes(row: Record, since: int, form: Any, current: Any) -> list[FieldConflict]:
    """Return the fields that differ from what the user typed and were changed since ``since``.

    ``form`` holds what was typed, ``current`` is the form of the row as it is now. A field that the user left alone is
    proposed as the others wrote it.
    """
    changes = Change.objects.filter(model=row._meta.label, row=row.pk).order_by("-pk")[
        : max(row.version - since, 0)
    ]
    before: dict[str, Any] = {}
    for change in changes:
        before |= change.before
    now = state_of(row)
    changed = differences(before, {name: now[name] for name in before if name in now})[1]
    old = type(row)._base_manager.get(pk=row.pk)
    put(old, {name: value for name, value in before.items() if name in now})
    conflicts = []
    for name in form.fields:
        if name not in changed:
            continue
        theirs, mine = written(current[name]), written(form[name])
        if theirs == mine:
            continue
        field: Any = old._meta.get_field(name)
        was = None if field.many_to_many else _text(current[name], getattr(old, field.attname))
        conflicts.append(FieldConflict(name, str(form.fields[name].label), theirs, mine, was == mine))
    return conflicts


def written(bound: Any) -> str:
    """Return what stands in a field of a form, in words."""
    return _text(bound, bound.value())


def _text(bound: Any, value: Any) -> str:
    value = bound.field.prepare_value(value)
    choices = getattr(bound.field, "choices", None)
    values = value if isinstance(value, list | tuple) else [value]
    if choices is not None:
        known = {str(key): str(label) for key, label in choices}
        return listed(
            known.get(str(getattr(value, "pk", value)), str(value))
            for value in values
            if value not in (None, "")
        )
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return "✓" if value else "–"
    text = bound.field.widget.format_value(value)
    return "" if text is None else str(text)


def decided(data: QueryDict, current: Any) -> QueryDict:
    """Return what was typed with the fields for which "theirs" was chosen as they are now."""
    chosen = data.copy()
    for name in current.fields:
        if data.get(f"{PREFIX}{name}") != "theirs":
            continue
        bound = current[name]
        value = bound.field.prepare_value(bound.value())
        chosen.pop(name, None)
        if isinstance(bound.field.widget, forms.CheckboxInput):
            if value:
                chosen[name] = "on"
        elif isinstance(value, list | tuple):
            chosen.setlist(name, [str(getattr(item, "pk", item)) for item in value])
        else:
            text = bound.field.widget.format_value(value)
            if isinstance(text, list):
                text = text[0] if text else ""
            chosen[name] = "" if text is None else str(text)
    return chosen
