"""The picture of the frontier for one input and one output: who stands on it, how far the others are, the way there.

With one measure on each side the efficiency of the engine can be drawn: the frontier is the upper edge of what is
reachable from the platforms under the chosen returns to scale (Cooper, Seiford and Tone 2007, ch. 2, 4 and 5).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from keqiao.engine.schemes.parts import Measure
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.evaluations import listings
from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.documents import Returns
from keqiao.web.evaluations.efficiency_settings import ComputedEfficiency, Model
from keqiao.web.evaluations.reading import unit_words, words
from keqiao.web.site.tables import Cell, Column, Table

Place = tuple[float, float]
"""An input and an output."""
BEYOND = 1.06
"""The line goes on so far beyond the largest input."""
MOST_POINTS = 60
"""Of so many platforms off the frontier each is drawn, of more every so many-th; of those on it the first so many."""
MOST_LISTED = 50
"""So many ways the table on the page holds, the farthest."""
MOST_WAYS = 40
"""Of so many platforms the way to the frontier is drawn; of more it would hide the points."""


@dataclass(frozen=True)
class Chosen:
    """The one input and the one output of the picture, by code."""

    input: str
    output: str


def chosen(model: Model, across: str, up: str) -> Chosen:
    """Return the measures asked for, else the first of each side. The model must have one on each side."""
    return Chosen(
        across if across in model.inputs else model.inputs[0], up if up in model.outputs else model.outputs[0]
    )


def narrowed(model: Model, measures: Chosen) -> Model:
    """Return the model with these two measures only."""
    return replace(model, inputs=(measures.input,), outputs=(measures.output,))


def places(efficiency: ComputedEfficiency) -> list[Place]:
    """Return input and output of each platform judged."""
    given = efficiency.efficiency.factors
    return [(float(x[0]), float(y[0])) for x, y in zip(given.inputs, given.outputs, strict=True)]


def edge(points: Sequence[Place], returns: Returns) -> list[Place]:
    """Return the corners of the frontier from the smallest input to beyond the largest, for inputs and outputs ≥ 0."""
    whole = [point for point in points if point[0] > 0 or point[1] > 0]
    if not whole:
        return []
    end = max(x for x, _y in whole) * BEYOND
    if returns == "fdh":
        return _stairs(whole, end)
    hull = _upper_hull(whole)
    slope, tangent = max((y / x if x > 0 else math.inf, at) for at, (x, y) in enumerate(hull))
    if not math.isfinite(slope):
        # Something for nothing: no ray can be drawn, the hull is all there is.
        returns = "vrs"
    if returns == "crs":
        return [(0.0, 0.0), (end, slope * end)]
    if returns == "drs":
        return [(0.0, 0.0), *hull[tangent:], (end, hull[-1][1])]
    if returns == "irs":
        return [(hull[0][0], 0.0), *hull[: tangent + 1], (end, slope * end)]
    return [(hull[0][0], 0.0), *hull, (end, hull[-1][1])]


def _upper_hull(points: Sequence[Place]) -> list[Place]:
    """The concave upper edge, from the best point at the smallest input to the highest point."""
    best: dict[float, float] = {}
    for x, y in points:
        best[x] = max(y, best.get(x, y))
    corners: list[Place] = []
    for point in sorted(best.items()):
        if corners and point[1] <= corners[-1][1]:
            continue
        while len(corners) > 1 and _turns_up(corners[-2], corners[-1], point):
            corners.pop()
        corners.append(point)
    return corners


def _turns_up(one: Place, two: Place, three: Place) -> bool:
    return (two[0] - one[0]) * (three[1] - one[1]) >= (two[1] - one[1]) * (three[0] - one[0])


def _stairs(points: Sequence[Place], end: float) -> list[Place]:
    """The edge of real platforms only: up where a better one comes, level between."""
    corners: list[Place] = []
    for x, y in sorted(points, key=lambda point: (point[0], -point[1])):
        if not corners:
            corners += [(x, 0.0), (x, y)]
        elif y > corners[-1][1]:
            corners += [(x, corners[-1][1]), (x, y)]
    return [*corners, (end, corners[-1][1])]


def picture(
    efficiency: ComputedEfficiency, page: RunContext, measures: Mapping[str, Measure]
) -> Chart | None:
    """Return the platforms in the plane with the frontier and the ways to it; None where there is nothing to draw."""
    corners = edge(places(efficiency), efficiency.model.returns)
    if not corners:
        return None
    across, up = measures[efficiency.model.inputs[0]], measures[efficiency.model.outputs[0]]
    origin, result = page.origin, efficiency.efficiency
    on: list[Point] = []
    off: list[Point] = []
    stands = places(efficiency)
    drawn = _drawn(efficiency)
    for at in drawn:
        code, (x, y) = efficiency.units[at], stands[at]
        url = (
            listings.platform_url(page.run, code, page.reading.period, page.reading.basis)
            if page.names.is_open(code)
            else ""
        )
        (on if result.efficient[at] else off).append(Point(y, x=x, label=page.names[code], url=url))
    series = [
        Series(_("on the frontier"), on),
        Series(_("off the frontier"), off),
        Series(_("frontier"), [Point(y, x=x) for x, y in corners], line=True),
    ]
    ways = [way for way in _ways(efficiency) if way is not None]
    if ways and len(ways) <= MOST_WAYS:
        parts = itertools.chain.from_iterable(
            (Point(a[1], x=a[0]), Point(b[1], x=b[0]), Point()) for a, b in ways
        )
        series.append(Series(_("way to the frontier"), list(parts), emphasis=False, line=True))
    return Chart(
        kind="scatter",
        title=_("The frontier: %(input)s and %(output)s")
        % {"input": words(across.name), "output": words(up.name)},
        subtitle=_("On the line nobody does better; the dashed lines show how far the others are"),
        note=""
        if len(drawn) == len(stands)
        else _("%(drawn)d of %(count)d platforms are drawn.") % {"drawn": len(drawn), "count": len(stands)},
        unit=unit_words(up.unit),
        series=[row for row in series if row.items],
        x_label=words(across.name),
        x_unit=unit_words(across.unit),
        y_label=words(up.name),
        category_label=_("Platform"),
        size="l",
        source=origin.source,
        as_of=page.reading.period,
    )


def _drawn(efficiency: ComputedEfficiency) -> list[int]:
    """The platforms that are drawn: those on the frontier and, of very many others, every so many-th by efficiency."""
    result = efficiency.efficiency
    others = [at for at in range(len(efficiency.units)) if not result.efficient[at]]
    if len(others) > MOST_POINTS:
        others.sort(key=lambda at: float(result.efficiency[at]))
        others = [others[place * len(others) // MOST_POINTS] for place in range(MOST_POINTS)]
    best = [at for at in range(len(efficiency.units)) if result.efficient[at]]
    return sorted([*best[:MOST_POINTS], *others])


def _target(efficiency: ComputedEfficiency, at: int) -> Place | None:
    """Where a platform would stand on the frontier; None where the engine found no solution."""
    result = efficiency.efficiency
    x, y = float(result.input_targets[at, 0]), float(result.output_targets[at, 0])
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None


def _ways(efficiency: ComputedEfficiency) -> list[tuple[Place, Place] | None]:
    ways: list[tuple[Place, Place] | None] = []
    for at, here in enumerate(places(efficiency)):
        there = _target(efficiency, at)
        ways.append(None if efficiency.efficiency.efficient[at] or there is None else (here, there))
    return ways


def way_table(efficiency: ComputedEfficiency, page: RunContext, measures: Mapping[str, Measure]) -> Table:
    """Return where each platform stands and where the frontier is, the farthest first."""
    across, up = measures[efficiency.model.inputs[0]], measures[efficiency.model.outputs[0]]
    rows = []
    scores = efficiency.efficiency.efficiency
    farthest = sorted(
        (at for at, code in enumerate(efficiency.units) if page.names.is_open(code)),
        key=lambda at: (not math.isfinite(scores[at]), float(scores[at])),
    )
    stands = places(efficiency)
    for at in farthest[:MOST_LISTED]:
        code, there, (x, y) = efficiency.units[at], _target(efficiency, at), stands[at]
        score = float(efficiency.efficiency.efficiency[at])
        rows.append(
            {
                "platform": Cell(
                    page.names[code],
                    url=listings.platform_url(page.run, code, page.reading.period, page.reading.basis),
                ),
                "input": x,
                "input_there": there[0] if there else None,
                "output": y,
                "output_there": there[1] if there else None,
                "score": round(score, 9) if math.isfinite(score) else None,
                "place": _("on the frontier") if efficiency.efficiency.efficient[at] else "",
            }
        )
    columns = [
        Column("platform", _("Platform")),
        Column("input", words(across.name), "number", unit=unit_words(across.unit), decimals=2),
        Column("input_there", _("Input on the frontier"), "number", decimals=2),
        Column("output", words(up.name), "number", unit=unit_words(up.unit), decimals=2),
        Column("output_there", _("Output on the frontier"), "number", decimals=2),
        Column("score", _("Efficiency"), "number", decimals=3),
        Column("place", _("Status")),
    ]
    return Table(
        _("Ways to the frontier"),
        columns,
        rows,
        as_of=page.reading.period,
        note=_("By these two measures alone; the table above reckons with all that were chosen."),
        name="ways",
    )
