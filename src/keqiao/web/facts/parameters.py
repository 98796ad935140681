"""Parameters of derived measures as dated data with their sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from keqiao.web.facts.documents import PARAMETERS, DatedValue


class NoParameter(LookupError):
    """No value of a parameter holds on that day yet; the message names the parameter."""


def entries(name: str) -> tuple[DatedValue[Any], ...]:
    """Return a parameter's dated values. Raises AttributeError for an unknown name."""
    values: tuple[DatedValue[Any], ...] = getattr(PARAMETERS.in_force(), name)
    return values


def parameter(name: str, on: date) -> Any:
    """Return the value of a parameter that holds on a day. Raises NoParameter before its first day."""
    holding = [row for row in entries(name) if row.valid_from <= on]
    if not holding:
        raise NoParameter(f"{name} has no value on {on}")
    return max(holding, key=lambda row: row.valid_from).value
