"""Figures derived from deals: needs accepted and fulfilled (B8), local firms served and their satisfaction (C4).

A need counts as accepted when a platform gave its consent to a deal about it, as fulfilled with the first money
received; a firm as served when a meeting with it was minuted or a contract signed. Only what was recorded by the moment
of a reading counts. A deal is confirmed by its two sides, so both bases read the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from keqiao.web.deals.models import Deal, DealAnswer, DealPayment, DealRating, DealSide, DealStep
from keqiao.web.facts.derivations import Derivation, Periods, Reading
from keqiao.web.facts.derivations.base import by_period, count_things, counting, mean_of_things, within
from keqiao.web.facts.frames import read

DEAL = "deals.Deal"
PLATFORM = "supply__platform__pk"
SERVING = ("keep_minutes", "sign")
"""Steps by which a firm is served."""


def _known(rows: QuerySet[Any], known_at: datetime | None) -> QuerySet[Any]:
    return rows if known_at is None else rows.filter(at__lte=known_at)


def _local(reading: Reading, prefix: str = "") -> dict[str, Any]:
    """Deals between a platform and a firm of the city; of the platforms read. Rows that the registers did not have yet
    at the moment of the reading are not there, whether the registers are put back for it or not.
    """
    wanted: dict[str, Any] = {
        f"{prefix}supply__platform__isnull": False,
        f"{prefix}demand__firm__local": True,
    }
    if reading.known_at is not None:
        names = ("supply", "supply__platform", "demand", "demand__firm")
        wanted |= {f"{prefix}{name}__recorded_at__lte": reading.known_at for name in names}
    if reading.only is not None:
        wanted[f"{prefix}supply__platform__in"] = list(reading.only)
    return wanted


def accepted_needs(reading: Reading) -> pl.DataFrame:
    """Read the needs of local firms with the days on which the platform agreed and the first money came."""
    deals = Deal.objects.filter(need__isnull=False, **_local(reading))
    answers = _known(DealAnswer.objects.filter(deal=OuterRef("pk"), side=DealSide.SUPPLY), reading.known_at)
    payments = _known(DealPayment.objects.filter(deal=OuterRef("pk")), reading.known_at)
    deals = deals.annotate(
        accepted_on=Subquery(answers.order_by("pk").annotate(day=TruncDate("at")).values("day")[:1]),
        paid_on=Subquery(payments.order_by("received_on").values("received_on")[:1]),
    )
    return read(deals, id="pk", platform=PLATFORM, need="need", accepted="accepted_on", paid="paid_on")


def serving_steps(reading: Reading) -> pl.DataFrame:
    """Read the days on which firms were served."""
    steps = _known(DealStep.objects.filter(action__in=SERVING, **_local(reading, "deal__")), reading.known_at)
    steps = steps.annotate(day=TruncDate("at"))
    return read(steps, id="deal", platform=f"deal__{PLATFORM}", firm="deal__demand", on="day")


def firm_ratings(reading: Reading) -> pl.DataFrame:
    """Read the ratings that firms gave."""
    rows = DealRating.objects.filter(side=DealSide.DEMAND, **_local(reading, "deal__"))
    rows = _known(rows, reading.known_at).annotate(day=TruncDate("at"))
    return read(rows, id="deal", platform=f"deal__{PLATFORM}", rating="pk", points="points", on="day")


def accepted(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the needs accepted in the period."""
    return counting(by_period(reading.load(accepted_needs), periods, within("accepted")), key="need")


def fulfilled(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the needs for which the first money came in the period."""
    return counting(by_period(reading.load(accepted_needs), periods, within("paid")), key="need")


def served(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the firms served in the period."""
    return counting(by_period(reading.load(serving_steps), periods, within("on")), key="firm")


def rated(reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Select the ratings given in the period."""
    rows = by_period(reading.load(firm_ratings), periods, within("on"))
    return counting(rows, key="rating", value=pl.col("points"))


NEEDS_ACCEPTED = Derivation("needs_accepted", DEAL, accepted, count_things, flow=True)
NEEDS_FULFILLED = Derivation("needs_fulfilled", DEAL, fulfilled, count_things, flow=True)
FIRMS_SERVED = Derivation("firms_served", DEAL, served, count_things, flow=True)
SATISFACTION = Derivation("service_satisfaction", DEAL, rated, mean_of_things, flow=True, empty=None)
