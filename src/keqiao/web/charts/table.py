"""Chart → the same figures as a table: for readers who do not see the drawing, and for exact values."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart, Point
from keqiao.web.charts.kinds import waterfall_steps
from keqiao.web.site.punctuation import bracketed


@dataclass(frozen=True, slots=True)
class ChartCell:
    """One printed value and the page it opens, if any."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """Heads of the columns (the first names the rows), and rows: a name with a cell for each further column."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ChartCell, ...]], ...]


def chart_table(chart: Chart) -> ChartTable:
    """Return the table view of a chart; every point is in it, a gap as —."""
    if chart.kind == "scatter":
        return _of_points(chart)
    if chart.kind == "waterfall":
        return _of_steps(chart)
    if chart.kind == "heatmap":
        rows = tuple((row.name, tuple(_cell(chart, point) for point in row.items)) for row in chart.series)
        return ChartTable((chart.category_label or _("Item"), *chart.categories), rows)
    rows = tuple(
        (name, tuple(_cell(chart, row.items[position]) for row in chart.series))
        for position, name in enumerate(chart.categories)
    )
    heads = (chart.category_label or _("Item"), *(row.name or _("Value") for row in chart.series))
    return ChartTable(heads, rows)


def _cell(chart: Chart, point: Point) -> ChartCell:
    return ChartCell(chart.text_of(point), point.url)


def _of_points(chart: Chart) -> ChartTable:
    """A scatter: one row for each point, with its group where there are several; lines are drawings only."""
    groups = [row for row in chart.series if not row.line]
    grouped = len(groups) > 1
    x_head = bracketed(chart.x_label, chart.x_unit) or "x"
    heads = (
        chart.category_label or _("Item"),
        *((_("Group"),) if grouped else ()),
        x_head,
        chart.y_label or _("Value"),
    )
    rows = []
    for row in groups:
        for point in row.items:
            x_text = "—" if point.x is None else f"{point.x:,.{chart.places}f}"
            group = (ChartCell(row.name),) if grouped else ()
            rows.append((point.label, (*group, ChartCell(x_text), _cell(chart, point))))
    return ChartTable(heads, tuple(rows))


def _of_steps(chart: Chart) -> ChartTable:
    """A waterfall: start, changes, end."""
    steps = waterfall_steps(chart)
    rows = []
    for position, (name, _before, after, point) in enumerate(steps):
        whole = position in {0, len(steps) - 1}
        change = ChartCell("") if whole else _cell(chart, point)
        rows.append((name, (change, ChartCell(f"{after:,.{chart.places}f}"))))
    return ChartTable((chart.category_label or _("Item"), _("Change"), _("Level")), tuple(rows))
