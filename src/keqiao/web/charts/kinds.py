"""What each kind of chart draws, as the series and axes of an ECharts option."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.charts import pieces
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.charts.pieces import COLOURS, LIFT, MOST_LABELLED, PULL, STRONG, SYMBOLS
from keqiao.web.site.punctuation import bracketed


def _line(chart: Chart) -> dict[str, Any]:
    """Lines over categories; a gap stays a gap."""
    drawn = []
    for position, row in enumerate(chart.series):
        series = {
            "type": "line",
            "name": row.name,
            "data": [pieces.item(chart, point) for point in row.items],
            "symbol": SYMBOLS[position % len(SYMBOLS)],
            "symbolSize": 7,
            "showAllSymbol": True,
            "connectNulls": False,
            "lineStyle": {"width": 2.25 if row.emphasis else 1.25} | pieces.style(row),
            "itemStyle": pieces.style(row),
            "label": pieces.labels(chart, position="top"),
        }
        drawn.append(series | (pieces.references(chart) if position == 0 else {}))
    return {**pieces.axes(chart, list(chart.categories)), "legend": pieces.legend(chart), "series": drawn}


def _bar(chart: Chart) -> dict[str, Any]:
    """Bars side by side."""
    position = "right" if pieces.is_horizontal(chart) else "top"
    drawn = []
    for index, row in enumerate(chart.series):
        series = {
            "type": "bar",
            "name": row.name,
            "data": [pieces.item(chart, point) for point in row.items],
            "barMaxWidth": 28,
            "itemStyle": pieces.style(row),
            "label": pieces.labels(chart, position=position),
        }
        drawn.append(series | (pieces.references(chart) if index == 0 else {}))
    return {**pieces.axes(chart, list(chart.categories)), "legend": pieces.legend(chart), "series": drawn}


def _stacked(chart: Chart) -> dict[str, Any]:
    """Bars on top of each other."""
    drawn = _bar(chart)
    for series in drawn["series"]:
        series["stack"] = "all"
        series["itemStyle"] = series["itemStyle"] | {"borderColor": "#fff", "borderWidth": 0.5}
        series["label"] = series["label"] | {"position": "inside", "color": "#fff"}
    return drawn


def _radar(chart: Chart) -> dict[str, Any]:
    """One polygon per series over three or more axes."""
    ends = chart.maxima or [
        max([float(row.items[axis].value or 0) for row in chart.series], default=0)
        for axis in range(len(chart.categories))
    ]
    indicator = [
        {"name": name, "max": end if end > 0 else 1, "min": 0}
        for name, end in zip(chart.categories, ends, strict=True)
    ]
    data = []
    for position, row in enumerate(chart.series):
        style = pieces.style(row, COLOURS[position % len(COLOURS)])
        data.append(
            {
                "name": row.name,
                "value": [pieces.number(point.value) for point in row.items],
                "texts": [chart.text_of(point) for point in row.items],
                "symbol": SYMBOLS[position % len(SYMBOLS)],
                "symbolSize": 6,
                "lineStyle": {
                    "width": 2 if row.emphasis else 1.25,
                    "type": "solid" if row.emphasis else "dashed",
                }
                | style,
                "itemStyle": style,
                "areaStyle": {"opacity": 0.12 if row.emphasis else 0} | style,
            }
        )
    # An empty list of axes would make ECharts fail; a chart with no axes is drawn as "no figures".
    radar = {"indicator": indicator or [{"name": "", "max": 1}], "splitNumber": 4}
    return {
        "radar": radar,
        "legend": pieces.legend(chart),
        "series": [{"type": "radar", "data": data if indicator else []}],
    }


def _contribution(chart: Chart) -> dict[str, Any]:
    """Signed bars to both sides of nought, the sign written out: told by more than colour."""
    row = chart.series[0] if chart.series else Series("")
    data = []
    for point in row.items:
        pulls = (point.value or 0) < 0
        text = chart.text_of(point)
        if not pulls and (point.value or 0) > 0 and not text.startswith("+"):
            text = f"+{text}"
        # A label beside a negative bar stands left of it.
        label = {"position": "left" if pulls else "right"}
        data.append(
            pieces.item(chart, point, itemStyle={"color": PULL if pulls else LIFT}, label=label)
            | {"text": text}
        )
    series = {"type": "bar", "name": row.name, "data": data, "barMaxWidth": 20, "label": {"show": True}}
    return {
        **pieces.axes(chart, list(chart.categories)),
        "legend": {"show": False},
        "series": [series | pieces.references(chart)],
    }


def waterfall_steps(chart: Chart) -> list[tuple[str, float, float, Point]]:
    """Return (name, from, to, point) of every bar of a waterfall: start, changes, end. A gap changes nothing."""
    row = chart.series[0] if chart.series else Series("")
    level = float(chart.start or 0)
    steps = [(chart.start_label or _("Before"), 0.0, level, Point(level))]
    for name, point in zip(chart.categories, row.items, strict=True):
        after = level + float(point.value or 0)
        steps.append((name, level, after, point))
        level = after
    steps.append((chart.end_label or _("After"), 0.0, level, Point(level)))
    return steps


def _waterfall(chart: Chart) -> dict[str, Any]:
    """Changes hung between a start and an end. Stacked bars: unseen ones carry the seen ones."""
    steps = waterfall_steps(chart)
    unseen: list[float] = []
    above: list[dict[str, Any]] = []
    below: list[dict[str, Any]] = []
    for position, (_name, before, after, point) in enumerate(steps):
        low, high = sorted((before, after))
        unseen.append(low if low > 0 else high if high < 0 else 0.0)
        whole = position in {0, len(steps) - 1}
        colour = STRONG if whole else LIFT if after >= before else PULL
        text = chart.text_of(point) if whole or (point.value or 0) <= 0 else f"+{chart.text_of(point)}"
        item = pieces.item(chart, point, itemStyle={"color": colour}) | {"text": text}
        up = max(high, 0.0) - max(low, 0.0)
        down = min(low, 0.0) - min(high, 0.0)
        above.append(item | {"value": up, "label": {"show": up >= -down}})
        below.append(item | {"value": down, "label": {"show": up < -down, "position": "bottom"}})
    label = {"show": len(steps) <= MOST_LABELLED, "position": "top"}
    common = {"type": "bar", "stack": "all", "barMaxWidth": 40}
    hidden = {"color": "transparent", "borderColor": "transparent"}
    series: list[dict[str, Any]] = [
        {
            **common,
            "name": "",
            "silent": True,
            "itemStyle": hidden,
            "data": unseen,
            "tooltip": {"show": False},
        },
        {**common, "name": chart.title, "data": above, "label": label},
        {**common, "name": chart.title, "data": below, "label": label},
    ]
    drawn = pieces.axes(chart, [step[0] for step in steps])
    floor = _floor([step[2] for step in steps])
    if floor:
        drawn["yAxis"]["min"] = floor
    return {**drawn, "legend": {"show": False}, "series": series}


def _floor(levels: list[float]) -> float:
    """Return where the value axis of a waterfall begins: at nought, unless changes would be too small to see.

    Levels that differ by less than a third of the highest are drawn over a part of the axis, as its numbers show.
    """
    low, high = min(levels), max(levels)
    if low <= 0 or high - low >= high / 3:
        return 0.0
    step = 2 * 10 ** math.floor(math.log10(max(high - low, high / 100)))
    return float(max(0, math.floor((low - 0.6 * (high - low)) / step) * step))


def _scatter(chart: Chart) -> dict[str, Any]:
    """Points in the plane, named as far as names find room, and lines through them."""
    count = sum(len(row.items) for row in chart.series if not row.line)
    seen = [float(point.x) for row in chart.series for point in row.items if point.x is not None]
    # Names of the points near the right edge stand left of them.
    edge = min(seen, default=0.0) + 0.7 * (max(seen, default=0.0) - min(seen, default=0.0))
    drawn = []
    for position, row in enumerate(chart.series):
        if row.line:
            drawn.append(_guide(row))
            continue
        data = [
            pieces.item(
                chart, point, name=point.label, label={"position": "left" if point.x > edge else "right"}
            )
            | {"value": [pieces.number(point.x), pieces.number(point.value)]}
            for point in row.items
            if point.x is not None and point.value is not None
        ]
        series = {
            "type": "scatter",
            "name": row.name,
            "data": data,
            "symbol": SYMBOLS[position % 4],
            "symbolSize": 10,
            "itemStyle": {"opacity": 0.85} | pieces.style(row),
            "label": {"show": count <= MOST_LABELLED, "position": "right"},
            "labelLayout": {"hideOverlap": True},
        }
        drawn.append(series | (pieces.references(chart) if position == 0 else {}))
    lowest = _lowest_of_lines(chart)
    x_name = bracketed(chart.x_label, chart.x_unit)
    return {
        "xAxis": {"type": "value", "scale": True, "name": x_name, "nameLocation": "middle", "nameGap": 26}
        | lowest[0],
        "yAxis": {"type": "value", "scale": True, "name": chart.y_label, "nameLocation": "end"} | lowest[1],
        "legend": pieces.legend(chart),
        "series": drawn,
    }


def _lowest_of_lines(chart: Chart) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where the axes begin: at nought where a line begins there and nothing lies below it."""
    seen = [point for row in chart.series for point in row.items if None not in {point.x, point.value}]
    on_lines = [point for row in chart.series if row.line for point in row.items]
    bounds = []
    for axis in ("x", "value"):
        least = min((float(getattr(point, axis)) for point in seen), default=1.0)
        begins = any(getattr(point, axis) == 0 for point in on_lines)
        bounds.append({"min": 0} if begins and least == 0 else {})
    return bounds[0], bounds[1]


