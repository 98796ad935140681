"""What is known before anybody types: figures of the registers, figures reported before, last period, a year ago."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation, few
from keqiao.web.facts.models import Basis
from keqiao.web.returns.models import Cell, Collection, Return

Values = dict[tuple[str, int, str], Decimal]
"""(Measure code, platform, period) → a value in the stored unit."""


@dataclass(frozen=True)
class EarlierFigures:
    """What stands beside a cell: the period before and the same period of the year before."""

    last: Decimal | None
    year_ago: Decimal | None
    by_hand: frozenset[str] = frozenset()
    """The periods, that of the form among them, whose recorded figure was entered by hand, outside any return."""


def known_values(codes: Iterable[str], platforms: Iterable[int], periods: Iterable[Period]) -> Values:
    """Return the figures that facts and registers give, whoever asks; the number of queries does not grow."""
    ids = list(platforms)
    wanted = set(ids)
    computation = _computation(codes, ids, periods)
    return {
        (code, platform, period.code): value
        for code in computation.codes
        for platform, period, value in computation.values(code)
        if platform in wanted
    }


def _computation(codes: Iterable[str], ids: list[int], periods: Iterable[Period]) -> Computation:
    return Computation(list(codes), sorted(set(periods)), Basis.REPORTED, only=few(ids))


def computed_values(form: Return) -> dict[str, Decimal]:
    """Return what the registers say now for the derived figures of a form, by measure code."""
    cells = form.cells.filter(origin=Cell.Origin.DERIVED)
    codes = list(cells.values_list("item__measure__code", flat=True))
    if not codes:
        return {}
    period = form.collection.span
    values = known_values(codes, [form.platform_id], [period])
    return {code: value for (code, _platform, _period), value in values.items()}


def beside(
    collection: Collection, codes: Iterable[str], platforms: Iterable[int]
) -> dict[tuple[str, int], EarlierFigures]:
    """Return what stands beside the cells, by measure code and platform."""
    span = collection.span
    last, year_ago = span.previous(), span.previous_year()
    ids = list(platforms)
    computation = _computation(codes, ids, [last, year_ago, span])
    earlier_figures: dict[tuple[str, int], EarlierFigures] = {}
    for code in computation.codes:
        is_derived = bool(computation.derivation(computation.measures[code], span))
        for platform in ids:
            before, earlier = (computation.value(code, platform, period) for period in (last, year_ago))
            there = {last.code: before, year_ago.code: earlier}
            if not is_derived:
                there[span.code] = computation.value(code, platform, span)
            by_hand = frozenset(period for period, computed in there.items() if computed.by_hand)
            earlier_figures[code, platform] = EarlierFigures(before.value, earlier.value, by_hand)
    return earlier_figures


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
