"""Whoever adds a room finds in one table what other rooms ask for: each registry stands there once."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.sources import WEB, files, nodes_of

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/developer/add-a-room.md"


def test_the_guide_lists_every_registry_once():
    declared = {
        node.args[0].value
        for path in files(WEB)
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Registry"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    rows = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    listed = [name for row in rows for name in re.findall(r"`([a-z]+\.[a-z_]+)`", row.split("|")[1])]
    assert sorted(listed) == sorted(declared)
