"""The bookmarks of one file: numbers and names are never used twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from keqiao.files.bookmarks import BOUND, bound_name


class BookmarkNames:
    """Makes them one after another."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def pair(self, fact: str) -> tuple[Any, Any]:
        """The elements that begin and end the bookmark of a figure."""
        name = bound_name(fact)
        number = str(self._used.total())
        self._used[name] += 1
        repeated = f"__{self._used[name]}" if self._used[name] > 1 else ""
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), number)
        start.set(qn("w:name"), f"{BOUND}{name}{repeated}")
        return start, end
