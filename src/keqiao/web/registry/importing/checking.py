"""Checks of a row that ask the database nothing, so that thousands of lines are checked in seconds.

What needs the database is checked by the plan in batches: references by the finder, uniqueness by the natural key.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from keqiao.web.registry.models.record import Record


def check(row: Record, key: tuple[str, ...]) -> None:
    """Check the fields, the row as a whole and its constraints. Raises ValidationError by field.

    ``key``: the fields whose uniqueness is checked elsewhere.
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
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and set(constraint.fields) == set(key):
            continue
        if isinstance(constraint, models.CheckConstraint):
            holds = _holds(constraint.condition, row)
            if holds:
                continue
        constraint.validate(type(row), row)
    if any(isinstance(field, models.OneToOneField) for field in row._meta.concrete_fields):
        row.validate_unique()


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
