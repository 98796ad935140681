"""A condition of the database in words: what must hold, with the names that its fields have for a reader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _


def condition_in_words(condition: Q, model: type[models.Model]) -> str:
    """Say what a condition asks of a row of ``model``, without a full stop."""
    return _words(condition, model, negated=False)


def _words(condition: Q, model: type[models.Model], *, negated: bool) -> str:
    negated ^= condition.negated
    parts = [
        _words(part, model, negated=negated)
        if isinstance(part, Q)
        else _comparison(str(part[0]), part[1], model, negated=negated)
        for part in _telling(condition)
    ]
    if len(parts) == 1:
        return parts[0]
    if condition.connector == Q.XOR:
        words = _("exactly one of these: %(parts)s") if not negated else _("all or none of these: %(parts)s")
        return words % {"parts": _("; ").join(parts)}
    either = (condition.connector == Q.OR) ^ negated
    return (_(", or ") if either else _(" and ")).join(parts)


def _telling(condition: Q) -> list[Any]:
    """The parts of a condition without “or nothing is given”, which goes without saying beside a comparison."""
    leaves: list[Any] = [part for part in condition.children if not isinstance(part, Q)]
    compared = {_name(part) for part in leaves if not _is_empty(part)}
    compared |= {str(part[1].name) for part in leaves if isinstance(part[1], F)}  # type: ignore[attr-defined]
    return [
        part
        for part in condition.children
        if condition.connector != Q.OR
        or isinstance(part, Q)
        or not _is_empty(part)
        or _name(part) not in compared
    ]


def _name(part: Any) -> str:
    return str(part[0]).partition("__")[0]


def _is_empty(part: Any) -> bool:
    return part[1] is None or (str(part[0]).endswith("__isnull") and bool(part[1]))


def _comparison(path: str, other: Any, model: type[models.Model], *, negated: bool) -> str:
    name, _separator, lookup = path.partition("__")
    field = model._meta.get_field(name)
    about = {"field": str(field.verbose_name), "other": _other(other, field, model)}  # type: ignore[union-attr]
    if other is None or lookup == "isnull":
        empty = (other is None or bool(other)) ^ negated
        return (_("%(field)s is empty") if empty else _("%(field)s is given")) % about
    if negated:
        lookup = _OPPOSITES.get(lookup, f"not {lookup}")
    if isinstance(other, bool):
        return (_("“%(field)s” is yes") if other ^ (lookup == "not ") else _("“%(field)s” is no")) % about
    if isinstance(field, models.DateField) and lookup in {"gte", "lte"}:
        words = _("%(field)s is not before %(other)s"), _("%(field)s is not after %(other)s")
        return words[lookup == "lte"] % about
    sentences = {
        "gte": _("%(field)s is not less than %(other)s"),
        "lte": _("%(field)s is not more than %(other)s"),
        "gt": _("%(field)s is more than %(other)s"),
        "lt": _("%(field)s is less than %(other)s"),
        "not in": _("%(field)s is none of: %(other)s"),
        "in": _("%(field)s is one of: %(other)s"),
        "not ": _("%(field)s is not %(other)s"),
    }
    return sentences.get(lookup, _("%(field)s is %(other)s")) % about


_OPPOSITES = {"gte": "lt", "lt": "gte", "lte": "gt", "gt": "lte"}


def _other(other: Any, field: Any, model: type[models.Model]) -> str:
    """What a field is compared with: another field, or a value as a reader knows it."""
    if isinstance(other, F):
        return str(model._meta.get_field(other.name).verbose_name)  # type: ignore[attr-defined, union-attr]
    if isinstance(other, list | tuple | set):
        return _(", ").join(_other(value, field, model) for value in other)
    choices = dict(getattr(field, "flatchoices", None) or ())
    if other in choices:
        return str(choices[other])
    return number_format(other) if isinstance(other, int | float | Decimal) else str(other)