def _guide(row: Series) -> dict[str, Any]:
    """A line through the plane; a point without a place interrupts it. It says nothing when it is touched."""
    places = [
        {
            "value": ["-", "-"]
            if point.x is None or point.value is None
            else [float(point.x), float(point.value)]
        }
        for point in row.items
    ]
    return {
        "type": "line",
        "name": row.name,
        "data": places,
        "symbol": "none",
        "silent": True,
        "connectNulls": False,
        "lineStyle": {"width": 2 if row.emphasis else 1, "type": "solid" if row.emphasis else "dashed"}
        | (pieces.style(row) if not row.emphasis else {"color": STRONG}),
        "itemStyle": {"color": STRONG if row.emphasis else pieces.GREY},
        "z": 1,
    }


def _interval(chart: Chart) -> dict[str, Any]:
    """Bars from one value to another with a mark: unseen bars carry the seen ones. A bar of no length stays a line."""
    low, high, mark = chart.series or (Series(""), Series(""), Series(""))
    spans: list[dict[str, Any]] = []
    unseen: list[float | None] = []
    for start, end in zip(low.items, high.items, strict=True):
        if start.value is None or end.value is None:
            unseen.append(None)
            spans.append({"value": None, "text": "—"})
            continue
        text = (
            f"{chart.text_of(start)}–{chart.text_of(end)}"
            if start.value != end.value
            else chart.text_of(start)
        )
        # A fifth of a step at least is drawn, so that an interval of one value can be seen.
        unseen.append(float(start.value) - 0.1)
        spans.append(
            pieces.item(chart, end) | {"value": float(end.value) - float(start.value) + 0.2, "text": text}
        )
    name = f"{low.name}–{high.name}" if low.name else ""
    drawn = pieces.axes(chart, list(chart.categories))
    common = {"type": "bar", "stack": "all", "barMaxWidth": 14}
    hidden = {"color": "transparent", "borderColor": "transparent"}
    return {
        **drawn,
        "legend": {"show": bool(chart.series), "data": [name, mark.name]},
        "series": [
            {
                **common,
                "name": "",
                "silent": True,
                "itemStyle": hidden,
                "data": unseen,
                "tooltip": {"show": False},
            },
            {**common, "name": name, "data": spans, "itemStyle": {"color": "#8fb8d2"}}
            | pieces.references(chart),
            {
                "type": "scatter",
                "name": mark.name,
                "data": [pieces.item(chart, point) for point in mark.items],
                "symbol": "diamond",
                "symbolSize": 12,
                "itemStyle": {"color": STRONG},
                "label": pieces.labels(chart, position="right"),
            },
        ],
    }


