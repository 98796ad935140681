"""How platforms are named to a reader: by name, or as 平台甲, 平台乙 … where a reader may see only the own
unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

STEMS = "甲乙丙丁戊己庚辛壬癸"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def stand_in(place: int) -> str:
    """Return the stand-in name for the place-th hidden platform, counted from 0: 平台甲 / Platform A, later
    by number.
    """
    chinese = (get_language() or "zh").startswith("zh")
    signs = STEMS if chinese else LETTERS
    return _("Platform %(sign)s") % {"sign": signs[place] if place < len(signs) else place + 1}


@dataclass(frozen=True)
class Names:
    """Names of the platforms of a run for one reader; `open_codes` are those whose details the reader
    may open, `stand_ins` those shown under another name.
    """

    shown: Mapping[str, str]
    open_codes: frozenset[str] = field(default_factory=frozenset)
    stand_ins: frozenset[str] = field(default_factory=frozenset)

    def __getitem__(self, code: str) -> str:
        """Return the name to show; a platform that the run does not know is shown by its code only if it
        is open.
        """
        return self.shown.get(code, code if code in self.open_codes else _("Other platform"))

    def is_open(self, code: str) -> bool:
        """Tell whether the reader may open this platform's figures."""
        return code in self.open_codes

    @property
    def hides(self) -> bool:
        """Whether the details of some platforms are not for this reader."""
        return bool(set(self.shown) - self.open_codes)

    @property
    def tells_parts(self) -> bool:
        """Whether pillars and indicators may be shown: not beside the real name of a platform that is not open."""
        return set(self.shown) <= self.open_codes | self.stand_ins


def names(platforms: Iterable[tuple[str, str]], own: Iterable[str] | None) -> Names:
    """Return the names for a reader.

    `platforms` are (code, name) in the order in which hidden ones get their letters (by rank, so that the
    letter says nothing that the table does not); `own` are the codes the reader may see by name, None for
    all.
    """
    rows = list(platforms)
    if own is None:
        return Names(dict(rows), frozenset(code for code, _name in rows))
    visible = frozenset(own)
    hidden = [code for code, _name in rows if code not in visible]
    aliases = {code: stand_in(place) for place, code in enumerate(hidden)}
    shown = {code: aliases.get(code, name) for code, name in rows}
    return Names(shown, visible & frozenset(shown), frozenset(hidden))
