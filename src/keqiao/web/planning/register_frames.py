"""What the registers and the exchange say on a day, as the columns that the layout is analysed from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q

from keqiao.web.deals.models import Deal, DealState
from keqiao.web.exchange.models import Need
from keqiao.web.facts.frames import read
from keqiao.web.registry.models import (
    Direction,
    Firm,
    FirmReport,
    Organisation,
    PatentOwner,
    Platform,
    ProjectParticipation,
    Region,
    TechContract,
)

ANSWERED = (DealState.SIGNED, DealState.PAID, DealState.RATED)


@dataclass(frozen=True)
class RegisterFrames:
    """``platforms``: id, name, level, text; ``directions``: platform, code; ``clusters``: platform, cluster; the rest
    as the functions below read it. Contracts and deals are those from ``since`` on.
    """

    day: date
    since: date
    platforms: pl.DataFrame
    directions: pl.DataFrame
    clusters: pl.DataFrame
    firms: pl.DataFrame
    contracts: pl.DataFrame
    patents: pl.DataFrame
    projects: pl.DataFrame
    needs: pl.DataFrame
    deals: pl.DataFrame


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the days after the 28th become the 28th."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, min(day.day, 28))


def registers_on(day: date, months: int) -> RegisterFrames:
    """Read what is known today of the state on ``day``."""
    since = months_before(day, months)
    here = Platform.objects.current().in_force(day)
    platforms = read(
        here,
        id="pk",
        name="short_name",
        level="level",
        research="research_direction",
        market="market_direction",
    )
    text = pl.concat_str(pl.col("research"), pl.col("market"), separator=" ")
    ids = platforms["id"]
    works, lies = Platform.directions.through, Platform.clusters.through
    directions = read(
        works.objects.filter(direction__in=Direction.objects.current()),
        platform="platform",
        code="direction__industry_code",
        name="direction__name",
    )
    return RegisterFrames(
        day,
        since,
        platforms.with_columns(text=text).sort("id"),
        directions.filter(pl.col("platform").is_in(ids.implode())),
        read(lies.objects.all(), platform="platform", cluster="cluster__code").filter(
            pl.col("platform").is_in(ids.implode())
        ),
        _firms(day),
        _of(_contracts(day, since), ids),
        _of(_patents(day), ids),
        _of(_projects(day, since), ids),
        _needs(day),
        _of(_deals(day, since), ids),
    )


def _of(rows: pl.DataFrame, platforms: pl.Series) -> pl.DataFrame:
    return rows.filter(pl.col("platform").is_in(platforms.implode()))


def _firms(day: date) -> pl.DataFrame:
    """Local firms that there are: ``id``, ``name``, ``code``, ``organisation``, ``revenue`` as reported last."""
    there = Q(organisation__deregistered_on=None) | Q(organisation__deregistered_on__gt=day)
    begun = Q(organisation__registered_on=None) | Q(organisation__registered_on__lte=day)
    rows = Firm.objects.current().filter(there, begun, local=True, organisation__withdrawn_at=None)
    firms = read(
        rows,
        id="pk",
        name="organisation__name",
        code="organisation__industry_code",
        organisation="organisation",
    )
    reports = FirmReport.objects.current().filter(year__lte=day.year, revenue__isnull=False)
    said = read(reports, firm="firm", year="year", revenue="revenue")
    latest = said.sort("year").group_by("firm").agg(pl.col("revenue").last())
    return firms.join(latest, left_on="id", right_on="firm", how="left").sort("id")


def _contracts(day: date, since: date) -> pl.DataFrame:
    """Registered contracts: ``id``, ``number``, ``platform``, ``amount``, ``cluster``, buyer's ``code``, ``local``."""
    rows = TechContract.objects.current().filter(registered_on__lte=day, registered_on__gt=since)
    contracts = read(
        rows,
        id="pk",
        number="registration_no",
        platform="platform",
        amount="amount",
        noted="buyer_local",
        division="buyer__division",
        cluster="cluster__code",
        code="buyer__industry_code",
    )
    home = Region.objects.values_list("division_code", flat=True).first() or ""
    at_home = pl.col("division").str.starts_with(home) & pl.lit(bool(home))
    return (
        contracts.with_columns(local=pl.col("noted").fill_null(at_home)).drop("noted", "division").sort("id")
    )


def _patents(day: date) -> pl.DataFrame:
    """Patents granted: ``id``, ``platform``, ``ipc``, whether a local firm owns it too (``shared``)."""
    granted = {"patent__granted_on__lte": day, "patent__withdrawn_at": None}
    own = read(
        PatentOwner.objects.current().filter(platform__isnull=False, **granted),
        id="patent",
        platform="platform",
        ipc="patent__ipc",
    )
    firms = Organisation.objects.filter(firm__local=True, firm__withdrawn_at=None)
    others = read(
        PatentOwner.objects.current().filter(organisation__in=firms, **granted), id="patent"
    ).unique()
    return own.join(others.with_columns(shared=pl.lit(True)), on="id", how="left").with_columns(
        pl.col("shared").fill_null(value=False)
    )


def _projects(day: date, since: date) -> pl.DataFrame:
    """S&T projects under way since: ``id``, ``platform``, ``text``."""
    ended = Q(project__ended_on=None) | Q(project__ended_on__gt=since)
    rows = ProjectParticipation.objects.current().filter(
        ended, project__started_on__lte=day, project__withdrawn_at=None
    )
    return read(rows, id="project", platform="platform", text="project__title")


def _needs(day: date) -> pl.DataFrame:
    """Needs that were published and not closed: ``id``, ``number``, ``text``, ``cluster``, ``code`` of who needs."""
    is_open = Q(closed_at=None) | Q(closed_at__date__gt=day)
    rows = Need.objects.filter(is_open, published_at__date__lte=day)
    needs = read(
        rows,
        id="pk",
        number="code",
        title="title",
        body="body",
        chain_node="chain_node",
        cluster="cluster__code",
        code="organisation__industry_code",
    )
    text = pl.concat_str(pl.col("title"), pl.col("body"), pl.col("chain_node"), separator=" ")
    return needs.with_columns(text=text).drop("title", "body", "chain_node").sort("id")


def _deals(day: date, since: date) -> pl.DataFrame:
    """Deals about needs of local firms: ``platform``, whether they came to a contract (``answered``)."""
    rows = Deal.objects.filter(
        need__isnull=False,
        demand__firm__local=True,
        supply__platform__isnull=False,
        opened_at__date__lte=day,
        opened_at__date__gt=since,
    )
    deals = read(rows, platform="supply__platform__pk", state="state", contract="contract")
    won = pl.col("state").is_in(list(ANSWERED)) | pl.col("contract").is_not_null()
    return deals.with_columns(answered=won).drop("contract", "state")
