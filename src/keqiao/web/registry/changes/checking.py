"""Checks of a row that ask the database nothing, so that thousands of rows are checked in seconds.

What needs the database is checked in batches: references, and uniqueness by who knows which rows are meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from keqiao.web.registry.models.record import Record
from keqiao.web.site.constraints import check_constraint


@cache
def unique_fields(model: type[Record]) -> frozenset[str]:
    """Return the fields by which a row may stand in the way of another."""
    names = {field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            names |= set(constraint.fields)
    return frozenset(names)


def check_references(rows: Sequence[Record], names: set[str]) -> None:
    """Check that what the foreign keys ``names`` of rows of one register refer to is there: a query for each.

    Raises ValidationError by field.
    """
    for name in names:
        field = type(rows[0])._meta.get_field(name)
        if not isinstance(field, models.ForeignKey):
            continue
        named = {getattr(row, field.attname) for row in rows} - {None}
        there: Any = field.related_model
        missing = named - set(there._base_manager.filter(pk__in=named).values_list("pk", flat=True))
        if missing:
            row = next(row for row in rows if getattr(row, field.attname) in missing)
            field.clean(getattr(row, field.attname), row)  # says it as a form does


def check(row: Record, key: tuple[str, ...], unique: bool = True) -> None:
    """Check the fields, the row as a whole and its constraints. Raises ValidationError by field.

    ``key``: the fields whose uniqueness is checked elsewhere; ``unique=False``: nothing it says must be unique anew.
    """
    references = [field.name for field in row._meta.concrete_fields if field.is_relation]
    missing = {
        name: [row._meta.get_field(name).error_messages["blank"]]  # type: ignore[union-attr]
        for name in references
        if not row._meta.get_field(name).blank and getattr(row, f"{name}_id", None) is None  # type: ignore[union-attr]
    }
    errors: dict[str, Any] = dict(missing)
    try:
        row.clean_fields(exclude=references)
    except ValidationError as error:
        errors |= error.error_dict
    if not errors:
        try:
            row.clean()
        except ValidationError as error:
            errors |= error.update_error_dict({})
    if errors:
        raise ValidationError(errors)
    check_constraints(row, key, unique)
    if unique and any(isinstance(field, models.OneToOneField) for field in row._meta.concrete_fields):
        row.validate_unique()


def check_constraints(row: Record, key: tuple[str, ...] = (), unique: bool = False) -> None:
    """Check what the database keeps of a row; arguments as of :func:`check`. Raises ValidationError."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and (
            not unique or set(constraint.fields) == set(key)
        ):
            continue
        if isinstance(constraint, models.CheckConstraint):
            holds = _holds(constraint.condition, row)
            if holds:
                continue
        check_constraint(constraint, row)


def _holds(condition: Any, row: Record) -> bool:
    """Whether a condition certainly holds for the row; where it is not plain, the database is asked."""
    if not isinstance(condition, Q):
        return False
    parts = [_holds(part, row) if isinstance(part, Q) else _part(part, row) for part in condition.children]
    if condition.negated:
        return False
    return any(parts) if condition.connector == Q.OR else all(parts)


def _part(part: Any, row: Record) -> bool:
    path, _sep, lookup = str(part[0]).partition("__")
    value, other = getattr(row, row._meta.get_field(path).attname), part[1]  # type: ignore[union-attr]
    if isinstance(other, F):
        other = getattr(row, str(other.name))  # type: ignore[attr-defined]
    if lookup == "isnull":
        return (value is None) == other
    if lookup in {"", "exact"}:
        return bool(value == other)
    if value is None or other is None:
        return False
    compared = {"gte": value >= other, "lte": value <= other, "gt": value > other, "lt": value < other}
    return bool(compared.get(lookup, False))
