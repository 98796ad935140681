"""The font that drawn charts use: a subset of Noto Sans SC (SIL Open Font License 1.1, see OFL.txt).

It holds GB 2312-80 with Latin-1 and some signs, so the pictures look the same on a machine with no Chinese font. How it
is made: ``frontend/chart_font.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

FONT_FAMILY = "Noto Sans SC"
FONT_FILE = Path(__file__).with_name("NotoSansSC-GB2312.otf")

EXTRA = "‐–—‘’“”…•′″‰‹›€™−≈≠≤≥①②③④⑤⑥⑦⑧⑨⑩▲▼△▽■□●○◆◇★☆✓㎡㎥℃·"
"""Signs outside GB 2312 and Latin-1 that figures and their notes use."""


@cache
def characters() -> frozenset[str]:
    """Return the characters that the font was asked to hold."""
    characters = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            try:
                characters.add(bytes((lead, trail)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return frozenset(characters | set(EXTRA))


def covers(texts: Iterable[str]) -> bool:
    """Tell whether the font can draw all these texts, so that the machine's own fonts need not be searched."""
    known = characters()
    return all(character in known for text in texts for character in text)
