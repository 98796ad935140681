"""Funds and joint bodies as the pages of their rows show them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.transfer.fund_multiples import METHOD
from keqiao.web.site.foreign_files import language
from keqiao.web.site.numbers import number
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.tables import Column, Table
from keqiao.web.transfer.funds import FundReading, JointReading

NOTHING = "—"


def fund_facts(known: FundReading) -> list[tuple[str, str]]:
    """Return what a fund is and gave: sizes, multiples, the rate with its method, local investment."""
    multiples = known.multiples
    rate = NOTHING if multiples.rate is None else f"{multiples.rate * 100:.2f}%"
    why = "" if multiples.why is None else multiples.why.in_language(language())
    facts = [
        (_("General partner"), str(known.fund.general_partner)),
        (_("Target size"), _wan(known.fund.size)),
        (_("Committed by limited partners"), _wan(known.committed)),
        (pgettext("fund", "Paid in"), _wan(multiples.paid_in)),
        (pgettext("fund", "Paid out to partners"), _wan(multiples.distributed)),
        (_("Net assets"), _net_assets(known)),
        (_("Invested in firms"), _wan(known.invested)),
        (_("Received on exits"), _wan(known.received)),
        ("DPI", _times(multiples.dpi)),
        ("RVPI", _times(multiples.rvpi)),
        ("TVPI", _times(multiples.tvpi)),
        ("IRR", f"{rate} {why}".strip()),
        (_("How the rate is computed"), METHOD.in_language(language())),
        (_("Invested in firms of the city"), _wan(known.local)),
    ]
    if known.local_asked is not None:
        share = NOTHING if known.local_share is None else f"{number(_decimal(known.local_share * 100), 2)}%"
        words = _("%(asked)s; reached %(share)s") % {"asked": _wan(known.local_asked), "share": share}
        facts.append((_("Local investment asked for"), words))
    return facts


def _net_assets(known: FundReading) -> str:
    if known.valued_on is None:
        return _("never told; counted as 0")
    return bracketed(_wan(known.multiples.net_assets), known.valued_on.isoformat())


def partner_table(known: FundReading) -> Table:
    """Return the limited partners with what they promised and paid in."""
    paid: dict[int | None, Decimal] = {}
    for flow in known.flows:
        if flow.kind == flow.Kind.CALL:
            paid[flow.partner_id] = paid.get(flow.partner_id, Decimal(0)) + flow.amount
    rows: list[dict[str, Any]] = [
        {
            "partner": str(partner.organisation),
            "kind": partner.get_kind_display(),
            "committed": partner.committed,
            "paid": paid.pop(partner.organisation_id, Decimal(0)),
        }
        for partner in known.partners
    ]
    rest = sum(paid.values(), Decimal(0))
    if rest:
        rows.append({"partner": _("not told by whom"), "kind": "", "committed": None, "paid": rest})
    columns = [
        Column("partner", _("Limited partner")),
        Column("kind", _("Kind of money")),
        Column("committed", _("Committed"), "money", unit="万元", total=True),
        Column("paid", pgettext("fund", "Paid in"), "money", unit="万元", total=True),
    ]
    return Table(_("Limited partners"), columns, rows, name="partners")


def holding_table(known: FundReading) -> Table:
    """Return the firms that a fund invested in, with what came back."""
    lines: dict[int, dict[str, Any]] = {}
    for flow in known.flows:
        if flow.firm is None or flow.kind not in {flow.Kind.INVESTMENT, flow.Kind.EXIT}:
            continue
        line = lines.setdefault(
            flow.firm.pk,
            {
                "firm": str(flow.firm),
                "local": _("yes") if flow.firm.local else _("no"),
                "invested": Decimal(0),
                "received": Decimal(0),
            },
        )
        line["invested" if flow.kind == flow.Kind.INVESTMENT else "received"] += flow.amount
    columns = [
        Column("firm", _("Firm")),
        Column("local", _("In the city")),
        Column("invested", _("Invested"), "money", unit="万元", total=True),
        Column("received", _("Came back"), "money", unit="万元", total=True),
    ]
    return Table(_("Investments"), columns, list(lines.values()), name="investments")


def party_table(known: JointReading) -> Table:
    """Return the parties with what they pledged and put in."""
    rows = [
        {
            "party": str(line.party.organisation),
            "part": line.party.get_part_display(),
            "pledged": line.party.pledged,
            "put_in": line.put_in,
        }
        for line in known.parties
    ]
    columns = [
        Column("party", pgettext("joint", "Party")),
        Column("part", pgettext("joint", "Part")),
        Column("pledged", _("Pledged"), "money", unit="万元", total=True),
        Column("put_in", _("Put in"), "money", unit="万元", total=True),
    ]
    return Table(pgettext("joint", "Parties"), columns, rows, name="parties")


def entry_table(known: JointReading, *, outputs: bool) -> Table:
    """Return the contributions or the outputs."""
    entries = known.outputs if outputs else known.contributions
    rows = [
        {
            "on": entry.on,
            "kind": entry.get_kind_display(),
            "title": entry.title,
            "by": str(entry.organisation or ""),
            "amount": entry.amount,
        }
        for entry in entries
    ]
    columns = [
        Column("on", _("Day"), "date"),
        Column("kind", pgettext("joint", "Kind")),
        Column("title", pgettext("joint", "What")),
        Column("by", _("By or for")),
        Column("amount", pgettext("joint", "Amount"), "money", unit="万元", total=True),
    ]
    title, name = (
        (pgettext("joint", "Outputs"), "outputs") if outputs else (_("Contributions"), "contributions")
    )
    return Table(title, columns, rows, name=name)


def _times(value: Fraction | None) -> str:
    return NOTHING if value is None else _("%(times)s times") % {"times": number(_decimal(value), 2)}


def _decimal(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _wan(amount: Decimal) -> str:
    return _("%(amount)s 10k yuan") % {"amount": number(amount / 10_000, 2)}
