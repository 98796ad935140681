"""What the law asks of capital, event by event: terms of payment, contributions in kind, state owners, leaders."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from keqiao.engine.findings import Finding
from keqiao.engine.transfer.equity_ledger import CapitalEvent, EquityLedger
from keqiao.engine.transfer.holdings import cap_table
from keqiao.engine.transfer.law import Topic, TransferLaw, packaged_law
from keqiao.engine.transfer.look_through import look_through
from keqiao.engine.transfer.publicity import period_of_publicity
from keqiao.language import Bilingual, Message, message
from keqiao.money import digits


def equity_findings(ledger: EquityLedger, day: date, law: TransferLaw | None = None) -> list[Finding]:
    """What is worth a second look in the events up to ``day``, and what is due and unpaid on it."""
    law = law or packaged_law()
    events = [event for _at, event in ledger.in_order() if event.day <= day]
    findings: list[Finding] = []
    for event in events:
        if event.kind in {"subscribe", "convert"} and ledger.limited:
            findings += _term(ledger, event, law)
        if event.kind == "pay" and event.form != "cash":
            findings += _in_kind(ledger, event, law)
    findings += _overdue(ledger, day, law)
    findings += _leaders(ledger, day, law)
    return findings


def _term(ledger: EquityLedger, event: CapitalEvent, law: TransferLaw) -> Iterator[Finding]:
    provision = law.in_force("capital_term", event.day)
    if provision is None:
        return
    years = provision.count("years")
    latest = provision.latest if years is None else years_after(event.day, years)
    where = {"name": event.holder, "day": event.day.isoformat(), "article": provision.cited}
    if event.due is None and latest is not None:
        yield Finding(
            "notice",
            message("{name}, {day}: no day is set by which the capital is paid ({article}).", **where),
            remedy=message("Write `due`, {latest} at the latest.", latest=latest.isoformat()),
        )
    elif event.due is not None and latest is not None and event.due > latest:
        yield Finding(
            "warning",
            message(
                "{name}, {day}: the capital is due on {due}, later than {article} allows ({latest}).",
                due=event.due.isoformat(),
                latest=latest.isoformat(),
                **where,
            ),
            remedy=message("Shorten the term in the articles of association."),
        )


def _in_kind(ledger: EquityLedger, event: CapitalEvent, law: TransferLaw) -> Iterator[Finding]:
    where = {"name": event.holder, "day": event.day.isoformat()}
    valuation = event.valuation
    if valuation is None or valuation.value is None:
        yield Finding(
            "warning",
            message(
                "{name}, {day}: capital in kind without a valuation ({article}).",
                article=_article(law, "capital_in_kind", event.day),
                **where,
            ),
            remedy=message("Have it valued, and write value and report."),
        )
    elif valuation.value < (event.amount or 0):
        yield Finding(
            "warning",
            message(
                "{name}, {day}: valued at {value} yuan, taken as {amount} yuan; the difference is owed ({article}).",
                value=digits(valuation.value, least=2),
                amount=digits(event.amount or Fraction(0), least=2),
                article=_article(law, "overvalued", event.day),
                **where,
            ),
            remedy=message("Pay the difference, or correct the value."),
        )
    if not ledger.holder(event.holder).state_owned:
        return
    provision = law.in_force("price_publicity", event.day)
    if valuation is None or not (valuation.report or valuation.pricing):
        yield Finding(
            "warning",
            message("{name}, {day}: a state-owned unit; the basis of the valuation is missing.", **where),
            remedy=message("Write the report, or how the price was made (`pricing`)."),
        )
    elif valuation.pricing in {None, "negotiated"} and provision is not None:
        name = message("{name}, {day}: name and price", **where)
        finding = period_of_publicity(name, provision, valuation.publicity).finding
        if finding is not None:
            yield finding


def _overdue(ledger: EquityLedger, day: date, law: TransferLaw) -> Iterator[Finding]:
    for holding in cap_table(ledger, day).holdings:
        late = sum(
            (unpaid.amount for unpaid in holding.unpaid if unpaid.due is not None and unpaid.due < day),
            Fraction(0),
        )
        if late:
            yield Finding(
                "warning",
                message(
                    "{name}: {amount} yuan were due before {day} and are not paid ({article}).",
                    name=holding.name,
                    amount=digits(late, least=2, most=2),
                    day=day.isoformat(),
                    article=_article(law, "late_payment", day),
                ),
                remedy=message("Pay them; whoever pays late answers for the damage."),
            )


def _leaders(ledger: EquityLedger, day: date, law: TransferLaw) -> Iterator[Finding]:
    provision = law.in_force("leaders_shares", day)
    if provision is None:
        return
    table = cap_table(ledger, day)
    holding = {subscriber.name for subscriber in table.holdings if subscriber.subscribed}
    holding |= {name for name, part in look_through(ledger, table, "subscribed").items() if part}
    for holder in ledger.holders:
        if holder.position == "head" and holder.name in holding:
            yield Finding(
                "warning",
                message(
                    "{name} heads a state unit and holds shares; as a rule heads get none ({article}).",
                    name=holder.name,
                    article=provision.cited,
                ),
                remedy=message("Check whether the shares are a reward for a result, and who decided."),
            )


def _article(law: TransferLaw, topic: Topic, day: date) -> Message | Bilingual | str:
    provision = law.in_force(topic, day)
    return "—" if provision is None else provision.cited


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the 28th."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
