"""Every sentence of the workbooks and the command has its Chinese, with the same values in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import keqiao
from keqiao.language import translations

ROOT = Path(keqiao.__file__).parent
FIELD = re.compile(r"\{(\w+)\}")


def sentences() -> set[str]:
    paths = [
        *(ROOT / "engine" / "workbooks").glob("*.py"),
        *(ROOT / "commands").glob("*.py"),
        ROOT / "cli.py",
    ]
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message" and node.args:
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                found.add(str(node.args[0].value))
    return found


def test_every_sentence_has_its_chinese() -> None:
    catalogue = translations("zh")
    missing = [
        text
        for text in sentences()
        if catalogue.gettext(text) == text and re.search("[a-z]{2}", FIELD.sub("", text))
    ]
    assert missing == []


def test_the_values_are_the_same_in_both_languages() -> None:
    catalogue = translations("zh")
    wrong = [t for t in sentences() if not set(FIELD.findall(catalogue.gettext(t))) <= set(FIELD.findall(t))]
    assert wrong == []
