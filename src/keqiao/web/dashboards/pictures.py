"""Charts of the dashboards: pure functions from figures to a Chart."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.charts.other_categories import MOST, shortened
from keqiao.web.facts.figures import Figure


def trend(figures: Sequence[Figure], *, size: str = "s") -> Chart:
    """Return a city figure year by year; every point opens its page."""
    measure = figures[0].measure if figures else None
    stock = measure is not None and measure.kind == measure.Kind.STOCK
    return Chart(
        kind="line" if stock else "bar",
        title=str(measure) if measure else _("Trend"),
        unit=figures[0].unit if figures else "",
        subtitle=_("At the end of the year or at the day") if stock else _("In the year"),
        categories=[figure.period.code for figure in figures],
        category_label=_("Period"),
        series=[Series(str(measure or ""), [Point(figure.whole, url=figure.url) for figure in figures])],
        source=_("Registers and facts"),
        decimals=measure.decimals if measure else None,
        size="m" if size == "m" else "s",
    )


def coverage(counts: Sequence[tuple[str, int]], as_of: str) -> Chart:
    """Return how many platforms serve each industry cluster; of very many clusters those with the most alone."""
    if len(counts) > MOST:
        counts = sorted(counts, key=lambda pair: -pair[1])
    chart = Chart(
        kind="bar",
        title=_("Coverage of the industry clusters (2+2+X)"),
        subtitle=_("A platform may serve several clusters"),
        unit=pgettext("count of platforms", "platforms"),
        categories=[name for name, _count in counts],
        category_label=_("Industry cluster"),
        series=[Series(_("Platforms"), [count for _name, count in counts])],
        horizontal=True,
        show_values=True,
        decimals=0,
        as_of=as_of,
        source=_("Platform register"),
    )
    return shortened(chart, "sum")
