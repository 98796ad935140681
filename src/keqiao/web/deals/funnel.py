"""Figures of deals that a reader may see: the funnel, channels, reasons, platforms with their firms. Each opens its
rows.
"""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import CONTRACTED, Channel, Deal, DealState, DealStep
from keqiao.web.site.tables import Cell, Column, Table

FUNNEL: tuple[tuple[str, tuple[str, ...]], ...] = (
    (DealState.PROPOSED, ("recommend", "approach")),
    (DealState.AGREED, ("agree",)),
    (DealState.MET, ("keep_minutes",)),
    (DealState.QUOTED, ("quote",)),
    (DealState.SIGNED, ("sign",)),
    (DealState.PAID, ("receive",)),
    (DealState.RATED, ("rate",)),
)
"""Steps of the funnel, and the actions by which a deal reached them. Secrecy is none: two may meet without it."""
MOST_PLATFORMS = 30


def list_url(year: str, **filters: str) -> str:
    """Return the address of the rows behind a figure."""
    wanted = {name: value for name, value in ({"year": year} | filters).items() if value}
    return f"{reverse('deals:list')}?{urlencode(wanted)}"


def funnel_table(deals: QuerySet[Deal], year: str) -> Table:
    """Return how many deals came how far, each with its share of those begun."""
    steps = DealStep.objects.filter(deal__in=deals.order_by().values("pk")).order_by()
    counts = dict(steps.values_list("action").annotate(count=Count("deal", distinct=True)))
    reached = {state: sum(counts.get(action, 0) for action in actions) for state, actions in FUNNEL}
    begun = reached[DealState.PROPOSED]
    rows = [
        {
            "state": str(DealState(state).label) if state != DealState.PROPOSED else _("Begun"),
            "count": Cell(count, url=list_url(year, reached=state)),
            "share": Decimal(count) / begun if begun else None,
        }
        for state, count in reached.items()
    ]
    columns = [
        Column("state", _("Came as far as")),
        Column("count", _("Deals"), "number"),
        Column("share", _("Share of those begun"), "percent"),
    ]
    return Table(_("Funnel"), columns, rows, name="funnel")


def funnel_chart(table: Table) -> Chart:
    """Return the funnel as bars."""
    points = [Point(row["count"].value, url=row["count"].url) for row in table.rows]
    return Chart(
        kind="bar",
        title=_("How far deals came"),
        unit=_("deals"),
        categories=[str(row["state"]) for row in table.rows],
        series=[Series(_("Deals"), points)],
        size="s",
    )


def channel_table(deals: QuerySet[Deal], year: str) -> Table:
    """Return what came of the deals of each channel, and the median of days from the need to the first contact."""
    counts = (
        deals.order_by()
        .values("channel")
        .annotate(
            deals=Count("pk", distinct=True),
            signed=Count("pk", filter=Q(state__in=CONTRACTED), distinct=True),
            paid=Count("pk", filter=Q(state__in=(DealState.PAID, DealState.RATED)), distinct=True),
            closed=Count("pk", filter=Q(state=DealState.CLOSED), distinct=True),
            lapsed=Count("pk", filter=Q(state=DealState.LAPSED), distinct=True),
        )
    )
    by_channel = {line["channel"]: line for line in counts}
    waits = first_contacts(deals)
    rows = []
    for channel in Channel:
        line = by_channel.get(channel.value)
        if line is None:
            continue
        begun = Decimal(line["deals"])
        rows.append(
            {
                "channel": str(channel.label),
                "deals": Cell(line["deals"], url=list_url(year, channel=channel.value)),
                "contact": waits.get(channel.value),
                "signed": Cell(line["signed"], url=list_url(year, channel=channel.value, state="contract")),
                "signed_share": line["signed"] / begun,
                "paid": Cell(line["paid"], url=list_url(year, channel=channel.value, state="money")),
                "paid_share": line["paid"] / begun,
                "closed": Cell(line["closed"], url=list_url(year, channel=channel.value, state="closed")),
                "lapsed": Cell(line["lapsed"], url=list_url(year, channel=channel.value, state="lapsed")),
            }
        )
    columns = [
        Column("channel", _("Channel")),
        Column("deals", _("Deals"), "number", total=True),
        Column("contact", _("Days to the first contact (median)"), "number", decimals=0),
        Column("signed", _("With a contract"), "number", total=True),
        Column("signed_share", _("Share with a contract"), "percent"),
        Column("paid", _("With money received"), "number", total=True),
        Column("paid_share", _("Share with money received"), "percent"),
        Column("closed", pgettext("deal", "Closed"), "number", total=True),
        Column("lapsed", pgettext("deal", "Lapsed"), "number", total=True),
    ]
    return Table(_("Channels"), columns, rows, name="channels")


