"""High-growth firms (高成长性企业): the rule is an expression over what is known of a firm, kept as a parameter.

The expression is of the language of schemes. It may use, each as of the last day of the period:

* ``high_tech``, ``specialised``, ``tech_sme``, ``gazelle``: 1 where the firm holds such a certificate, else 0;
* ``revenue``, ``employees``: of the last yearly report before that day (revenue in 元), missing without one;
* ``revenue_growth``: that revenue by the one a year before, minus 1; missing without both, or without a positive base;
* ``age``: full years since the foundation, missing where it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import polars as pl

from keqiao.engine.expressions import Expression, parse
from keqiao.periods import Period
from keqiao.web.facts.derivations.base import Derivation, Reading, Row, count_things, setting, within
from keqiao.web.facts.derivations.incubation import certificates, links
from keqiao.web.registry.models import Firm, FirmCertificate, FirmReport

CERTIFICATES = tuple(kind.value for kind in FirmCertificate.Kind if kind is not FirmCertificate.Kind.OTHER)
NAMES = (*CERTIFICATES, "revenue", "employees", "revenue_growth", "age")
"""What a rule may ask of a firm."""


@cache
def rule(text: str) -> Expression:
    """Return the rule ready to run. Raises ExpressionError for an unknown name or a slip of the pen."""
    return parse(text, NAMES)


def yearly(reading: Reading) -> dict[tuple[int, int], tuple[float | None, float | None]]:
    """Read revenue and employees by firm and year."""
    rows = FirmReport.objects.current(reading.known_at).values_list("firm_id", "year", "revenue", "employees")
    return {
        (firm, year): (None if revenue is None else float(revenue), None if staff is None else float(staff))
        for firm, year, revenue, staff in rows
    }


def founded(reading: Reading) -> dict[int, date]:
    """Read the day of foundation of the firms where it is known."""
    rows = Firm.objects.current(reading.known_at).values_list("pk", "founded_on")
    return {firm: day for firm, day in rows if day is not None}


def high_growth(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the links of the incubated firms that fulfil the rule of the day."""
    held = [link for link in reading.load(links) if link.holds(period.end)]
    firms = sorted({link.firm for link in held})
    if not firms:
        return []
    known = pl.DataFrame(
        [_known(reading, firm, period) for firm in firms],
        schema=dict.fromkeys(NAMES, pl.Float64),
        orient="row",
    )
    expression = rule(str(setting("high_growth_rule", period)))
    fulfilled = known.select(expression.condition().fill_null(value=False)).to_series().to_list()
    chosen = {firm for firm, yes in zip(firms, fulfilled, strict=True) if yes}
    return [Row(link.platform, link.key, link.id) for link in held if link.firm in chosen]


def _known(reading: Reading, firm: int, period: Period) -> list[float | None]:
    """What the rule may ask, in the order of NAMES."""
    day = period.end
    valid = {
        kind
        for _, kind, granted, expires in reading.load(certificates).get(firm, ())
        if within(granted, expires, day)
    }
    # The report of a year is there after its end: on 31 December the year's own counts as its last.
    year = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    revenue, staff = reading.load(yearly).get((firm, year), (None, None))
    before, _ = reading.load(yearly).get((firm, year - 1), (None, None))
    growth = revenue / before - 1 if revenue is not None and before is not None and before > 0 else None
    born = reading.load(founded).get(firm)
    age = (
        None
        if born is None
        else float(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))
    )
    return [*(float(kind in valid) for kind in CERTIFICATES), revenue, staff, growth, age]


DERIVATIONS = (Derivation("high_growth_firms", "registry.IncubationLink", high_growth, count_things),)
