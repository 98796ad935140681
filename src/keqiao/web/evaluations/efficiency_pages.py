"""What the page of input–output efficiency shows: scores, peers with λ, targets, warnings, plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from keqiao.engine.schemes.parts import Measure
from keqiao.web.charts.definition import Chart, Point, Reference, Series
from keqiao.web.evaluations import listings, why
from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.efficiency_settings import ComputedEfficiency, NotComparable
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.reading import RunReading, unit_words, words
from keqiao.web.site.tables import Cell, Column, Table

LEAST_PEER = 0.0005
"""A λ that prints as 0.000 names no peer."""
MOST_DRAWN = 60
"""So many platforms the picture holds; the table holds all."""
MOST_NAMED = 30
"""Platforms left out that a warning names."""


def returns() -> list[tuple[str, str]]:
    """Return the returns to scale to choose from."""
    return [
        ("vrs", _("Variable: like is compared with like in size (BCC)")),
        ("crs", _("Constant: size does not matter (CCR)")),
        ("drs", _("Non-increasing")),
        ("irs", _("Non-decreasing")),
        ("fdh", _("Real platforms only, no mixtures (FDH)")),
    ]


def orientations() -> list[tuple[str, str]]:
    """Return the sides that are to move."""
    return [("output", _("More with what there is")), ("input", _("The same with less"))]


def warnings(efficiency: ComputedEfficiency, page: RunContext) -> list[str]:
    """Return what must be said before anybody reads a score: too few platforms, platforms left out."""
    given = efficiency.efficiency.factors
    count, m, s = given.count, len(given.input_names), len(given.output_names)
    needed = max(m * s, 3 * (m + s))
    sentences = []
    if count < needed:
        sentences.append(
            _(
                "%(count)d platforms are too few for %(inputs)d inputs and %(outputs)d outputs: at least %(needed)d "
                "are wanted. Too many will look efficient. Take fewer measures, and conclude nothing from a score of 1."
            )
            % {"count": count, "inputs": m, "outputs": s, "needed": needed}
        )
    if efficiency.left_out:
        count = len(efficiency.left_out)
        named = [page.names[code] for code in efficiency.left_out[:MOST_NAMED]]
        names = _(", ").join([*named, "…"] if count > MOST_NAMED else named)
        text = ngettext(
            "Left out because a figure is missing: %(names)s (%(count)d platform).",
            "Left out because a figure is missing: %(names)s (%(count)d platforms).",
            count,
        )
        sentences.append(text % {"names": names, "count": count})
    return sentences


def refusals(error: NotComparable, page: RunContext, measures: Mapping[str, Measure]) -> list[str]:
    """Return why there is no efficiency, platforms and measures by name."""
    language, sentences = get_language() or "zh", []
    for unit, measure, said in error.problems:
        place = [page.names[unit]] if unit else []
        place += [words(measures[measure].name)] if measure in measures else []
        sentences.append(
            _(": ").join(
                [_(", ").join(place), said.in_language(language)] if place else [said.in_language(language)]
            )
        )
    return sentences


def sentences(efficiency: ComputedEfficiency) -> list[str]:
    """Return what the scores mean, in plain words."""
    efficient = int(efficiency.efficiency.efficient.sum())
    count = efficiency.efficiency.factors.count
    if efficiency.model.orientation == "output":
        meaning = _(
            "The efficiency is the share of the reachable outputs that a platform brings forth: 0.80 means that "
            "peers of its kind bring forth a quarter more with the same inputs."
        )
    else:
        meaning = _(
            "The efficiency is the share of its inputs that a platform needs: 0.80 means that peers of its kind "
            "bring forth the same with a fifth less."
        )
    return [
        meaning,
        ngettext(
            "%(efficient)d of %(count)d platforms is on the frontier: no mixture of the others does better.",
            "%(efficient)d of %(count)d platforms are on the frontier: no mixture of the others does better.",
            efficient,
        )
        % {"efficient": efficient, "count": count},
        _(
            "Peers are the efficient platforms that a platform is measured by; "
            "λ says how much of each its target is made of."
        ),
        _(
            "A platform that does something else than the chosen outputs looks inefficient here without being so."
        ),
    ]


def score_table(efficiency: ComputedEfficiency, page: RunContext, places: Sequence[int]) -> Table:
    """Return the efficiency and the peers of the platforms at ``places`` of the units."""
    reading, names, run = page.reading, page.names, page.run
    result, rows = efficiency.efficiency, []
    totals = reading.totals_of(efficiency.units[at] for at in places)
    for at in places:
        code = efficiency.units[at]
        url = listings.platform_url(run, code, reading.period, reading.basis) if names.is_open(code) else ""
        peers = [] if result.efficient[at] else _peers(efficiency, at)
        rows.append(
            {
                "platform": Cell(names[code], url=url),
                "score": _number(result.efficiency[at]),
                "status": _status(efficiency, at),
                "peers": _("; ").join(f"{names[peer]} {weight:.3f}" for peer, weight in peers),
                "rank": listings.rank_cell(reading, totals[code]),
            }
        )
    columns = [
        Column("platform", _("Platform")),
        Column("score", _("Efficiency"), "number", decimals=3),
        Column("status", _("Status")),
        Column("peers", _("Peers with λ")),
        Column("rank", listings.rank_heading(reading), "number", decimals=0),
    ]
    return Table(
        _("Input–output efficiency"),
        columns,
        rows,
        as_of=reading.period,
        note=_("1 is the frontier. The rank is that of the evaluation."),
        name="efficiency",
    )


def target_table(
    efficiency: ComputedEfficiency, page: RunContext, measures: Mapping[str, Measure], places: Sequence[int]
) -> Table:
    """Return what each platform at ``places`` that is not efficient would have to use and bring forth; own platforms
    only where the others are hidden.
    """
    result, rows = efficiency.efficiency, []
    sides = (
        (_("Input"), efficiency.model.inputs, result.factors.inputs, result.input_targets),
        (_("Output"), efficiency.model.outputs, result.factors.outputs, result.output_targets),
    )
    for at in places:
        code = efficiency.units[at]
        if result.efficient[at] or (page.names.hides and not page.names.is_open(code)):
            continue
        for side, codes, now, targets in sides:
            for column, measure in enumerate(codes):
                value, target = float(now[at, column]), _number(targets[at, column])
                change = None if target is None else target - value
                rows.append(
                    {
                        "platform": page.names[code],
                        "side": side,
                        "measure": words(measures[measure].name),
                        "unit": unit_words(measures[measure].unit),
                        "now": value,
                        "target": target,
                        "change": Cell(change, text=why.signed(change)),
                        "share": None if change is None or value == 0 else change / value,
                    }
                )
    columns = [
        Column("platform", _("Platform")),
        Column("side", _("Side")),
        Column("measure", _("Measure")),
        Column("unit", _("Unit")),
        Column("now", _("Figure now"), "number", decimals=2),
        Column("target", _("Target"), "number", decimals=2),
        Column("change", _("Change needed"), "number", decimals=2),
        Column("share", _("Change in %"), "percent"),
    ]
    return Table(
        _("What it would take"),
        columns,
        rows,
        as_of=page.reading.period,
        note=_(
            "What the peers show to be reachable; arithmetic, not advice. Platforms on the frontier have no target."
        ),
        name="targets",
    )


def picture(efficiency: ComputedEfficiency, page: RunContext) -> Chart:
    """Return the efficiency of all platforms, best first."""
    order, origin = best_first(efficiency)[:MOST_DRAWN], page.origin
    reading: RunReading = page.reading
    return Chart(
        kind="bar",
        title=_("Efficiency"),
        subtitle=_("1 is the frontier"),
        categories=[page.names[efficiency.units[at]] for at in order],
        category_label=_("Platform"),
        series=[
            Series(
                _("Efficiency"),
                [
                    Point(
                        _number(efficiency.efficiency.efficiency[at]),
                        url=_url(page.run, efficiency.units[at], page),
                    )
                    for at in order
                ],
            )
        ],
        references=[Reference(_("frontier"), 1.0)],
        horizontal=True,
        decimals=3,
        show_values=True,
        size="l" if len(order) > 8 else "m",
        source=origin.source,
        as_of=reading.period,
    )


def _url(run: Run, code: str, page: RunContext) -> str:
    if not page.names.is_open(code):
        return ""
    return listings.platform_url(run, code, page.reading.period, page.reading.basis)


def best_first(efficiency: ComputedEfficiency) -> list[int]:
    """Return the rows by efficiency, those without a score last."""
    scores = [_number(value) for value in efficiency.efficiency.efficiency]
    return sorted(range(len(scores)), key=lambda at: (scores[at] is None, -(scores[at] or 0.0), at))


def _peers(efficiency: ComputedEfficiency, at: int) -> Sequence[tuple[str, float]]:
    """The codes of a platform's peers with their λ, largest first."""
    result = efficiency.efficiency
    pairs = [
        (efficiency.units[index], float(weight))
        for index, weight in zip(result.peer_index[at], result.peer_weight[at], strict=True)
        if index >= 0 and weight >= LEAST_PEER
    ]
    return sorted(pairs, key=lambda pair: -pair[1])


def _status(efficiency: ComputedEfficiency, at: int) -> str:
    result = efficiency.efficiency
    if str(result.status[at]) != "optimal":
        return _("no solution")
    if result.efficient[at]:
        return _("efficient")
    return (
        _("only in part: something is left over") if result.efficiency[at] > 1 - 1e-7 else _("not efficient")
    )


def _number(value: float) -> float | None:
    """Return a finite number, rounded beyond what is shown so that 0.9999999 reads 1."""
    value = float(value)
    return round(value, 9) if math.isfinite(value) else None
