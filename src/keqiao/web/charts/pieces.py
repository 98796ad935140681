"""Pieces of an ECharts option that several kinds of chart share: items, colours, axes, labels, reference lines."""

from __future__ import annotations

from typing import Any

from keqiao.web.charts.definition import Chart, Point, Series, decimals_of, printed

COLOURS = ("#2576a8", "#c26a1b", "#3f8a62", "#8f60a5", "#bd5254", "#5b7386", "#94792a", "#2a8f99")
"""Mid tones: each stands out by 3:1 or more from white and from the dark ground of the cockpit."""
LIFT, PULL, GREY, STRONG = "#2576a8", "#bd5254", "#9aa7b4", "#3d4f60"
STAGES = {"done": "#3f8a62", "under_way": "#2576a8", "open": GREY}
"""Green for what is done, grey for what is still to come."""
SYMBOLS = (
    "circle",
    "rect",
    "triangle",
    "diamond",
    "emptyCircle",
    "emptyRect",
    "emptyTriangle",
    "emptyDiamond",
)
MOST_LABELLED = 40
"""Above this number of points, values and names are not written beside them."""


def is_horizontal(chart: Chart) -> bool:
    """Tell whether categories run down the page."""
    return chart.kind in {"contribution", "interval"} or (
        chart.horizontal and chart.kind in {"bar", "stacked"}
    )


def number(value: Any) -> float | None:
    """Return a value as JSON knows it."""
    return None if value is None else float(value)


def item(chart: Chart, point: Point, **more: Any) -> dict[str, Any]:
    """Return one data item: the number, its printed text, the page it opens."""
    item: dict[str, Any] = {"value": number(point.value), "text": chart.text_of(point), **more}
    if point.url:
        item["url"] = point.url
    return item


def style(row: Series, colour: str | None = None) -> dict[str, Any]:
    """Return the colour of a series: grey for the background ones, of its stage where it has one."""
    colour = STAGES.get(row.stage, colour) if row.emphasis else GREY
    return {"color": colour} if colour else {}


def references(chart: Chart) -> dict[str, Any]:
    """Return the straight lines of a chart, to go with its first series."""
    if not chart.references:
        return {}
    axis = "xAxis" if is_horizontal(chart) else "yAxis"
    lines = []
    for line in chart.references:
        places = max(chart.places, decimals_of(line.value))
        # Braces would be read as a template.
        text = f"{line.name} {printed(line.value, places)}".replace("{", "(").replace("}", ")")
        lines.append({axis: line.value, "name": line.name, "label": {"formatter": text}})
    return {
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": STRONG, "type": "dashed", "width": 1},
            "label": {"position": "start" if is_horizontal(chart) else "insideEndTop"},
            "data": lines,
        }
    }


def axes(chart: Chart, categories: list[str]) -> dict[str, Any]:
    """Return the category and the value axis, turned if categories run down the page."""
    along = {"type": "category", "data": categories, "axisTick": {"show": False}}
    value = {"type": "value", "scale": False}
    if is_horizontal(chart):
        return {"xAxis": value, "yAxis": along | {"inverse": True}}
    return {"xAxis": along, "yAxis": value}


def legend(chart: Chart) -> dict[str, Any]:
    """Return the legend, shown where there is more than one series."""
    return {"show": len(chart.series) > 1, "data": [row.name for row in chart.series]}


def labels(chart: Chart, **more: Any) -> dict[str, Any]:
    """Return the setting for values written beside the marks."""
    count = sum(len(row.items) for row in chart.series)
    return {"show": chart.show_values and count <= MOST_LABELLED, **more}
