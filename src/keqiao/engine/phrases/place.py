"""Where a figure stands: the text, and the words before it within its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass

SENTENCE_END = re.compile(r"[。；;！？!?\n](?!\s*其中)")
"""其中 goes on with what the sentence before it says."""
_BOUNDARY = re.compile(r"[，。；：！？、,;!?（(）)\n]")
_STRESS = re.compile(r"(?:仅|只|共|共有|其中|另有|还有|仅有|只有)$")


@dataclass(frozen=True)
class PlaceInText:
    """A text that is read from left to right; what ends before ``after`` has been read."""

    text: str
    after: int

    def left(self, start: int) -> str:
        """The words between ``start`` and the figure, mark or line before it."""
        begin = self.after
        for match in _BOUNDARY.finditer(self.text, begin, start):
            begin = match.end()
        return self.text[begin:start]

    def stressed(self, start: int) -> bool:
        """Whether the words before ``start`` say that the number itself matters (仅一个)."""
        return _STRESS.search(self.left(start)) is not None
