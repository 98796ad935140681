"""Ways in the database from a row to what it counts for, as SQL: from a path of relations as queries write them."""

from __future__ import annotations

from typing import Any

from django.db import models

ROW = "{row}"
"""Stands in a way for the row: NEW or OLD of a trigger, or an alias."""


def way(model: type[models.Model], path: str) -> str:
    """Return the statement of one column that gives the keys which ``path`` leads to from a row of the model.

    ``person__engagements__platform`` goes along a reference to a person, back along references of engagements to that
    person, and along theirs to platforms; the row's own key where the path is ``pk``.
    """
    if path == "pk":
        return f"SELECT {ROW}.{model._meta.pk.column}"
    here: Any = model
    rows, keys = ROW, ""
    for step in path.split("__"):
        field: Any = here._meta.get_field(step)
        here = field.related_model
        if field.concrete:
            if keys:
                rows = f"{field.model._meta.db_table} WHERE id IN ({keys})"
            keys = _column(rows, field.column)
            rows = ""
        else:
            column = field.remote_field.column
            rows = f"{here._meta.db_table} WHERE {column} IN ({keys or _column(rows, 'id')})"
            keys = ""
    keys = keys or _column(rows, "id")
    return keys if keys.startswith("SELECT ") else f"SELECT {keys}"


def _column(rows: str, column: str) -> str:
    """SQL: a column of the row, or of the rows that a statement names."""
    return f"{ROW}.{column}" if rows == ROW else f"SELECT {column} FROM {rows}"  # noqa: S608 - names of ours


def way_back(model: type[models.Model], steps: str, path: str) -> str:
    """Return the path from the rows at the end of ``steps`` to the end of ``path``, both leading away from ``model``
    along references.
    """
    there, onward = steps.split("__"), path.split("__")
    here: Any = model
    while there and there[0] == onward[0]:
        here = here._meta.get_field(there.pop(0)).related_model
        onward.pop(0)
    back: list[str] = []
    for step in there:
        field = here._meta.get_field(step)
        back.insert(0, field.remote_field.name if field.concrete else field.field.name)
        here = field.related_model
    return "__".join([*back, *onward]) or "pk"
