"""Charts of a run: pure functions from figures to a Chart, no database. Points are on the scheme's scale
unless a unit says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.charts.definition import Chart, Point, Reference, Series

LONGEST_LABEL = 14
"""Characters of an indicator's name on an axis; the full name stands in the tables."""


@dataclass(frozen=True)
class ChartOrigin:
    """What every chart of a run says of itself: where it comes from, the period."""

    source: str
    as_of: str


def short(name: str, most: int = LONGEST_LABEL) -> str:
    """Return a name fit for an axis: at most so many Chinese characters, twice as many letters."""
    clean = name.split("(", maxsplit=1)[0].split("（", maxsplit=1)[0].strip() or name
    longest = most * 2 if clean.isascii() else most
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def by_pillar(
    platforms: Sequence[tuple[str, str]],
    pillars: Sequence[tuple[str, Sequence[float | None]]],
    origin: ChartOrigin,
) -> Chart:
    """Return the stacked bars of all platforms (name, address; best first) by pillar (name, contributions)."""
    series = [
        Series(name, [Point(value, url=url) for value, (_name, url) in zip(values, platforms, strict=True)])
        for name, values in pillars
    ]
    return Chart(
        kind="stacked",
        title=_("Total by pillar"),
        subtitle=_("Contribution of each pillar before bonus and deduction"),
        unit=_("points"),
        categories=[name for name, _url in platforms],
        category_label=_("Platform"),
        series=series,
        horizontal=True,
        decimals=1,
        size="l" if len(platforms) > 8 else "m",
        source=origin.source,
        as_of=origin.as_of,
    )


def radar(
    title: str,
    axes: Sequence[tuple[str, str, float | None]],
    chosen: Sequence[tuple[str, Sequence[float | None]]],
    origin: ChartOrigin,
) -> Chart:
    """Return the radar of chosen platforms (name, score on each axis) before the median of all.

    `axes` are (code, name, median of the scores of all platforms), scores on 0–100. Names do not fit around a small
    circle: the axes carry the codes, the note below says what they stand for.
    """
    middle = [median for _code, _name, median in axes]
    rows = [Series(_("Median of all platforms"), middle, emphasis=False)]
    rows += [Series(name, list(values)) for name, values in chosen]
    return Chart(
        kind="radar",
        title=title,
        subtitle=_("Scores beside the median, 0 to 100"),
        categories=[code for code, _name, _median in axes],
        category_label=_("Indicators"),
        note=" · ".join(f"{code} {short(name)}" for code, name, _median in axes),
        maxima=[100.0] * len(axes),
        series=rows,
        decimals=1,
        source=origin.source,
        as_of=origin.as_of,
    )


def grades(counts: Sequence[tuple[str, int]], origin: ChartOrigin) -> Chart:
    """Return how many platforms hold each grade."""
    return Chart(
        kind="bar",
        title=_("Distribution of grades"),
        unit=pgettext("count of platforms", "platforms"),
        categories=[name for name, _count in counts],
        category_label=_("Grade"),
        series=[Series(_("Platforms"), [count for _name, count in counts])],
        decimals=0,
        size="s",
        show_values=True,
        source=origin.source,
        as_of=origin.as_of,
    )


def lifts_and_pulls(
    differences: Sequence[tuple[str, float]], origin: ChartOrigin, *, most: int = 12
) -> Chart:
    """Return by how many points each indicator lifts or pulls a platform against the mean of all,
    largest first.

    Shows at most `most`; what the others add up to is the last bar.
    """
    ordered = sorted(differences, key=lambda row: -abs(row[1]))
    bars = sorted(ordered[:most], key=lambda row: -row[1])
    rest = ordered[most:]
    if rest:
        bars.append(
            (_("%(count)d other indicators") % {"count": len(rest)}, sum(value for _name, value in rest))
        )
    return Chart(
        kind="contribution",
        title=_("What lifts and what pulls"),
        subtitle=_("Points beside the median score of all platforms"),
        unit=_("points"),
        categories=[short(name) for name, _value in bars],
        category_label=_("Indicator"),
        series=[Series(_("Difference"), [value for _name, value in bars])],
        horizontal=True,
        decimals=2,
        size="l" if len(bars) > 8 else "m",
        source=origin.source,
        as_of=origin.as_of,
    )


def change(
    before: float,
    parts: Sequence[tuple[str, float]],
    labels: tuple[str, str],
    origin: ChartOrigin,
    *,
    most: int = 10,
) -> Chart:
    """Return the waterfall from a total before to the total after; parts that are small are added up at
    the end.
    """
    ordered = sorted((part for part in parts if abs(part[1]) > 5e-13), key=lambda row: -abs(row[1]))
    bars, rest = ordered[:most], ordered[most:]
    if rest:
        bars = [*bars, (_("Other changes"), sum(value for _name, value in rest))]
    return Chart(
        kind="waterfall",
        title=_("How the total changed"),
        subtitle=_("The parts add up exactly to the change"),
        unit=_("points"),
        categories=[short(name) for name, _value in bars],
        category_label=_("Indicator"),
        series=[Series(_("Change"), [value for _name, value in bars])],
        start=before,
        start_label=labels[0],
        end_label=labels[1],
        decimals=2,
        source=origin.source,
        as_of=origin.as_of,
    )


def distribution(
    title: str,
    unit: str,
    values: Sequence[tuple[str, str, float | None]],
    references: Mapping[str, float | None],
    origin: ChartOrigin,
) -> Chart:
    """Return one indicator over the platforms (name, address, value), highest first, with reference lines."""
    ordered = sorted(values, key=lambda row: (row[2] is None, -(row[2] or 0.0)))
    lines = [Reference(name, float(value)) for name, value in references.items() if value is not None]
    return Chart(
        kind="bar",
        title=title,
        unit=unit,
        categories=[name for name, _url, _value in ordered],
        category_label=_("Platform"),
        series=[Series(title, [Point(value, url=url) for _name, url, value in ordered])],
        references=lines,
        horizontal=True,
        size="l" if len(ordered) > 8 else "m",
        source=origin.source,
        as_of=origin.as_of,
    )
