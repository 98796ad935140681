"""The day of a moment is that of the place where it is read: moments are kept in UTC, whose day ends at eight there."""

import ast
from collections.abc import Iterable

from tests.sources import SOURCE, files, nodes_in, nodes_of

NAIVE = {"web/registry/importing/cells.py"}
"""Cells of a workbook have no time zone."""


def days_taken(nodes: Iterable[ast.AST]) -> list[int]:
    """Lines where ``.date()`` is called on something, instead of ``timezone.localdate``."""
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]


def test_no_day_is_taken_from_a_moment_in_utc():
    found = {}
    for room in ("web", "demo"):
        for path in files(SOURCE / room):
            name = str(path.relative_to(SOURCE))
            if name not in NAIVE and (lines := days_taken(nodes_of(path))):
                found[name] = lines
    assert found == {}, "use django.utils.timezone.localdate(moment)"


def test_the_test_sees_one():
    assert days_taken(nodes_in("day = row.recorded_at.date()\n")) == [1]
