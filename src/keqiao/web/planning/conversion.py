"""The chain from talent to outputs, firms, revenue and tax: each thing counted once in the city, beside the sum over
platforms, so that what is counted twice is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.planning.places import OwnFigures
from keqiao.web.site.numbers import number
from keqiao.web.site.tables import Cell, Column, Table


@dataclass(frozen=True)
class ChainLink:
    """A link of the chain and the measures that count it, the leading one first."""

    name: Any
    measures: tuple[str, ...]


CHAIN = (
    ChainLink(gettext_lazy("Talent"), ("rd_headcount", "national_top_talents", "programme_talents")),
    ChainLink(gettext_lazy("Outputs"), ("patents_invention", "provincial_projects", "contract_count")),
    ChainLink(gettext_lazy("Firms"), ("incubated_firms", "high_growth_firms")),
    ChainLink(gettext_lazy("Revenue and tax"), ("incubated_revenue", "incubated_tax", "platform_tax")),
)
CODES = tuple(code for link in CHAIN for code in link.measures)
TALENT = "rd_headcount"


def conversion_table(own: OwnFigures, year: str) -> Table:
    """Return the chain of a year: each once in the city, summed over platforms, what that counts twice, by talent."""
    people = own.values.get((TALENT, year))
    rows = []
    for link in CHAIN:
        for code in link.measures:
            measure = own.measures.get(code)
            if measure is None:
                continue
            city, total = own.values.get((code, year)), own.sums.get((code, year))
            twice = total - city if city is not None and total is not None else None
            url = reverse("facts:figure", args=(code, "city", year))
            per = city / people if city is not None and people else None
            rows.append(
                {
                    "link": str(link.name),
                    "measure": f"{measure}",
                    "unit": measure.display_unit,
                    "city": _cell(measure, city, url),
                    "sum": _cell(measure, total),
                    "twice": _cell(measure, twice),
                    "per": None if code == TALENT else measure.in_display_unit(per),
                }
            )
    columns = [
        Column("link", pgettext("conversion", "Link")),
        Column("measure", _("Measure")),
        Column("unit", _("Unit")),
        Column("city", _("In the city, each once"), "number"),
        Column("sum", _("Sum over platforms"), "number"),
        Column("twice", _("Counted twice by the sum"), "number"),
        Column("per", _("For each of the R&D staff"), "number", decimals=3),
    ]
    note = _(
        "Persons, patents, firms and their revenue are counted once in the city however many platforms they belong to."
    )
    return Table(
        _("From talent to revenue"),
        columns,
        rows,
        as_of=f"{year}",
        name="conversion",
        note=note,
        stacked=False,
    )


def _cell(measure: Any, value: Decimal | None, url: str = "") -> Cell:
    display_value = measure.in_display_unit(value)
    return Cell(
        display_value, text=number(display_value, measure.decimals) if value is not None else "", url=url
    )


def conversion_chart(own: OwnFigures, year: str) -> Chart | None:
    """Return the links as bars over the years, each against the first year that has it (100)."""
    series = []
    for link in CHAIN:
        code = link.measures[0]
        values = [own.values.get((code, each)) for each in own.years]
        first = next((value for value in values if value), None)
        if first is None or code not in own.measures:
            continue
        points = [Point(None if value is None else round(100 * value / first, 1)) for value in values]
        series.append(Series(f"{link.name} {own.measures[code]}", points))
    if not series:
        return None
    return Chart(
        kind="line",
        title=_("From talent to revenue"),
        subtitle=_("The first year is 100"),
        categories=list(own.years),
        series=series,
        as_of=year,
    )
