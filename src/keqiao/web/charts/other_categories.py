"""Charts of many categories: the most telling stand alone, the rest together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart, Number, Point

MOST = 20
"""Categories that stand alone."""


def shortened(chart: Chart, together: Literal["sum", "mean"], most: int = MOST) -> Chart:
    """Return a chart by category, the most telling first, with at most so many and the rest of each series together:
    their sum, or the mean of those that have a value. A chart of few categories stays as it is.
    """
    count = alone(len(chart.categories), most)
    if count == len(chart.categories):
        return chart
    others = [_together([point.value for point in line.items[count:]], together) for line in chart.series]
    few = replace(
        chart,
        categories=chart.categories[:count],
        series=[replace(line, points=line.items[:count]) for line in chart.series],
    )
    return with_others(few, len(chart.categories) - count, others, together)


def alone(count: int, most: int = MOST) -> int:
    """Return how many of so many categories stand alone: all of them where only one would be left."""
    return count if count <= most + 1 else most


def with_others(chart: Chart, rest: int, values: Sequence[Number], together: Literal["sum", "mean"]) -> Chart:
    """Return a chart of the most telling categories with one more for the ``rest``: ``values`` are what they come to
    in each series.
    """
    name = _("the other %(n)s together") if together == "sum" else _("the other %(n)s on average")
    series = [
        replace(line, points=[*line.items, Point(value)])
        for line, value in zip(chart.series, values, strict=True)
    ]
    return replace(chart, categories=[*chart.categories, name % {"n": rest}], series=series)


def _together(values: Sequence[Number], together: Literal["sum", "mean"]) -> Number:
    """The sum or the mean of the values that there are; None where there is none."""
    there = [Decimal(str(value)) for value in values if value is not None]
    if not there:
        return None
    total = sum(there, Decimal(0))
    return total if together == "sum" else total / len(there)
