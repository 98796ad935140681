"""Texts that are struck through: a figure that somebody crossed out is neither read nor left out in silence."""

from __future__ import annotations

from collections.abc import Mapping

from keqiao.files.packages import LARGEST_SHEET, Package

_BLOCK = 1 << 20
_WORD = b"strike"
_FALSE = {"0", "false", "off"}


def is_strike(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element (its name without prefix) of a font says that the font is struck through."""
    return (
        name == "strike"
        and next((value for key, value in attributes.items() if key.rpartition(":")[2] == "val"), "1")
        not in _FALSE
    )


def struck_strings(package: Package, part: str | None) -> frozenset[str]:
    """The numbers of the shared texts of which at least a part is struck through.

    Raises FileProblem for a part that is damaged or beyond the bounds.
    """
    if part is None or not _mentions(package, part):
        return frozenset()
    struck: set[str] = set()
    text = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal text
        if name == "si":
            text += 1
        elif is_strike(name, attributes):
            struck.add(str(text))

    package.pull(part, start, most=LARGEST_SHEET)
    return frozenset(struck)


def _mentions(package: Package, part: str) -> bool:
    """Whether the word stands in a part at all: texts of millions of cells are not parsed for nothing."""
    with package.open(part) as stream:
        tail = b""
        while block := stream.read(_BLOCK):
            if _WORD in tail + block:
                return True
            tail = block[-len(_WORD) :]
    return False
