"""Every row of the tables of security names the tests that hold it, and they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/operations/security.md").read_text(encoding="utf-8")
STATES = {"met", "partly", "host", "missing", "met with proxy"}


def rows() -> list[list[str]]:
    """The rows of both standards: group or clause, state, where, tests."""
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if line[:2] == "| "
    ]
    return [cells for cells in lines if len(cells) == 4 and cells[1] in STATES]


def test_each_file_that_is_named_is_there():
    named = set(re.findall(r"`(tests/[^`\s]+)`", TEXT))
    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_what_is_met_is_tested():
    assert len(rows()) > 40
    assert [cells[0] for cells in rows() if cells[1].startswith("met") and "tests/" not in cells[3]] == []
