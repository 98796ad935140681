"""Checks inside a text that need no source: sums, shares, differences, factors, averages, and numbers behind a rate.

As in XBRL Calculations 1.1 a check holds when the intervals of its figures can agree; ``only_by_rounding`` where the
printed figures themselves do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from keqiao.engine.phrases.averages import averages
from keqiao.engine.phrases.granularity import granularity
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.movements import level_and_change, levels, movements
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.place import SENTENCE_END
from keqiao.engine.phrases.rankings import rankings
from keqiao.engine.phrases.rates_of_two import days_of_a_year, rates_of_two, share_of_good
from keqiao.engine.phrases.shares import shares, shares_of_a_level, shares_of_nouns
from keqiao.engine.phrases.sums import sums
from keqiao.engine.phrases.years import earlier_levels, series, years_apart

_OTHER_SCOPE = re.compile("口径|可比|不变价|剔除|扣除|还原")


def inner_checks(text: str, figures: Sequence[Phrase]) -> tuple[InnerCheck, ...]:
    """The checks that the words of a text call for, sentence by sentence."""
    checks: list[InnerCheck] = []
    apart = years_apart(text, figures)
    begin = 0
    for end in (*(match.start() for match in SENTENCE_END.finditer(text)), len(text) + 1):
        numbers = [at for at, figure in enumerate(figures) if begin <= figure.start < end]
        moved = [
            *movements(text, figures, numbers),
            *level_and_change(text, figures, numbers),
            *levels(text, figures, numbers),
            *earlier_levels(text, figures, numbers),
            *series(text, figures, numbers),
            *(check for check in apart if check.equals in numbers),
        ]
        moved = [check for check in moved if check.holds or not _of_another_scope(text, figures, check)]
        explained = {check.equals for check in moved}
        counted = [check for check in granularity(text, figures, numbers) if check.rate not in explained]
        parts = shares(text, figures, numbers)
        shared = {check.equals for check in parts}
        named = [
            check
            for check in (
                *shares_of_a_level(text, figures, numbers),
                *shares_of_nouns(text, figures, numbers),
                *share_of_good(text, figures, numbers),
                *rates_of_two(text, figures, numbers),
                *days_of_a_year(text, figures, numbers),
            )
            if check.equals not in shared
        ]
        checks += [
            *sums(text, figures, numbers),
            *parts,
            *moved,
            *counted,
            *_once(named),
            *averages(text, figures, numbers),
            *rankings(text, figures, numbers),
        ]
        begin = end
    return tuple(checks)


def _of_another_scope(text: str, figures: Sequence[Phrase], check: InnerCheck) -> bool:
    """同口径, 可比价格: such a growth is not that of the amounts as they are printed."""
    members = [figures[at] for at in (*check.of, check.over, check.equals) if at is not None]
    begin, end = min(figure.start for figure in members), max(figure.end for figure in members)
    return _OTHER_SCOPE.search(text[max(begin - 12, 0) : end]) is not None


def _once(checks: Sequence[InnerCheck]) -> list[InnerCheck]:
    """The first check of each figure."""
    return list({check.equals: check for check in reversed(checks)}.values())[::-1]