def _heatmap(chart: Chart) -> dict[str, Any]:
    """A matrix: categories are columns, series rows; the shade goes with the value, which is written in the cell."""
    values = [float(point.value) for row in chart.series for point in row.items if point.value is not None]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    data = [
        pieces.item(chart, point) | {"value": [column, line, pieces.number(point.value)]}
        for line, row in enumerate(chart.series)
        for column, point in enumerate(row.items)
        if point.value is not None
    ]
    columns, rows = list(chart.categories), [row.name for row in chart.series]
    return {
        "xAxis": {"type": "category", "data": columns, "axisTick": {"show": False}, "position": "top"},
        "yAxis": {"type": "category", "data": rows, "inverse": True, "axisTick": {"show": False}},
        "legend": {"show": False},
        "visualMap": {
            "show": False,
            "min": low,
            "max": high if high > low else low + 1,
            "inRange": {"color": ["#eef4f8", "#a9cade", "#5a98bf", "#1f5f8b"]},
        },
        "series": [
            {
                "type": "heatmap",
                "data": data,
                "label": {"show": len(data) <= 400},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 1},
            }
        ],
    }


DRAWN: dict[str, Callable[[Chart], dict[str, Any]]] = {
    "line": _line,
    "bar": _bar,
    "stacked": _stacked,
    "radar": _radar,
    "contribution": _contribution,
    "waterfall": _waterfall,
    "scatter": _scatter,
    "heatmap": _heatmap,
    "interval": _interval,
}
