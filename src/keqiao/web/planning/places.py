"""Comparison places: the document, the own city's figures beside it, and claims of rank with or without their data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.layout.claims import RankClaim, judge_rank
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import Measure, Snapshot, SnapshotFigure
from keqiao.web.facts.selectors import snapshots_for
from keqiao.web.planning.comparison_places import (
    ComparedDimension,
    ComparisonPlace,
    ComparisonPlaces,
    RankSentence,
)
from keqiao.web.site.numbers import number
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.tables import Cell, Column, Table


@dataclass(frozen=True)
class OwnFigures:
    """The figures of the city in the years of a snapshot: (measure, year) → value in the stored unit, and the sums over
    platforms.
    """

    snapshot: Snapshot
    years: list[str]
    values: dict[tuple[str, str], Decimal]
    sums: dict[tuple[str, str], Decimal]
    measures: dict[str, Measure]

    def value(self, measure: str, year: str | None = None) -> Decimal | None:
        """The figure of a year, the last one where none is given, in the shown unit."""
        if measure not in self.measures or not self.years:
            return None
        stored = self.values.get((measure, year or self.years[-1]))
        return self.measures[measure].in_display_unit(stored)


def own_figures(user: Actor, codes: Iterable[str]) -> OwnFigures | None:
    """Return the city's figures of the newest snapshot that has whole years; None where there is none."""
    listed = list(codes)
    frozen = snapshots_for(user).filter(state=Snapshot.State.FROZEN)[:20]
    snapshot = next((each for each in frozen if any(len(code) == 4 for code in each.periods)), None)
    if snapshot is None:
        return None
    years = sorted(code for code in snapshot.periods if len(code) == 4)
    rows = SnapshotFigure.objects.filter(
        snapshot=snapshot, basis="reported", period__in=years, measure__code__in=listed, value__isnull=False
    )
    city = rows.filter(platform=None).values_list("measure__code", "period", "value")
    sums = (
        rows.filter(platform__isnull=False)
        .order_by()
        .values_list("measure__code", "period")
        .annotate(total=Sum("value"))
    )
    return OwnFigures(
        snapshot,
        years,
        {(code, period): value for code, period, value in city if value is not None},
        {(code, period): total for code, period, total in sums},
        Measure.objects.in_bulk(listed, field_name="code"),
    )


def places_table(document: ComparisonPlaces, own: OwnFigures | None) -> Table:
    """Return the places side by side; each cell with its source and day, a dash where nothing is known."""
    rows = []
    for dimension in document.dimensions:
        row: dict[str, object] = {"dimension": words(dimension.name)}
        for place in document.places:
            row[place.code] = _cell(place, dimension, own)
        rows.append(row)
    columns = [Column("dimension", _("Dimension"))]
    columns += [Column(place.code, words(place.name)) for place in document.places]
    note = _("A dash: nothing is known. Figures of this city are those of the snapshot named beside them.")
    return Table(_("Places side by side"), columns, rows, name="places", note=note, stacked=True)


def _cell(place: ComparisonPlace, dimension: ComparedDimension, own: OwnFigures | None) -> Cell:
    if place.own and dimension.measure and own is not None:
        measure = own.measures.get(dimension.measure)
        value = own.value(dimension.measure)
        if measure is not None and value is not None:
            text = f"{number(value, measure.decimals)} {measure.display_unit}"
            origin = _("%(source)s, %(day)s") % {"source": own.snapshot.code, "day": own.years[-1]}
            return Cell(value, text=bracketed(text, origin), url=own.snapshot.get_absolute_url())
    cell = place.cell(dimension.code)
    if cell is None:
        return Cell(None)
    text = words(cell.text) if cell.text is not None else number(cell.value)
    return Cell(
        text, text=bracketed(text, _("%(source)s, %(day)s") % {"source": cell.source, "day": cell.as_of})
    )


def years_table(document: ComparisonPlaces, own: OwnFigures) -> Table:
    """Return the figures of this city over the years, by the same dimensions."""
    rows: list[dict[str, object]] = []
    for dimension in document.dimensions:
        measure = own.measures.get(dimension.measure)
        if measure is not None:
            row: dict[str, object] = {"dimension": bracketed(words(dimension.name), measure.display_unit)}
            for year in own.years:
                value = own.value(dimension.measure, year)
                row[year] = Cell(value, text=number(value, measure.decimals) if value is not None else "")
            rows.append(row)
    columns = [Column("dimension", _("Dimension")), *(Column(year, year, "number") for year in own.years)]
    return Table(_("This city over time"), columns, rows, as_of=own.snapshot.code, name="years")


def claims_table(document: ComparisonPlaces, own: OwnFigures | None) -> Table:
    """Return the claims of rank: each printed only with its data, otherwise 待佐证."""
    said = {
        "holds": ("good", pgettext("claim", "holds")),
        "fails": ("bad", pgettext("claim", "does not hold")),
        "unsupported": ("watch", _("unsupported: not to be printed")),
    }
    rows = []
    for sentence in document.claims:
        claim = judged(document, sentence, own)
        light, word = said[claim.verdict]
        rows.append(
            {
                "text": words(sentence.text),
                "verdict": Cell(claim.verdict, text=word, light=light),  # type: ignore[arg-type]
                "rank": f"{claim.rank}/{claim.of}" if claim.rank is not None and claim.known else "",
                "known": f"{claim.known}/{max(sentence.least, len(sentence.peers))}",
            }
        )
    columns = [
        Column("text", _("Claim of rank")),
        Column("verdict", pgettext("claim", "Verdict")),
        Column("rank", _("Rank")),
        Column("known", _("Figures of others, of those needed")),
    ]
    return Table(_("Claims of rank"), columns, rows, name="claims", stacked=True)


def judged(document: ComparisonPlaces, sentence: RankSentence, own: OwnFigures | None) -> RankClaim:
    """Judge a claim by what is known of its peers."""
    dimension = next(each for each in document.dimensions if each.code == sentence.dimension)
    others = []
    for place in document.places:
        if place.code in sentence.peers:
            cell = place.cell(sentence.dimension)
            others.append(cell.value if cell is not None else None)
    value = own.value(dimension.measure) if own is not None and dimension.measure else None
    return judge_rank(value, others, sentence.top, sentence.least, high=dimension.high)
