"""All derivations by code: measures whose values are computed from the registers or from other measures."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.facts.derivations import (
    agreements,
    contracts,
    equity,
    growth,
    incubation,
    patents,
    people,
    platforms,
    projects,
)
from keqiao.web.facts.derivations.base import Derivation, Derived, Reading, Row
from keqiao.web.facts.derivations.composites import COMPOSITES, Composite, Lookup
from keqiao.web.facts.parameters import NoParameter
from keqiao.web.rulebooks.once import asked_once
from keqiao.web.site.rooms import Registry

OF_ROOMS: Registry[Derivation] = Registry("facts.derivations")
"""What rooms to the right derive from their own rows: a measure's definition names it by its code."""
OWN = (platforms, people, patents, projects, incubation, growth, equity, contracts, agreements)
COMPOSITE: dict[str, Composite] = {composite.code: composite for composite in COMPOSITES}


@cache
def derivations() -> dict[str, Derivation]:
    """Every derivation from rows by its code."""
    own = [derivation for subject in OWN for derivation in subject.DERIVATIONS]
    return {derivation.code: derivation for derivation in (*own, *OF_ROOMS)}


@cache
def codes() -> frozenset[str]:
    """The codes of all derivations, from rows and from other measures."""
    return frozenset({*derivations(), *COMPOSITE})


__all__ = [
    "COMPOSITE",
    "Composite",
    "Derived",
    "Lookup",
    "Reading",
    "Row",
    "codes",
    "derivations",
    "derive",
]


def derive(
    derivation: Derivation, reading: Reading, period: Period, reason: str
) -> dict[int | None, Derived]:
    """Return the value of every platform read and of the city (None), with the rows behind each.

    A platform counts while it belongs to the system: on the last day for a stock, on any day of the period for a flow.
    ``reason`` is given where the register is kept by year and the period is not one.
    """
    if derivation.yearly and not period.is_full_year:
        return {scope: Derived(None, reason=reason) for scope in (*reading.validity, None)}
    try:
        with asked_once():
            return _derived(derivation, reading, period)
    except NoParameter:
        early = _("The rule that this figure is computed by does not reach back to that time.")
        return {scope: Derived(None, reason=early) for scope in (*reading.validity, None)}


def _derived(derivation: Derivation, reading: Reading, period: Period) -> dict[int | None, Derived]:
    """Select the rows and make the values of them. Raises NoParameter."""
    first = period.flow_start if derivation.flow else period.end
    found: dict[int | None, list[Row]] = defaultdict(list)
    for row in derivation.select(reading, period):
        if reading.in_force(row.platform, first, period.end):
            found[row.platform].append(row)
            if row.city:
                found[None].append(row)
    return {
        scope: Derived(derivation.combine(found[scope], period), tuple(found[scope]))
        for scope in (*reading.validity, None)
    }
