"""The bookmarks of one file: numbers and names are never used twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from keqiao.files.bookmarks import BOUND, bound_name


class BookmarkNames:
    """Makes them one after another."""

    def __init__(self, first: int = 0) -> None:
        """``first``: the number of the first, above those that the file holds already."""
        self._first = first
        self._used: Counter[str] = Counter()

    def pair(self, fact: str) -> tuple[Any, Any]:
        """The elements that begin and end the bookmark of a figure."""
        number = str(self._first + self._used.total())
        name = self.name(fact)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), number)
        start.set(qn("w:name"), f"{BOUND}{name}")
        return start, end

    def name(self, fact: str) -> str:
        """The next name of the bookmark of a fact, without the beginning that all have."""
        name = bound_name(fact)
        self._used[name] += 1
        return f"{name}__{self._used[name]}" if self._used[name] > 1 else name
