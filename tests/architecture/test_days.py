"""The day of a moment is that of the place where it is read: moments are kept in UTC, whose day ends at eight there."""

import ast
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "keqiao"
NAIVE = {"web/registry/importing/cells.py"}
"""Cells of a workbook have no time zone."""


def days_taken(path: Path) -> list[int]:
    """Lines where ``.date()`` is called on something, instead of ``timezone.localdate``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]


def test_no_day_is_taken_from_a_moment_in_utc():
    found = {}
    for room in ("web", "demo"):
        for path in (SRC / room).rglob("*.py"):
            name = str(path.relative_to(SRC))
            if name not in NAIVE and (lines := days_taken(path)):
                found[name] = lines
    assert found == {}, "use django.utils.timezone.localdate(moment)"


def test_the_test_sees_one(tmp_path):
    (tmp_path / "a.py").write_text("day = row.recorded_at.date()\n")
    assert days_taken(tmp_path / "a.py") == [1]
