"""The ledger of a firm's capital from the rows of the registers, with everything that is wrong with it.

A ledger that cannot be in all its parts is shown as far as it can be: an impossible event is passed over and said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from keqiao.engine.documents import Positions
from keqiao.engine.findings import Finding
from keqiao.engine.transfer import EQUITY_LEDGER, EquityLedger, equity_findings
from keqiao.language import message
from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import CapitalMovement, Firm, Shareholder
from keqiao.web.transfer.documents import LAW


@dataclass(frozen=True)
class FirmLedger:
    """A firm's ledger; None where the rows do not make one. ``members_fit``: those behind holders can be told."""

    firm: Firm
    ledger: EquityLedger | None
    movements: tuple[CapitalMovement, ...]
    findings: tuple[Finding, ...]
    members_fit: bool

    def checked(self, day: date) -> list[Finding]:
        """What is wrong with the ledger, and what the law asks of it on a day."""
        if self.ledger is None:
            return list(self.findings)
        return [*self.findings, *equity_findings(self.ledger, day, LAW.in_force())]

    @property
    def last_day(self) -> date | None:
        """The day of the last event."""
        return max((row.on for row in self.movements), default=None)


def movements_for(user: Actor) -> QuerySet[CapitalMovement]:
    """Return the current movements that a user may see."""
    rows: QuerySet[CapitalMovement] = CapitalMovement.objects.visible_to(user).current()
    return rows


def firms_with_capital(user: Actor) -> QuerySet[Firm]:
    """Return the firms whose capital a user may see; ``movements``, ``last_on``, ``holders``: counted current rows."""
    rows = movements_for(user)
    current = Q(capital_movements__withdrawn_at=None)
    firms: QuerySet[Firm] = Firm.objects.current().filter(pk__in=rows.order_by().values("firm"))
    return firms.select_related("organisation").annotate(
        movements=Count("capital_movements", filter=current, distinct=True),
        last_on=Max("capital_movements__on", filter=current),
        holders=Count(
            "shareholders",
            filter=Q(shareholders__withdrawn_at=None, shareholders__behind=""),
            distinct=True,
        ),
    )


def firm_of(user: Actor, pk: int) -> Firm:
    """Return a firm whose capital a user may see. Raises Http404."""
    firm = firms_with_capital(user).filter(pk=pk).first()
    if firm is None:
        raise Http404
    return firm


def ledger_of(user: Actor, firm: Firm) -> FirmLedger:
    """Return the ledger of a firm from the rows that a user may see."""
    movements = list(movements_for(user).filter(firm=firm).order_by("on", "pk"))
    holders = list(Shareholder.objects.visible_to(user).current().filter(firm=firm).order_by("pk"))
    data, unknown = ledger_data(firm, holders, movements)
    reading = EQUITY_LEDGER.read_data(data, Positions(file=str(firm), data=data))
    findings: list[Finding] = [
        Finding(
            "notice",
            message("“{name}” is not among the shareholders; taken as a person.", name=name),
            remedy=message("Add it to the register of shareholders: of the state's units more is asked."),
        )
        for name in unknown
    ]
    findings += [
        Finding(problem.severity, problem.message, remedy=problem.remedy) for problem in reading.findings
    ]
    circular = any(problem.check in {"ledger.members", "ledger.circle"} for problem in reading.findings)
    return FirmLedger(firm, reading.document, tuple(movements), tuple(findings), not circular)


def ledger_data(
    firm: Firm, holders: Iterable[Shareholder], movements: Iterable[CapitalMovement]
) -> tuple[dict[str, Any], list[str]]:
    """Return the plain data of a ledger, as its document holds them, and the names that are no shareholders."""
    rows = list(movements)
    named: dict[str, dict[str, Any]] = {}
    for row in holders:
        if not row.behind:
            named[row.name] = {
                "name": row.name,
                "kind": row.kind,
                "state_owned": row.state_owned,
                "position": row.position,
            }
    unknown = [
        name
        for movement in rows
        for name in (movement.holder, movement.receiver)
        if name and name not in named
    ]
    unknown = list(dict.fromkeys(unknown))
    named |= {name: {"name": name} for name in unknown}
    for row in holders:
        if row.behind:
            holder = named.setdefault(row.behind, {"name": row.behind})
            holder.setdefault("members", []).append({"name": row.name, "share": _plain(row.share)})
            named.setdefault(
                row.name,
                {
                    "name": row.name,
                    "kind": row.kind,
                    "state_owned": row.state_owned,
                    "position": row.position,
                },
            )
    first = min((row.on for row in rows), default=None)
    days = [day for day in (firm.founded_on, first) if day is not None]
    return {
        "name": str(firm)[:200],
        "founded": min(days) if days else date(1990, 1, 1),
        "holders": list(named.values()),
        "events": [_event(row) for row in rows],
    }, unknown


def _event(row: CapitalMovement) -> dict[str, Any]:
    event: dict[str, Any] = {"date": row.on, "kind": row.kind, "holder": row.holder, "form": row.form}
    given = {
        "amount": _plain(row.amount),
        "to": row.receiver,
        "due": row.due_on,
        "paid": _plain(row.paid),
        "price": _plain(row.price),
        "promise": row.promise,
        "round": row.round,
    }
    event |= {name: value for name, value in given.items() if value not in {None, ""}}
    valuation: dict[str, Any] = {
        name: value
        for name, value in (
            ("value", _plain(row.valuation)),
            ("report", row.report),
            ("pricing", row.pricing),
        )
        if value not in {None, ""}
    }
    if row.public_from is not None:
        valuation["publicity"] = {"from": row.public_from, "objection": row.objection} | (
            {"until": row.public_until} if row.public_until is not None else {}
        )
    return event | ({"valuation": valuation} if valuation else {})


def _plain(value: Decimal | None) -> Decimal | None:
    """An amount without the zeros that a database adds."""
    return None if value is None else Decimal(format(value.normalize(), "f"))
