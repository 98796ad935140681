"""What is known before anybody types: figures of the registers, figures reported before, last period, a year ago."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keqiao.web.facts.computation import Computation, State
from keqiao.web.facts.models import Basis
from keqiao.web.facts.periods import Period
from keqiao.web.returns.models import Cell, Collection, Return

Values = dict[tuple[str, int, str], Decimal]
"""(Measure code, platform, period) → a value in the stored unit."""


@dataclass(frozen=True)
class Beside:
    """What stands beside a cell: the period before and the same period of the year before."""

    last: Decimal | None
    year_ago: Decimal | None


def known_values(codes: Iterable[str], platforms: Iterable[int], periods: Iterable[Period]) -> Values:
    """Return the figures that facts and registers give, whoever asks; the number of queries does not grow."""
    wanted, ids = list(codes), list(platforms)
    computation = Computation(
        wanted, sorted(set(periods)), Basis.REPORTED, None, ids[0] if len(ids) == 1 else None
    )
    found: Values = {}
    for code in computation.codes:
        for platform in ids:
            for period in periods:
                computed = computation.value(code, platform, period)
                if computed.value is not None and computed.state != State.REFUSED:
                    found[code, platform, period.code] = computed.value
    return found


def computed_values(form: Return) -> dict[str, Decimal]:
    """Return what the registers say now for the derived figures of a form, by measure code."""
    cells = form.cells.filter(origin=Cell.Origin.DERIVED)
    codes = list(cells.values_list("item__measure__code", flat=True))
    if not codes:
        return {}
    period = form.collection.span
    found = known_values(codes, [form.platform_id], [period])
    return {code: value for (code, _platform, _period), value in found.items()}


def beside(
    collection: Collection, codes: Iterable[str], platforms: Iterable[int]
) -> dict[tuple[str, int], Beside]:
    """Return what stands beside the cells, by measure code and platform."""
    span = collection.span
    last, year_ago = span.previous(), span.previous_year()
    wanted, ids = list(codes), list(platforms)
    found = known_values(wanted, ids, [last, year_ago])
    return {
        (code, platform): Beside(
            found.get((code, platform, last.code)), found.get((code, platform, year_ago.code))
        )
        for code in wanted
        for platform in ids
    }


def first_cells(collection: Collection, forms: Iterable[Return]) -> list[Cell]:
    """Return the cells of new forms, unsaved: computed and known figures filled, the others empty."""
    items = list(collection.items.select_related("measure", "definition"))
    forms = list(forms)
    known = known_values(
        [item.measure.code for item in items], [form.platform_id for form in forms], [collection.span]
    )
    return [_first(item, form, known, collection.span) for form in forms for item in items]


def _first(item: Any, form: Return, known: Values, span: Period) -> Cell:
    value = known.get((item.measure.code, form.platform_id, span.code))
    cell = Cell(form=form, item=item, value=value)
    if item.is_derived:
        cell.origin = Cell.Origin.DERIVED
    elif value is not None:
        # Reported once in the year, not asked again: it has passed its review already.
        cell.origin, cell.state = Cell.Origin.KNOWN, Cell.State.PASSED
    return cell
