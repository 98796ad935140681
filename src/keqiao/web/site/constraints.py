"""What a rule of the database says in words: which field is wrong, and what must hold.

Django's own sentence names the constraint ("registry_patent_dates"), which tells nobody outside the programmers what to
correct. The sentence is made from the constraint itself, so a new one needs none written for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from keqiao.web.site.conditions import condition_in_words

TAKEN = "taken"
"""Code of the error of a value that must be unique and stands in another row."""


class WordedConstraints(models.Model):
    """A model whose forms tell a broken rule in words, at the field that is wrong."""

    class Meta:
        abstract = True

    def validate_constraints(self, exclude: Any = None) -> None:
        """Hold the row against its constraints. Raises ValidationError by field, in words."""
        errors: dict[str, list[ValidationError]] = {}
        for constraint in self._meta.constraints:
            try:
                check_constraint(constraint, self, exclude)
            except ValidationError as error:
                errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


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
        return ValidationError(rule_in_words(constraint, type(row)), code="unfit")
    return ValidationError(_("The row breaks a rule of this list."), code="unfit")


def rule_in_words(constraint: Any, model: type[models.Model]) -> str:
    """Say what a constraint asks of every row of a model, where no row is at hand."""
    if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
        return key_in_words(constraint.fields, model)
    condition = getattr(constraint, "condition", None)
    if isinstance(condition, Q):
        return _("What must hold: %(rule)s.") % {"rule": condition_in_words(condition, model)}
    return _("The row breaks a rule of this list.")


def key_in_words(fields: Iterable[str], model: type[models.Model]) -> str:
    """Say that the values of ``fields`` stand in another row."""
    return _("%(labels)s: what is given here is recorded already.") % {"labels": _labels(fields, model)}


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


def _labels(names: Iterable[str], row: models.Model | type[models.Model]) -> str:
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
