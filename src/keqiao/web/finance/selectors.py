"""Which products fit firms of which stage; the shares of the four sources and their leverage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.money import largest_remainder
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.finance.models import (
    FinanceRequest,
    InnovationPoints,
    InputSource,
    RequestState,
    ScienceInput,
)
from keqiao.web.programmes.models import ProgrammeResult, ProgrammeVersion, ResultState
from keqiao.web.programmes.selectors import in_force, results_for
from keqiao.web.registry.models import Firm

PARTS = 1000
"""Shares are told in tenths of a percent, so that they add up to 100 %."""


@dataclass(frozen=True)
class StageLine:
    """A stage: how many firms, and of each product how many are eligible and how many nearly."""

    stage: str
    firms: int
    eligible: tuple[int, ...]
    near: tuple[int, ...]

    @property
    def is_gap(self) -> bool:
        """Whether there are firms and no product fits any of them."""
        return bool(self.firms) and not any(self.eligible)


def products() -> list[ProgrammeVersion]:
    """Return the products in force: programmes of the kind finance."""
    return [version for version in in_force() if version.kind == ProgrammeVersion.Kind.FINANCE]


def stage_map(user: Actor, versions: list[ProgrammeVersion]) -> list[StageLine]:
    """Return the stages with how many of the firms that the user may see each product fits; two queries."""
    firms = dict(Firm.objects.visible_to(user).filter(withdrawn_at=None).values_list("organisation", "stage"))
    counts: Counter[tuple[str, int, str]] = Counter()
    rows = results_for(user).filter(version__in=[version.pk for version in versions])
    for organisation, version, state in rows.values_list("organisation", "version", "state"):
        if organisation in firms:
            counts[firms[organisation], version, state] += 1
    of_stage = Counter(firms.values())
    names = {stage.value: str(stage.label) for stage in Firm.Stage}
    if of_stage[""]:
        names[""] = _("Stage not entered")
    return [
        StageLine(
            name,
            of_stage[stage],
            tuple(counts[stage, version.pk, ResultState.MET] for version in versions),
            tuple(counts[stage, version.pk, ResultState.NEAR] for version in versions),
        )
        for stage, name in names.items()
    ]


def results_of_products(user: Actor) -> int:
    """Return how many results of products there are for the user."""
    rows = ProgrammeResult.objects.visible_to(user).filter(version__kind=ProgrammeVersion.Kind.FINANCE)
    return int(rows.count())


@dataclass(frozen=True)
class YearOfInput:
    """A year: amounts (元) by source, shares of 1 that add up to 1, leverage; None without all sources."""

    year: int
    amounts: dict[InputSource, Decimal]
    shares: dict[InputSource, Decimal] | None
    leverage: Decimal | None

    @property
    def missing(self) -> list[InputSource]:
        """The sources for which nothing was entered."""
        return [source for source in InputSource if source not in self.amounts]


def years_of_input(user: Actor) -> list[YearOfInput]:
    """Return the years, the last first; of a source the row that was entered last counts."""
    years: dict[int, dict[InputSource, Decimal]] = {}
    for row in ScienceInput.objects.visible_to(user).order_by("pk"):
        years.setdefault(row.year, {})[InputSource(row.source)] = row.amount
    return [_year(year, years[year]) for year in sorted(years, reverse=True)]


def _year(year: int, amounts: dict[InputSource, Decimal]) -> YearOfInput:
    """A year's shares and leverage, where all four sources are known: a sum without one of them says nothing."""
    total, fiscal = sum(amounts.values(), Decimal(0)), amounts.get(InputSource.FISCAL)
    if len(amounts) < len(InputSource) or not total:
        return YearOfInput(year, amounts, None, None)
    sources = list(InputSource)
    ideal = [Fraction(amounts[source]) / Fraction(total) * PARTS for source in sources]
    parts = largest_remainder(ideal, PARTS, range(len(sources)))
    shares = {source: Decimal(part) / PARTS for source, part in zip(sources, parts, strict=True)}
    leverage = ((total - fiscal) / fiscal).quantize(Decimal("0.01")) if fiscal else None
    return YearOfInput(year, amounts, shares, leverage)


def requests_for(user: Actor) -> QuerySet[FinanceRequest]:
    """Return the requests that a user may see: all, those of the own firm, or those that ask the own institution."""
    rows: QuerySet[FinanceRequest] = FinanceRequest.objects.visible_to(user)
    return rows.select_related("organisation", "institution", "product")


def request_of(user: Actor, pk: int) -> FinanceRequest:
    """Return a request that a user may see. Raises Http404."""
    row = requests_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def points_for(user: Actor) -> QuerySet[InnovationPoints]:
    """Return the points that a user may see."""
    rows: QuerySet[InnovationPoints] = InnovationPoints.objects.visible_to(user)
    return rows.select_related("organisation")


def institutions() -> QuerySet[Unit]:
    """Return the units that firms may ask."""
    return Unit.objects.filter(kind=Unit.Kind.INVESTOR, is_active=True).order_by("name")


@dataclass(frozen=True)
class OutcomeLine:
    """An institution: requests, of these answered and granted, what was granted (元)."""

    institution: str
    asked: int
    answered: int
    granted: int
    amount: Decimal


def outcomes(user: Actor) -> list[OutcomeLine]:
    """Return what became of the requests that a user may see, by institution; one query."""
    ended = (RequestState.GRANTED, RequestState.DECLINED)
    granted = Q(state=RequestState.GRANTED)
    rows = FinanceRequest.objects.visible_to(user).order_by("institution__name").values("institution__name")
    sums = rows.annotate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state__in=ended)),
        granted=Count("pk", filter=granted),
        amount_granted=Sum("amount", filter=granted),
    )
    return [
        OutcomeLine(
            row["institution__name"],
            row["asked"],
            row["answered"],
            row["granted"],
            row["amount_granted"] or Decimal(0),
        )
        for row in sums
    ]
