"""Operating revenue by the three business lines 产品研发, 技术服务, 企业孵化: their sum beside the revenue, and how
much of what a platform spends each of them earns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure
from keqiao.web.facts.scopes import CITY, Scope, scopes_for
from keqiao.web.facts.selectors import default_period, figures_for
from keqiao.web.facts.tables import figure_cell
from keqiao.web.registry.models import Platform
from keqiao.web.registry.sections import ProfileSection
from keqiao.web.site.tables import Cell, Column, Table

LINES = ("income_products", "income_services", "income_incubation")
REVENUE = "operating_revenue"
RATES = ("self_financing_products", "self_financing_services", "self_financing_incubation")
RATE = "self_financing_rate"
"""Of market income, which holds no rents; the rates of the lines add up to operating revenue ÷ expenditure."""
YEARS = 3

Figures = Mapping[tuple[str, str, str], Figure]


def last_year() -> int:
    """Return the last full year of the region's day."""
    day = Period.parse(default_period())
    return day.year if day.is_full_year else day.year - 1


def figures_of(user: Actor, scopes: Iterable[str], years: Iterable[int]) -> Figures:
    """Return the figures of scopes and years by measure, scope and period."""
    periods = [Period.of_year(year).code for year in years]
    return figures_for(user, [*LINES, REVENUE, *RATES, RATE], list(scopes), periods)


def covered(figures: Figures, scopes: Iterable[str], year: int) -> list[str]:
    """Return the scopes that have all figures of a year; none where a measure does not exist here."""
    period = Period.of_year(year).code
    codes = (*LINES, REVENUE, *RATES, RATE)
    return [scope for scope in scopes if all((code, scope, period) in figures for code in codes)]


def readable_scopes(user: Actor) -> list[Scope]:
    """Return the platforms whose figures a user may see, by code, and last the city, whose totals are open."""
    scopes = scopes_for(user)
    platforms = [scope for scope in scopes.values() if scope.platform is not None and scope.decision]
    city = [scopes[CITY]] if CITY in scopes else []
    return [*sorted(platforms, key=lambda scope: scope.code), *city]


def city_table(figures: Figures, scopes: Sequence[Scope], year: int) -> Table:
    """Return one row for each platform in a year; empty where a measure does not exist."""
    period = Period.of_year(year).code
    listed = set(covered(figures, [scope.code for scope in scopes], year))
    rows = [
        {"of": scope.name} | (_row(figures, scope.code, period) if scope.code in listed else {})
        for scope in scopes
    ]
    return _table(_("Platform"), rows, str(year))


def city_chart(figures: Figures, scopes: Iterable[Scope], year: int) -> Chart | None:
    """Return the lines of each platform in a year, without the city; None where no platform has them."""
    period = Period.of_year(year).code
    drawn = [
        scope
        for scope in scopes
        if scope.code != CITY and all((code, scope.code, period) in figures for code in LINES)
    ]
    places = [(scope.code, period) for scope in drawn]
    return line_chart(figures, places, [scope.name for scope in drawn]) if drawn else None


def platform_table(figures: Figures, scope: str, years: Iterable[int]) -> Table:
    """Return one row for each year of a platform."""
    rows = [{"of": str(year)} | _row(figures, scope, Period.of_year(year).code) for year in years]
    return _table(_("Year"), rows, "")


def _row(figures: Figures, scope: str, period: str) -> dict[str, Any]:
    values = [figures[code, scope, period].value for code in LINES]
    known = [value for value in values if value is not None]
    whole = sum(known, Decimal(0)) if len(known) == len(LINES) else None
    revenue = figures[REVENUE, scope, period].value
    return {code: figure_cell(figures[code, scope, period]) for code in (*LINES, REVENUE, *RATES, RATE)} | {
        "difference": _difference(whole, revenue)
    }


def _difference(whole: Decimal | None, revenue: Decimal | None) -> Cell | None:
    """The sum of the lines less operating revenue, in 元: green only where there is none."""
    if whole is None or revenue is None:
        return None
    difference = whole - revenue
    return Cell(difference, light="bad" if difference else "good")


def _table(of: str, rows: list[dict[str, Any]], period: str) -> Table:
    codes = (*LINES, REVENUE, *RATES, RATE)
    names = dict.fromkeys(codes, "") | {
        measure.code: str(measure) for measure in Measure.objects.filter(code__in=codes)
    }
    columns = [Column("of", of)]
    columns += [Column(code, names[code], "number", unit="万元", decimals=2) for code in (*LINES, REVENUE)]
    columns += [Column(code, names[code], "number", unit="%", decimals=2) for code in (*RATES, RATE)]
    columns += [
        Column("difference", _("Sum of the lines less revenue"), "number", unit=_("yuan"), decimals=2)
    ]
    note = _(
        "The rate of a line is its income ÷ total expenditure; the self-financing rate counts market income, "
        "without rents."
    )
    return Table(
        _("Income by business line"), columns, rows, as_of=period, note=note, name="lines", stacked=True
    )


def line_chart(figures: Figures, places: Sequence[tuple[str, str]], names: Sequence[str]) -> Chart:
    """Return the lines stacked for each place (scope, period) under its name."""
    series = []
    for code in LINES:
        of_line = [figures[code, scope, period] for scope, period in places]
        points = [
            Point(figure.display_value, url="" if figure.is_refused else figure.url) for figure in of_line
        ]
        series.append(Series(str(of_line[0].measure), points))
    return Chart(
        kind="stacked",
        title=_("Income by business line"),
        unit="万元",
        categories=list(names),
        series=series,
        decimals=2,
    )


def profile_section(user: Actor, platform: Platform) -> ProfileSection | None:
    """Return the lines of the last years on the profile of a platform; nothing where no line was ever reported."""
    if not decide(user, "facts.view", platform):
        return None
    last = last_year()
    years = range(last - YEARS + 1, last + 1)
    figures = figures_of(user, [platform.code], years)
    reported = any(figures[key].value is not None for key in figures if key[0] in LINES)
    if not reported or not covered(figures, [platform.code], last):
        return None
    places = [(platform.code, Period.of_year(year).code) for year in years]
    context = {
        "table": platform_table(figures, platform.code, years),
        "chart": line_chart(figures, places, [str(year) for year in years]),
        "address": reverse("transfer:lines"),
    }
    return ProfileSection(_("Income by business line"), "transfer/lines_section.html", 30, context)