def first_contacts(deals: QuerySet[Deal]) -> dict[str, int]:
    """Return, by channel, the median of days from the posting of a need to its first deal."""
    pairs = (
        deals.filter(need__isnull=False)
        .order_by("opened_at")
        .values_list("need", "channel", "opened_at", "need__posted_at")
    )
    waits: dict[str, list[int]] = {}
    seen: set[int] = set()
    for need, channel, opened, posted in pairs.iterator(chunk_size=5000):
        if need not in seen:
            seen.add(need)
            waits.setdefault(channel, []).append(max(0, (opened - posted).days))
    return {channel: round(median(days)) for channel, days in waits.items()}


def reason_table(deals: QuerySet[Deal], year: str) -> Table:
    """Return why deals ended without a contract: reasons of closing, and the step at which nobody acted."""
    names = RULES.in_force().reason
    closed = deals.filter(state=DealState.CLOSED).order_by().values_list("closing_reason")
    rows: list[dict[str, Any]] = [
        {
            "reason": str(names[code].name) if code in names else code or "—",
            "count": Cell(count, url=list_url(year, reason=code, state="closed")),
        }
        for code, count in closed.annotate(count=Count("pk", distinct=True)).order_by("-count")
    ]
    lapsed = deals.filter(state=DealState.LAPSED).order_by().values_list("lapsed_from")
    rows += [
        {
            "reason": _("Nobody acted: %(state)s") % {"state": DealState(state).label if state else "—"},
            "count": Cell(count, url=list_url(year, state="lapsed")),
        }
        for state, count in lapsed.annotate(count=Count("pk", distinct=True)).order_by("-count")
    ]
    columns = [Column("reason", _("Reason")), Column("count", _("Deals"), "number", total=True)]
    return Table(_("Why deals ended without a contract"), columns, rows, name="reasons")


def platform_table(deals: QuerySet[Deal], year: str) -> Table:
    """Return the platforms with their firms: how many firms each has dealt with, contracts, money received."""
    sides = deals.filter(supply__platform__isnull=False).order_by()
    money = dict(
        sides.values_list("supply__platform__code").annotate(
            sum=Sum(Coalesce(F("payments__receipt__amount"), F("payments__amount")))
        )
    )
    lines = sides.values("supply__platform__code", "supply__platform__short_name").annotate(
        firms=Count("demand", filter=Q(agreed_at__isnull=False), distinct=True),
        deals=Count("pk", distinct=True),
        signed=Count("pk", filter=Q(state__in=CONTRACTED), distinct=True),
    )
    rows = [
        {
            "platform": line["supply__platform__short_name"],
            "firms": Cell(
                line["firms"],
                url=list_url(year, platform=line["supply__platform__code"], reached=DealState.AGREED),
            ),
            "deals": Cell(line["deals"], url=list_url(year, platform=line["supply__platform__code"])),
            "signed": Cell(
                line["signed"], url=list_url(year, platform=line["supply__platform__code"], state="contract")
            ),
            "received": Cell(
                money.get(line["supply__platform__code"]) or Decimal(0),
                url=list_url(year, platform=line["supply__platform__code"], state="money"),
            ),
        }
        for line in lines.order_by("-firms", "supply__platform__code")[:MOST_PLATFORMS]
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("firms", _("Firms that agreed to deals"), "number"),
        Column("deals", _("Deals"), "number", total=True),
        Column("signed", _("With a contract"), "number", total=True),
        Column("received", pgettext("deal", "Money received"), "money", unit="万元", total=True),
    ]
    return Table(_("Platforms and their firms"), columns, rows, name="platforms")


def platform_chart(table: Table) -> Chart:
    """Return deals and contracts of each platform as bars."""
    return Chart(
        kind="bar",
        title=_("Platforms and their firms"),
        unit=_("deals"),
        categories=[str(row["platform"]) for row in table.rows],
        series=[
            Series(_("Deals"), [Point(row["deals"].value, url=row["deals"].url) for row in table.rows]),
            Series(
                _("With a contract"),
                [Point(row["signed"].value, url=row["signed"].url) for row in table.rows],
            ),
        ],
    )
