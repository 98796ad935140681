"""What the scores of one subject come to: which count, their spread, the trimmed mean and its formula. No database."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.engine.evaluation.ratings import combined
from keqiao.engine.schemes.parts import Raters
from keqiao.language import Message, message
from keqiao.web.site import numbers

PLACES = Decimal("0.0001")
"""A result is kept to four places."""
HUNDREDTHS = 100
"""Points are given to two places, so that whole hundredths can be added without loss."""


@dataclass(frozen=True)
class ScoreTally:
    """Scores of one subject (points, 0–100, in order), ``trim`` cut at each end; ``least`` must remain.

    ``value`` is None where too few remain: then there is no result, and ``formula`` says so.
    """

    scores: tuple[Decimal, ...]
    trim: int
    least: int
    value: Decimal | None

    @property
    def count(self) -> int:
        """How many experts' scores there are, those cut off included."""
        return len(self.scores)

    @property
    def lowest(self) -> Decimal | None:
        """The lowest of all scores."""
        return self.scores[0] if self.scores else None

    @property
    def highest(self) -> Decimal | None:
        """The highest of all scores."""
        return self.scores[-1] if self.scores else None

    @property
    def mean(self) -> Decimal | None:
        """The plain mean of all scores, to four places."""
        return statistics.mean(self.scores).quantize(PLACES, ROUND_HALF_UP) if self.scores else None

    @property
    def deviation(self) -> Decimal | None:
        """The standard deviation of the scores as a sample (n − 1), to four places; None for fewer than two."""
        if self.count < 2:
            return None
        return statistics.stdev(self.scores).quantize(PLACES, ROUND_HALF_UP)

    @property
    def counted(self) -> tuple[Decimal, ...]:
        """The scores between those that are cut off."""
        return self.scores[self.trim : max(self.trim, self.count - self.trim)]

    @property
    def formula(self) -> str:
        """How the result comes about, with its figures, in the reader's language; or why there is none."""
        if self.value is None:
            needed = self.least + 2 * self.trim
            return _("No result: %(count)d scores count, at least %(needed)d are needed.") % {
                "count": self.count,
                "needed": needed,
            }
        terms = "+".join(short(points) for points in self.counted)
        text = f"({terms})÷{len(self.counted)} = {numbers.number(self.value, 2)}"
        if not self.trim:
            return text
        cut = ngettext(
            "left out: the highest %(high)s and the lowest %(low)s",
            "left out: the %(count)d highest %(high)s and the %(count)d lowest %(low)s",
            self.trim,
        ) % {
            "count": self.trim,
            "high": _(", ").join(short(points) for points in reversed(self.scores[-self.trim :])),
            "low": _(", ").join(short(points) for points in self.scores[: self.trim]),
        }
        return _("%(formula)s; %(cut)s") % {"formula": text, "cut": cut}


def short(points: Decimal) -> str:
    """Return points without needless noughts: 85, 84.5."""
    return f"{points.normalize():f}"


def in_short(result: ScoreTally) -> Message:
    """Say of a result what everybody may know: number of experts, mean, spread; never a single expert's score."""
    return message(
        "{count} experts: result {value}, mean of all {mean}, standard deviation {deviation}; "
        "highest and lowest left out: {trim} each",
        count=result.count,
        value=numbers.number(result.value, 2),
        mean=numbers.number(result.mean, 2),
        deviation=numbers.number(result.deviation, 2),
        trim=result.trim,
    )


def tally(points: Iterable[Decimal], trim: int, least: int) -> ScoreTally:
    """Return what scores come to: the mean without the ``trim`` highest and lowest, by the engine's rule for raters."""
    scores = tuple(sorted(points))
    return ScoreTally(scores, trim, least, _combined(scores, trim, least))


def _combined(scores: Sequence[Decimal], trim: int, least: int) -> Decimal | None:
    if not scores:
        return None
    raters = Raters(combine="trimmed_mean", trim=trim, minimum=max(1, least + 2 * trim))
    given = [pl.Series(str(place), [int(points * HUNDREDTHS)]) for place, points in enumerate(scores)]
    value = combined(given, raters)[0]
    if value is None:
        return None
    return (Decimal(repr(value)) / HUNDREDTHS).quantize(PLACES, ROUND_HALF_UP)
