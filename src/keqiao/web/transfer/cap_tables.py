"""The capital of a firm as pages show it: two tables side by side, those behind, rounds, and the holdings over time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.transfer import EquityLedger, cap_table, equity_rounds, look_through
from keqiao.engine.transfer.holdings import BASES, cap_tables
from keqiao.money import split, to_cent
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.registry.models import CapitalMovement
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.transfer.ledgers import FirmLedger

PARTS = ("holdings", "behind", "rounds", "movements")
MOST_DRAWN = 12
"""Holders that are drawn one by one; the others stand together."""


def parts_of(known: FirmLedger, day: date) -> dict[str, Table]:
    """Return the tables of a firm's page by name; what does not exist is left out."""
    ledger = known.ledger
    if ledger is None:
        return {"movements": movement_table(known)}
    makers: dict[str, Callable[[], Table]] = {
        "holdings": lambda: holding_table(ledger, day),
        "behind": lambda: behind_table(ledger, day),
        "rounds": lambda: round_table(ledger),
        "movements": lambda: movement_table(known),
    }
    if not known.members_fit or not any(holder.members for holder in ledger.holders):
        del makers["behind"]
    return {name: make() for name, make in makers.items()}


def holding_table(ledger: EquityLedger, day: date) -> Table:
    """Return who holds what at the end of a day, by subscription and by payment, and with promises."""
    table = cap_table(ledger, day)
    parts = {basis: table.printed(basis) for basis in BASES}
    rows = [
        {
            "name": holding.name,
            "subscribed": to_cent(holding.subscribed),
            "subscribed_part": parts["subscribed"][holding.name],
            "paid": to_cent(holding.paid),
            "paid_part": parts["paid"][holding.name],
            "promised": to_cent(holding.promised),
            "diluted_part": parts["diluted"][holding.name],
        }
        for holding in table.holdings
    ]
    columns = [
        Column("name", pgettext("capital", "Holder")),
        Column("subscribed", _("Subscribed"), "money", unit="万元", total=True),
        Column("subscribed_part", _("By subscription"), "number", unit="%", total=True, decimals=2),
        Column("paid", pgettext("capital", "Paid in"), "money", unit="万元", total=True),
        Column("paid_part", _("By payment"), "number", unit="%", total=True, decimals=2),
        Column("promised", _("Promised"), "money", unit="万元", total=True),
        Column("diluted_part", _("With promises"), "number", unit="%", total=True, decimals=2),
    ]
    return Table(
        _("Who holds what"),
        columns,
        rows,
        as_of=day.isoformat(),
        note=_("Promises stand outside the register. Shares add up to 100.00 by largest remainders."),
        name="holdings",
    )


def behind_table(ledger: EquityLedger, day: date) -> Table:
    """Return who stands behind the holders, each with all ways added."""
    table = cap_table(ledger, day)
    subscribed, paid = (_printed(look_through(ledger, table, basis)) for basis in ("subscribed", "paid"))
    rows = [
        {"name": name, "subscribed_part": part, "paid_part": paid.get(name, Decimal("0.00"))}
        for name, part in subscribed.items()
    ]
    columns = [
        Column("name", _("Behind the holders")),
        Column("subscribed_part", _("By subscription"), "number", unit="%", total=True, decimals=2),
        Column("paid_part", _("By payment"), "number", unit="%", total=True, decimals=2),
    ]
    return Table(_("Looked through"), columns, rows, as_of=day.isoformat(), name="behind")


def _printed(parts: dict[str, Fraction]) -> dict[str, Decimal]:
    if not any(parts.values()):
        return dict.fromkeys(parts, Decimal("0.00"))
    return dict(zip(parts, split(Decimal(100), list(parts.values())), strict=True))


def round_table(ledger: EquityLedger) -> Table:
    """Return the rounds: what was raised, what the whole was worth, and how much each holder was diluted."""
    rows: list[dict[str, Any]] = []
    for equity_round in equity_rounds(ledger):
        now = equity_round.table.printed("subscribed")
        before = equity_round.before.printed("subscribed") if equity_round.before is not None else {}
        for name in dict.fromkeys([*now, *before]):
            part = now.get(name, Decimal("0.00"))
            rows.append(
                {
                    "round": equity_round.name,
                    "on": equity_round.table.day,
                    "raised": _cent(equity_round.raised),
                    "post_money": _cent(equity_round.post_money),
                    "name": name,
                    "part": part,
                    "change": part - before.get(name, Decimal("0.00")),
                }
            )
    columns = [
        Column("round", _("Round")),
        Column("on", _("Day"), "date"),
        Column("raised", _("Raised"), "money", unit="万元"),
        Column("post_money", _("Post-money value"), "money", unit="万元"),
        Column("name", pgettext("capital", "Holder")),
        Column("part", _("By subscription"), "number", unit="%", decimals=2),
        Column("change", _("Change"), "number", unit=pgettext("share", "points"), decimals=2),
    ]
    return Table(_("Round by round"), columns, rows, name="rounds")


def _cent(value: Fraction | None) -> Decimal | None:
    return None if value is None else to_cent(value)


def movement_table(known: FirmLedger) -> Table:
    """Return the events, each opening its row of the register."""
    rows = [
        {
            "on": Cell(row.on, url=_row_url(row)),
            "kind": row.get_kind_display(),
            "holder": row.holder,
            "receiver": row.receiver,
            "amount": row.amount,
            "form": row.get_form_display() if row.kind == CapitalMovement.Kind.PAY else "",
            "price": row.price,
            "due_on": row.due_on,
            "round": row.round or row.promise,
        }
        for row in known.movements
    ]
    columns = [
        Column("on", _("Day"), "date"),
        Column("kind", _("Event")),
        Column("holder", pgettext("capital", "Holder")),
        Column("receiver", _("To")),
        Column("amount", _("Registered capital"), "money", unit="万元"),
        Column("form", pgettext("capital", "Form")),
        Column("price", pgettext("capital", "Price"), "money", unit="万元"),
        Column("due_on", _("To be paid by"), "date"),
        Column("round", _("Round or promise")),
    ]
    return Table(_("Events of the capital"), columns, rows, name="movements")


def _row_url(row: CapitalMovement) -> str:
    return reverse("registry:row", kwargs={"key": "capital", "pk": row.pk})


def holding_chart(ledger: EquityLedger, until: date) -> Chart | None:
    """Return the shares by subscription after each day on which they changed; None where they never did."""
    days = sorted({event.day for event in ledger.events if event.day <= until})
    tables = [table for table in cap_tables(ledger, days) if table.total("subscribed")]
    if not tables:
        return None
    printed = [table.printed("subscribed") for table in tables]
    latest = printed[-1]
    names = sorted(
        {name for parts in printed for name in parts}, key=lambda name: (-latest.get(name, 0), name)
    )
    drawn, others = names[:MOST_DRAWN], names[MOST_DRAWN:]
    series = [Series(name, [Point(parts.get(name, Decimal(0))) for parts in printed]) for name in drawn]
    if others:
        rest = [sum((parts.get(name, Decimal(0)) for name in others), Decimal(0)) for parts in printed]
        series.append(Series(_("Others"), rest, emphasis=False))
    return Chart(
        kind="stacked",
        title=_("Holdings over time, by subscription"),
        unit="%",
        categories=[table.day.isoformat() for table in tables],
        series=series,
        decimals=2,
    )
