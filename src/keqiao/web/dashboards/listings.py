"""The platform table of the cockpit: result of the latest run and lights; every figure opens its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.dashboards.lights import lights
from keqiao.web.dashboards.selectors import Lit
from keqiao.web.evaluations.listings import platform_url, rank_cell, rank_heading
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.naming import Names
from keqiao.web.evaluations.reading import Reading, words
from keqiao.web.facts.figures import BY_HAND
from keqiao.web.registry.models import Platform
from keqiao.web.site.tables import Cell, Column, Table


def platform_table(
    run: Run,
    reading: Reading,
    names: Names,
    lit: Mapping[str, Mapping[str, Lit]],
    year: str,
    *,
    demonstration: bool,
) -> Table:
    """Return the platforms of a run, best first, with their lights."""
    rules = lights()
    units = {
        code: one.figure.unit for row in lit.values() for code, one in row.items() if one.figure is not None
    }
    rows = []
    for row in reading.totals:
        code = row.platform.code
        is_open = names.is_open(code)
        line: dict[str, Any] = {
            "rank": rank_cell(reading, row),
            "platform": Cell(names[code], url=row.platform.get_absolute_url() if is_open else ""),
            "total": Cell(
                row.total, url=platform_url(run, code, reading.period, reading.basis) if is_open else ""
            ),
            "grade": Cell(
                row.grade_code,
                text=reading.certainty.grade(code, row.grade),
                light=rules.of_grade(row.grade_code),
            ),
        }
        for rule in rules.measures:
            line[rule.measure] = _lit(lit.get(code, {}).get(rule.measure), with_change="yoy" in rule.good)
        rows.append(line)
    columns = [
        Column("platform", _("Platform")),
        Column("rank", rank_heading(reading), "number", decimals=0),
        Column("total", _("Total points"), "number", decimals=2),
        Column("grade", words(rules.grade_name)),
        *(
            Column(rule.measure, words(rule.name), unit=units.get(rule.measure, ""))
            for rule in rules.measures
        ),
    ]
    return Table(
        _("Platforms"),
        columns,
        rows,
        note=_("Total and grade: %(period)s. Figures with lights: %(year)s.")
        % {"period": reading.period, "year": year},
        demonstration=demonstration,
        name="platforms",
    )


def _lit(lit: Lit | None, *, with_change: bool) -> Cell:
    """Return the cell of a figure with its light, and with its change over a year where the light depends on it."""
    if lit is None or lit.figure is None or lit.figure.value is None:
        return Cell(light="none")
    figure = lit.figure
    change = f" {figure.yoy.text}" if with_change and figure.yoy is not None else ""
    return Cell(
        figure.shown,
        text=figure.text + change,
        url=figure.url,
        mark=str(BY_HAND) if figure.is_by_hand else "",
        title=f"{figure.text} {figure.unit} · {figure.when}",
        light=lit.light,  # type: ignore[arg-type]
    )


def plain_platforms(platforms: list[Platform], *, as_of: str, demonstration: bool) -> Table:
    """Return the platforms where there is no run yet."""
    rows = [
        {
            "platform": Cell(str(platform), url=platform.get_absolute_url()),
            "type": str(platform.get_type_display()),
        }
        for platform in platforms
    ]
    columns = [Column("platform", _("Platform")), Column("type", pgettext("platform", "Type"))]
    return Table(_("Platforms"), columns, rows, as_of=as_of, demonstration=demonstration, name="platforms")
