"""The platform table of the cockpit: the grades that stand and the figures with lights, all of one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.dashboards.lights import MeasureLight, lights
from keqiao.web.dashboards.selectors import Lit
from keqiao.web.evaluations.intervals import ranked
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.figures import BY_HAND, Figure
from keqiao.web.facts.models import Measure
from keqiao.web.grading.models import GradeLine
from keqiao.web.grading.official_results import GradingOfPeriod
from keqiao.web.grading.tables import span, why_url
from keqiao.web.registry.models import Platform
from keqiao.web.registry.models.platforms import PlatformQuerySet
from keqiao.web.site import numbers
from keqiao.web.site.stored_sentences import in_words
from keqiao.web.site.tables import Cell, Column, Table

ADDED = (Measure.ValueType.COUNT, Measure.ValueType.MONEY)
"""Values of which a column has a sum; shares and ratings have none."""


def platform_table(
    user: Actor,
    platforms: Sequence[Platform],
    stands: GradingOfPeriod | None,
    lit: Mapping[str, Mapping[str, Lit]],
    headlines: Sequence[Figure],
) -> Table:
    """Return platforms of a day, in their order, with the grades that stood then and their figures with lights.

    Who sees the whole result has totals and ranks in it; others have grades by name, as they are
    published, and totals of their own platforms. Every column names its day or period.
    """
    rules = lights()
    whole = sees_whole(user)
    lines = stands.lines_of(platforms) if stands is not None else {}
    seen = {
        platform.code: lines[platform.code]
        for platform in platforms
        if platform.code in lines and (whole or (user.unit_id and platform.unit_id == user.unit_id))
    }
    rows = []
    for platform in platforms:
        row: dict[str, Any] = {"platform": Cell(str(platform), url=platform.get_absolute_url())}
        if stands is not None:
            row |= _grade_cells(stands, lines.get(platform.code), is_open=platform.code in seen)
        for rule in rules.measures:
            light = lit.get(platform.code, {}).get(rule.measure)
            row[rule.measure] = _lit(light, with_change="yoy" in rule.good)
        rows.append(row)
    columns = [Column("platform", _("Platform"))]
    if stands is not None:
        columns += [
            Column("rank", _("Rank (interval)"), "number", decimals=0),
            Column("total", _("Total points"), "number", decimals=2),
            Column("grade", f"{words(rules.grade_name)} {stands.period} {stands.mark}"),
        ]
        if not seen:
            columns = [column for column in columns if column.key not in {"rank", "total"}]
    columns += [_column(rule, lit) for rule in rules.measures]
    return Table(
        _("Platforms"),
        columns,
        rows,
        note=" ".join(sums(platforms, lit, headlines)),
        name="platforms",
    )


def ordered(user: Actor, platforms: PlatformQuerySet, stands: GradingOfPeriod | None) -> PlatformQuerySet:
    """Return the platforms by rank for those who see ranks, else by code: the order tells nothing then."""
    if stands is None or not sees_whole(user):
        by_code: PlatformQuerySet = platforms.order_by("code")
        return by_code
    line = GradeLine.objects.filter(grading=stands.grading, platform=OuterRef("pk"))
    ranked = platforms.annotate(place=Subquery(line.values("rank")[:1]), is_graded=Exists(line))
    by_rank: PlatformQuerySet = ranked.order_by("-is_graded", F("place").asc(nulls_last=True), "code")
    return by_rank


def sees_whole(user: Actor) -> bool:
    """Whether the reader sees the totals and ranks of all."""
    return user.scope_for("evaluations.view") == "all"


def _grade_cells(stands: GradingOfPeriod, line: GradeLine | None, *, is_open: bool) -> dict[str, Any]:
    """Return the cells of a grade that stands; a reader who may see why is led there from it."""
    if line is None:
        return {"grade": Cell(light="none")}
    url = why_url(stands.grading, line) if is_open else ""
    grade = line.grade or numbers.NOTHING
    if is_open and line.border:
        grade = _("%(grade)s (borderline)") % {"grade": grade}
    cells: dict[str, Any] = {
        "grade": Cell(line.grade_code, text=grade, url=url, light=lights().of_grade(line.grade_code))
    }
    if is_open:
        cells |= {
            "rank": Cell(line.rank, text=ranked(line.rank, span(line))),
            "total": Cell(line.total, url=url),
        }
    return cells


def _column(rule: MeasureLight, lit: Mapping[str, Mapping[str, Lit]]) -> Column:
    """Return the column of a figure with its day or period in the heading."""
    figures = (row[rule.measure].figure for row in lit.values() if rule.measure in row)
    figure = next((candidate for candidate in figures if candidate is not None), None)
    if figure is None:
        return Column(rule.measure, words(rule.name))
    return Column(rule.measure, f"{words(rule.name)} {_moment(figure)}", unit=figure.unit)


def _moment(figure: Figure) -> str:
    if figure.measure.kind == Measure.Kind.STOCK:
        return figure.period.end.isoformat()
    return in_words(figure.period.words)


def _lit(lit: Lit | None, *, with_change: bool) -> Cell:
    """Return the cell of a figure with its light, and with its change over a year where the light depends on it."""
    if lit is None or lit.figure is None or lit.figure.value is None:
        return Cell(light="none")
    figure = lit.figure
    change = f" {figure.yoy.text}" if with_change and figure.yoy is not None else ""
    return Cell(
        figure.display_value,
        text=figure.text + change,
        url=figure.url,
        mark=str(BY_HAND) if figure.is_by_hand else "",
        title=f"{figure.text} {figure.unit} · {figure.when}",
        light=lit.light,  # type: ignore[arg-type]
    )


def sums(
    platforms: Sequence[Platform], lit: Mapping[str, Mapping[str, Lit]], headlines: Sequence[Figure]
) -> list[str]:
    """Say for each column that has a sum how it meets the city's figure above: a person or a firm that belongs to
    several platforms counts once in the city.
    """
    said = []
    city = {(figure.measure.code, figure.period.code): figure for figure in headlines}
    for rule in lights().measures:
        figures = [
            row[rule.measure].figure
            for platform in platforms
            if rule.measure in (row := lit.get(platform.code, {}))
        ]
        there = [figure for figure in figures if figure is not None and figure.display_value is not None]
        if not there or len(there) < len(figures) or there[0].measure.value_type not in ADDED:
            continue
        whole = city.get((rule.measure, there[0].period.code))
        if whole is None or whole.display_value is None:
            continue
        added = sum(
            (figure.display_value for figure in there if figure.display_value is not None), Decimal(0)
        )
        said.append(_sum_words(whole, added))
    return said


def _sum_words(whole: Figure, added: Decimal) -> str:
    """Say what the column adds up to, what the city has, and why they differ."""
    twice = added - (whole.display_value or Decimal(0))
    facts = {
        "measure": str(whole.measure),
        "sum": numbers.number(added, whole.measure.decimals),
        "city": whole.text,
        "unit": whole.unit,
        "twice": numbers.number(abs(twice), whole.measure.decimals),
    }
    if not twice:
        return _("%(measure)s: the column adds up to the city's %(city)s %(unit)s.") % facts
    if twice > 0:
        return (
            _(
                "%(measure)s: the column adds up to %(sum)s %(unit)s; %(twice)s %(unit)s belong to several platforms "
                "and count once in the city's %(city)s %(unit)s."
            )
            % facts
        )
    return (
        _(
            "%(measure)s: the column adds up to %(sum)s %(unit)s; %(twice)s %(unit)s of the city's %(city)s %(unit)s "
            "belong to no platform in the table."
        )
        % facts
    )
