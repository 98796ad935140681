"""Guards in the database itself: rows that are written once, and rows that close, whoever asks, by plain SQL too.

Each room that keeps such rows declares one :class:`Guard` as ``GUARD`` in its ``triggers.py``; that is all it does.
``manage migrate`` lifts the guards while it rebuilds tables and sets them again from the declarations and the schema
as it then is (``placement``), so that a new table, column or unique index is covered without a migration of triggers.

On SQLite a replacing insert or update removes the row that it collides with without firing a trigger of deletion.
So an insert is refused where the row would collide, by its key or by any unique index, with a row that stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from keqiao.web.audit.guards.declaration import (
    REVISIONS,
    Closing,
    Guard,
    OwnedRows,
    RevisedTable,
    SealedRows,
    StoredFile,
    WriteOnce,
)

__all__ = [
    "REVISIONS",
    "Closing",
    "Guard",
    "OwnedRows",
    "RevisedTable",
    "SealedRows",
    "StoredFile",
    "WriteOnce",
    "declared",
]


def declared() -> list[Guard]:
    """The guards of all rooms, in the order of the rooms."""
    return list(_declared())


@cache
def _declared() -> tuple[Guard, ...]:
    return tuple(_read())


def _read() -> Iterator[Guard]:
    for room in apps.get_app_configs():
        if room.name.startswith("keqiao.") and module_has_submodule(room.module, "triggers"):
            yield import_module(f"{room.name}.triggers").GUARD
