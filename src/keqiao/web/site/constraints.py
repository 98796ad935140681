"""What a rule of the database says in words: which field is wrong, and what must hold.

Django's own sentence names the constraint ("registry_patent_dates"), which tells nobody outside the programmers what to
correct. The sentence is made from the constraint itself, so a new one needs none written for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

TAKEN = "taken"
"""Code of the error of a value that must be unique and stands in another row."""


def check_constraint(constraint: Any, row: models.Model, exclude: Collection[str] | None = None) -> None:
    """Hold a row against one of its constraints, unless it reads a field of ``exclude``.

    Raises ValidationError by field, in words; TAKEN is its code where another row stands in the way.
    """
    try:
        constraint.validate(type(row), row, exclude=exclude)
    except ValidationError as error:
        if constraint.violation_error_message != constraint.default_violation_error_message:
            raise
        raise violation(constraint, row) from error


def violation(constraint: Any, row: models.Model) -> ValidationError:
    """Return the error of a constraint that a row violates, by field."""
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        return _taken(tuple(constraint.fields), row)
    condition = getattr(constraint, "condition", None)
    if isinstance(condition, Q):
        errors = {name: text for name, text in _broken(condition, row) if text}
        if errors:
            return ValidationError(errors)
        names = dict.fromkeys(_paths(condition))
        return ValidationError(
            _("These do not fit together: %(fields)s.") % {"fields": _labels(names, row)}, code="unfit"
        )
    return ValidationError(_("The row breaks a rule of this list."), code="unfit")


def _taken(fields: tuple[str, ...], row: models.Model) -> ValidationError:
    """The error at the last field of a unique key: what comes before it says whose the value is."""
    last = fields[-1]
    return ValidationError(
        {
            last: ValidationError(
                _("%(labels)s: “%(values)s” is recorded already."),
                code=TAKEN,
                params={
                    "fields": fields,
                    "labels": _labels(fields, row),
                    "values": _(", ").join(filter(None, (_value(row, name) for name in fields))),
                },
            )
        }
    )


def _broken(condition: Q, row: models.Model) -> Iterator[tuple[str, str]]:
    """Yield field and sentence for each comparison of a condition that does not hold; null parts need no sentence."""
    part: Any
    for part in condition.children:
        if isinstance(part, Q):
            yield from _broken(part, row)
            continue
        name, _separator, lookup = str(part[0]).partition("__")
        if lookup in _SENTENCES and not _holds(row, name, lookup, part[1]):
            yield name, _sentence(row, name, lookup, part[1])


def _holds(row: models.Model, name: str, lookup: str, other: Any) -> bool:
    value = getattr(row, name)
    limit = getattr(row, other.name) if isinstance(other, F) else other  # type: ignore[attr-defined]
    if value is None or limit is None:
        return True
    return bool(value >= limit if lookup == "gte" else value <= limit)


_SENTENCES = ("gte", "lte")


def _sentence(row: models.Model, name: str, lookup: str, other: Any) -> str:
    """What must hold: one field against another, or against a number."""
    if not isinstance(other, F):
        words = (
            _("%(field)s is at least %(limit)s.") if lookup == "gte" else _("%(field)s is at most %(limit)s.")
        )
        return words % {"field": _labels([name], row), "limit": number_format(other)}
    against = str(other.name)  # type: ignore[attr-defined]
    about = {"field": _labels([name], row), "other": _labels([against], row), "value": _value(row, against)}
    if isinstance(getattr(row, name), date):
        words = (
            _("%(field)s does not lie before %(other)s (%(value)s).")
            if lookup == "gte"
            else _("%(field)s does not lie after %(other)s (%(value)s).")
        )
    else:
        words = (
            _("%(field)s is not less than %(other)s (%(value)s).")
            if lookup == "gte"
            else _("%(field)s is not more than %(other)s (%(value)s).")
        )
    return words % about


def _paths(condition: Q) -> Iterator[str]:
    part: Any
    for part in condition.children:
        if isinstance(part, Q):
            yield from _paths(part)
        else:
            yield str(part[0]).partition("__")[0]


def _labels(names: Any, row: models.Model) -> str:
    return _(", ").join(str(row._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]


def _value(row: models.Model, name: str) -> str:
    """A value as a reader knows it; nothing for none."""
    if getattr(row, row._meta.get_field(name).attname) is None:  # type: ignore[union-attr]
        return ""
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label is not None else getattr(row, name)
    if isinstance(value, date):
        return date_format(value, "Y-m-d")
    if isinstance(value, bool) or not hasattr(value, "as_tuple"):
        return str(value)
    return number_format(value, use_l10n=True, force_grouping=True)
