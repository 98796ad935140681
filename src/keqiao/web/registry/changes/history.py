"""The history of a row in words, and the sets of changes that a user may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.people import Person
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.quantities import amount_in_words, is_money


@dataclass(frozen=True)
class FieldInWords:
    """One field of a change in words; ``before`` or ``after`` is empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeStep:
    """One change of a row: when, who, what, why, and field by field."""

    at: datetime
    by: str
    action: str
    kind: str
    reason: str
    change_set: int
    row: str
    fields: list[FieldInWords]


class SeesPeople(Protocol):
    """A reader (``listings.Viewer``), who may not know everybody."""

    def sees(self, row: Any, /) -> bool:
        """Whether the reader may know who the person of ``row`` is."""


def history_of(
    row: Record,
    since_version: int | None = None,
    viewer: SeesPeople | None = None,
    until: datetime | None = None,
) -> list[ChangeStep]:
    """Return the changes of a row, newest first.

    ``since_version`` leaves out those up to that version, ``until`` later ones; ``viewer``: see :func:`steps_in_words`.
    """
    changes = Change.objects.filter(model=row._meta.label, row=row.pk).select_related("change_set__by")
    if until is not None:
        changes = changes.filter(at__lte=until)
    steps = list(changes.order_by("-pk"))
    if since_version is not None:
        steps = steps[: max(row.version - since_version, 0)]
    return steps_in_words(steps, viewer)


def steps_in_words(changes: Iterable[Change], viewer: SeesPeople | None = None) -> list[ChangeStep]:
    """Return changes in words; names of rows that fields point at are read in one query for each register.

    ``viewer``: what tells who a person is is left out where the reader may not know it.
    """
    listed = list(changes)
    names = _names(listed)
    hidden = _hidden(listed, viewer)
    return [
        ChangeStep(
            at=change.at,
            by=str(change.change_set.by),
            action=change.get_action_display(),
            kind=change.change_set.get_kind_display(),
            reason=change.change_set.reason,
            change_set=change.change_set_id,
            row=change.row_name,
            fields=_fields(
                change, names, Person.personal_fields if change.row in hidden[change.model] else ()
            ),
        )
        for change in listed
    ]


def sets_visible_to(user: Actor) -> QuerySet[ChangeSet]:
    """Return the sets a user may see: all for readers of everything, else those of the own unit and the own ones."""
    scope = user.scope_for("registry.view") if user.is_authenticated else None
    sets = ChangeSet.objects.select_related("by", "unit", "undone_by")
    if scope == "all":
        return sets
    if scope == "own":
        own = Q(by=user) if user.unit_id is None else Q(by=user) | Q(unit=user.unit_id)
        return sets.filter(own)
    return sets.none()


Names = dict[tuple[str, int], str]


def _hidden(changes: list[Change], viewer: SeesPeople | None) -> dict[str, set[int]]:
    """The rows (by model) of persons whom the reader may not know."""
    hidden: defaultdict[str, set[int]] = defaultdict(set)
    label = Person._meta.label
    keys = {change.row for change in changes if change.model == label}
    if viewer is not None and keys:
        hidden[label] = keys - {row.pk for row in Person.objects.filter(pk__in=keys) if viewer.sees(row)}
    return hidden


def _fields(change: Change, names: Names, hidden: Iterable[str]) -> list[FieldInWords]:
    model = apps.get_model(change.model)
    fields = []
    for name in dict.fromkeys([*change.before, *change.after]):
        if name in {"withdrawn_at", "kept_by", *hidden}:
            continue
        field = model._meta.get_field(name)
        before, after = (_text(field, side.get(name), names) for side in (change.before, change.after))
        if before != after:
            fields.append(FieldInWords(str(getattr(field, "verbose_name", name)), before, after))
    return fields


def _text(field: Any, value: Any, names: Names) -> str:
    """A value as a person reads it."""
    if value is None or value in ("", []):
        return ""
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        label = field.related_model._meta.label
        return _(", ").join(names.get((label, key), str(key)) for key in keys)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if is_money(field):
        return amount_in_words(value)
    return str(dict(field.flatchoices).get(value, value))


def _names(changes: Iterable[Change]) -> Names:
    """The names of all rows that the fields of the changes point at."""
    wanted: dict[type[models.Model], set[int]] = {}
    for change in changes:
        for field in apps.get_model(change.model)._meta.get_fields():
            if not (field.is_relation and (field.many_to_one or field.one_to_one or field.many_to_many)):
                continue
            for side in (change.before, change.after):
                value = side.get(field.name)
                keys = value if isinstance(value, list) else [value] if value is not None else []
                if field.related_model is not None and not isinstance(field.related_model, str):
                    wanted.setdefault(field.related_model, set()).update(keys)
    return {
        (model._meta.label, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model._base_manager.filter(pk__in=keys)
    }
