"""How sure the ranks and grades of a run are, ready to be shown beside them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl
from django.utils.translation import gettext as _

from keqiao.web.evaluations import frames
from keqiao.web.evaluations.models import Run, RunRobustness
from keqiao.web.site import numbers
from keqiao.web.site.punctuation import bracketed


@dataclass(frozen=True)
class Interval:
    """The ranks of one platform over the draws: `low` to `high` hold the central `share`, whole ranks outward;
    `first` and `kept` are shares of the draws (first place; the same grade as in the result).
    """

    median: float | None
    low: int | None
    high: int | None
    first: float | None
    grade_stability: float | None
    border: bool
    share: float = 0.9

    @property
    def span(self) -> str:
        """The interval as 2–5, or 2 where both ends are the same; empty where the platform is never ranked."""
        if self.low is None or self.high is None:
            return ""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"

    @property
    def sentence(self) -> str:
        """What the draws say in one line."""
        parts = []
        if self.span:
            parts.append(
                _("median rank %(median)s, %(share)s of draws within %(span)s")
                % {
                    "median": numbers.number(self.median),
                    "share": numbers.percent(self.share, 0),
                    "span": self.span,
                }
            )
        if self.grade_stability is not None:
            parts.append(
                _("grade kept in %(share)s of draws") % {"share": numbers.percent(self.grade_stability, 1)}
            )
        return _("; ").join(parts)


def ranked(rank: int | None, span: str) -> str:
    """Return a rank with its interval, as 3 (2–5); alone where the interval is nothing but the rank, — without one."""
    if rank is None:
        return numbers.NOTHING
    return bracketed(rank, span if span != str(rank) else "")


@dataclass(frozen=True)
class Certainty:
    """The intervals of all platforms of a run for one period and basis, by code."""

    of: Mapping[str, Interval] = field(default_factory=dict)
    share: float = 0.9
    """The central share of the ranks that an interval holds."""
    least: float = 0.8
    """The share of draws that must keep a grade that is not borderline."""

    def only(self, codes: Collection[str]) -> Certainty:
        """Return the intervals of some platforms."""
        return replace(self, of={code: interval for code in codes if (interval := self.of.get(code))})

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.of)

    def rank(self, code: str, rank: int | None) -> str:
        """Return a rank with its interval, as 3 (2–5); — where the platform has no rank."""
        return ranked(rank, self.span(code))

    def span(self, code: str) -> str:
        """Return the interval of a platform; empty where there is none."""
        return self.of[code].span if code in self.of else ""

    def sentence(self, code: str) -> str:
        """Return what the draws say about a platform; empty where nothing was drawn."""
        return self.of[code].sentence if code in self.of else ""

    @property
    def border(self) -> list[str]:
        """Codes of the platforms whose grade too few of the draws keep."""
        return [code for code, interval in self.of.items() if interval.border]

    def is_border(self, code: str) -> bool:
        """Tell whether too few of the draws keep the platform's grade (边界)."""
        return code in self.of and self.of[code].border

    def grade(self, code: str, grade: str) -> str:
        """Return a grade with the mark 边界 where it has it."""
        if not grade:
            return numbers.NOTHING
        return _("%(grade)s (borderline)") % {"grade": grade} if self.is_border(code) else grade


def certainty(run: Run, period: str, basis: str) -> Certainty:
    """Return the intervals of a run for one period and basis, none where none were computed; one query."""
    stored = RunRobustness.objects.filter(run=run).only("intervals", "interval", "border").first()
    if stored is None:
        return Certainty()
    return read(frames.unpacked(stored.intervals), period, basis, stored.interval, stored.border)


class Intervals(Mapping[str, Interval]):
    """The intervals of the platforms of a stored table by code, each made where it is asked for."""

    def __init__(self, table: pl.DataFrame, share: float) -> None:
        """Take a table of one period and basis; `share` of the ranks lies in an interval."""
        self._table, self._share = (
            table.select("median", "low", "high", "first", "kept", "border", "grade"),
            share,
        )
        self._rows = {code: row for row, code in enumerate(table["unit"])}

    def __getitem__(self, code: str) -> Interval:
        median, low, high, first, kept, border, grade = self._table.row(self._rows[code])
        # A platform without a grade has none to lose.
        loses = bool(border) and grade is not None
        return Interval(median, *outward(low, high), first, kept, loses, self._share)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def read(table: pl.DataFrame, period: str, basis: str, share: float = 0.9, least: float = 0.8) -> Certainty:
    """Return the intervals of one period and basis from the stored table; `share` and `least` as they were drawn."""
    return Certainty(Intervals(here(table, period, basis), share), share, least)


def of_results(run: Run) -> pl.DataFrame | None:
    """Return period, basis, unit, interval (2–5) and border of every rank of a run; None where nothing was drawn."""
    stored = RunRobustness.objects.filter(run=run).only("intervals", "interval", "border").first()
    if stored is None:
        return None
    table = frames.unpacked(stored.intervals)
    keys = table.select("period", "basis").unique(maintain_order=True).iter_rows()
    rows = [
        (period, basis, code, interval.span, interval.border)
        for period, basis in keys
        for code, interval in read(table, period, basis).of.items()
    ]
    return pl.DataFrame(rows, schema=["period", "basis", "unit", "interval", "border"], orient="row")


def outward(low: float | None, high: float | None) -> tuple[int | None, int | None]:
    """Return the ends of an interval as whole ranks, never narrower than it is."""
    return None if low is None else math.floor(low + 1e-9), None if high is None else math.ceil(high - 1e-9)


def here(table: pl.DataFrame, period: str, basis: str) -> pl.DataFrame:
    """Return the rows of one period and basis."""
    return table.filter((pl.col("period") == period) & (pl.col("basis") == basis))
