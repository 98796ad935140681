"""Parameters of derived measures as dated data with their sources (parameters.yaml)."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class NoParameter(LookupError):
    """No value of a parameter holds on that day yet; the message names the parameter."""


@cache
def entries() -> dict[str, tuple[dict[str, Any], ...]]:
    """Return every parameter's dated entries, oldest first."""
    text = (files("keqiao.web.facts") / "parameters.yaml").read_text(encoding="utf-8")
    raw: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return {name: tuple(sorted(rows, key=lambda row: row["valid_from"])) for name, rows in raw.items()}


def parameter(name: str, on: date) -> Any:
    """Return the value of a parameter that holds on a day. Raises NoParameter before its first day, KeyError for an
    unknown name.
    """
    holding = [row for row in entries()[name] if row["valid_from"] <= on]
    if not holding:
        raise NoParameter(f"{name} has no value on {on}")
    return holding[-1]["value"]
