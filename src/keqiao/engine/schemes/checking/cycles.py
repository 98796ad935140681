"""Measures that are computed from themselves."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.schemes.checking.context import Context
from keqiao.language import message


def check_cycles(context: Context) -> Iterator[DocumentFinding]:
    """One error for each ring of measures that read each other."""
    reads: dict[str, tuple[str, ...]] = {}
    for measure in context.scheme.measures:
        site = next((s for s in context.sites if s.role == "measure" and s.owner == measure.code), None)
        names = site.expression.names if site is not None and site.expression is not None else ()
        before = (measure.previous_of.measure,) if measure.previous_of is not None else ()
        reads[measure.code] = (*names, *before)
    places = {measure.code: place for place, measure in enumerate(context.scheme.measures)}
    rings: set[frozenset[str]] = set()
    for start in reads:
        ring = _ring(start, reads)
        if ring is None or frozenset(ring) in rings:
            continue
        rings.add(frozenset(ring))
        yield context.finding(
            "error",
            "cycles",
            ("measures", places[start]),
            message("{ring}: these measures are computed from each other", ring=" → ".join([*ring, start])),
            message("One of them must come from the data."),
        )


def _ring(start: str, reads: dict[str, tuple[str, ...]]) -> list[str] | None:
    """The shortest way from ``start`` back to itself."""
    waiting: list[list[str]] = [[start]]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop(0)
        for name in reads.get(way[-1], ()):
            if name == start:
                return way
            if name not in seen and name in reads:
                seen.add(name)
                waiting.append([*way, name])
    return None
