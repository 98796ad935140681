"""Pictures of all platforms of a result: the most telling by name, the others on average or by their median."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import polars as pl
from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart
from keqiao.web.charts.other_categories import alone, with_others
from keqiao.web.evaluations import listings, pictures
from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.reading import SchemeNode


def by_pillar(page: RunContext) -> Chart:
    """Return the totals by pillar of the best platforms, those of the others on average."""
    reading = page.reading
    best = reading.codes[: alone(len(reading.codes))]
    pillars = [
        (pillar.name, [reading.mark(code, pillar.code).contribution for code in best])
        for pillar in reading.pillars
    ]
    chart = pictures.by_pillar([_named(page, code) for code in best], pillars, page.origin)
    columns = [reading.marks.column(pillar.code, "contribution") for pillar in reading.pillars]
    return _with_others(chart, best, columns)


def radar(page: RunContext, pillar: SchemeNode, codes: Sequence[str]) -> Chart:
    """Return the radar of one pillar: its indicators, or the pillar itself where it has none, of a few platforms."""
    reading = page.reading
    nodes = reading.below(pillar.code) or [pillar]
    axes = [(node.code, node.name, reading.median(node.code)) for node in nodes]
    profiles = [(page.names[code], [reading.mark(code, node.code).score for node in nodes]) for code in codes]
    return pictures.radar(pillar.name, axes, profiles, page.origin)


def distribution(page: RunContext, node: SchemeNode) -> Chart:
    """Return the highest values of an indicator (of a group its scores), the others on average, the median of all."""
    reading, column = page.reading, "raw" if node.is_leaf else "score"
    values = reading.marks.column(node.code, column)
    by_code = dict(values.iter_rows())
    ordered = sorted(reading.codes, key=lambda code: _falling(by_code.get(code)))
    best = ordered[: alone(len(ordered))]
    chart = pictures.distribution(
        node.name,
        node.unit if node.is_leaf else _("score, 0 to 100"),
        [(*_named(page, code), by_code.get(code)) for code in best],
        {_("Median"): reading.median(node.code, column)},
        page.origin,
    )
    return _with_others(chart, best, [values])


def _falling(value: float | None) -> tuple[bool, float]:
    return value is None, -(value or 0.0)


def _named(page: RunContext, code: str) -> tuple[str, str]:
    """The name of a platform and the address of its page."""
    reading = page.reading
    return page.names[code], listings.platform_url(page.run, code, reading.period, reading.basis)


def _with_others(chart: Chart, best: Sequence[str], columns: Sequence[pl.DataFrame]) -> Chart:
    """Return a chart of the best platforms with the means of the others, a column of values for each series."""
    others = [values.filter(~pl.col("unit").is_in(list(best)))["value"] for values in columns]
    rest = max((values.len() for values in others), default=0)
    if not rest:
        return chart
    return with_others(chart, rest, [cast("float | None", values.mean()) for values in others], "mean")
