"""All derivations by code: measures whose values are computed from the registers or from other measures."""

from __future__ import annotations

from functools import cache

from keqiao.web.facts.derivations import (
    agreements,
    contracts,
    equity,
    growth,
    incubation,
    operation,
    patents,
    people,
    platforms,
    projects,
)
from keqiao.web.facts.derivations.base import Derivation, Derived, derive
from keqiao.web.facts.derivations.composites import COMPOSITES, Composite, Lookup
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.derivations.reading import Reading
from keqiao.web.site.rooms import Registry

OF_ROOMS: Registry[Derivation] = Registry("facts.derivations")
"""What rooms to the right derive from their own rows: a measure's definition names it by its code."""
OWN = (platforms, people, patents, projects, incubation, growth, equity, contracts, agreements, operation)
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
    "Derivation",
    "Derived",
    "Lookup",
    "Periods",
    "Reading",
    "codes",
    "derivations",
    "derive",
]
