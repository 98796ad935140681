"""Charts of figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.charts.other_categories import MOST
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure
from keqiao.web.facts.selectors import LargestFigures

ADDED = (Measure.ValueType.COUNT, Measure.ValueType.MONEY)
"""Values that are added up; shares and ratings are not."""


def trend_chart(line: Sequence[Figure]) -> Chart:
    """Return the line of a figure over years; every point leads to its page."""
    last = line[-1]
    return Chart(
        kind="line" if len(line) > 2 else "bar",
        title=_("%(measure)s over the years") % {"measure": last.measure},
        subtitle=last.scope.name,
        unit=last.unit,
        categories=[figure.period.code for figure in line],
        series=[
            Series(
                str(last.measure), [Point(figure.whole, text=figure.text, url=figure.url) for figure in line]
            )
        ],
        as_of=last.moment if last.measure.kind == "stock" else "",
        source=_("Registers and recorded facts"),
        decimals=last.measure.decimals,
        size="s",
    )


def platforms_chart(largest: LargestFigures) -> Chart:
    """Return the bars of a figure by platform, the largest first; where they add up, with what the others have."""
    ordered = sorted(largest.figures, key=lambda figure: figure.value or 0, reverse=True)[:MOST]
    first = ordered[0]
    names = [figure.scope.name for figure in ordered]
    points = [_point(figure) for figure in ordered]
    rest = largest.count - len(ordered)
    if rest > 0 and first.measure.value_type in ADDED:
        names.append(_("the other %(n)s together") % {"n": rest})
        values = (figure.value or Decimal(0) for figure in ordered)
        points.append(Point(first.measure.in_display_unit(largest.total - sum(values, Decimal(0)))))
    return Chart(
        kind="bar",
        title=_("%(measure)s by platform") % {"measure": first.measure},
        subtitle=first.when,
        unit=first.unit,
        categories=names,
        series=[Series(str(first.measure), points)],
        source=_("Registers and recorded facts"),
        decimals=first.measure.decimals,
        horizontal=True,
        size="m",
    )


def _point(figure: Figure) -> Point:
    return Point(figure.display_value, text=figure.text, url=figure.url)
