"""The demonstration's capital: a firm that took technology in kind, from its founding through two rounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from keqiao.web.accounts.models import User
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import CapitalMovement, ChangeSet, Firm, Platform, Shareholder

NOTE = "演示数据"
"""Source of every row."""


def add_capital() -> None:
    """Enter shareholders and events of two firms of the city."""
    officer = User.objects.get(username="officer")
    firms = list(Firm.objects.filter(local=True).order_by("pk")[:2])
    if len(firms) < 2:
        return
    institute = Platform.objects.select_related("organisation").get(code="P01").organisation.name
    with change_set(
        officer, ChangeSet.Kind.EDIT, register="capital", reason="登记企业股权（演示数据）"
    ) as changes:
        for row in (*_taken_in_kind(firms[0], institute), *_late(firms[1])):
            row.source = NOTE
            changes.save(row)


def _taken_in_kind(firm: Firm, institute: str) -> list[Any]:
    """Technology in kind of an institute of the state, a team behind a partnership, a fund, an option pool."""
    founded = date(2023, 3, 15)
    team, fund = "示范技术团队（有限合伙）", "溧阳科创天使基金"
    holders = [
        Shareholder(firm=firm, name=institute, kind="institution", state_owned=True),
        Shareholder(firm=firm, name=team, kind="partnership"),
        Shareholder(firm=firm, name=fund, kind="fund"),
        Shareholder(firm=firm, name="陈一", kind="person", behind=team, share=Decimal(60)),
        Shareholder(firm=firm, name="周二", kind="person", behind=team, share=Decimal(40)),
    ]

    def event(on: date, kind: str, holder: str, amount: int | None = None, **more: Any) -> CapitalMovement:
        capital = None if amount is None else Decimal(amount)
        return CapitalMovement(firm=firm, on=on, kind=kind, holder=holder, amount=capital, **more)

    return [
        *holders,
        event(founded, "subscribe", institute, 3_000_000, due_on=date(2023, 9, 30), round="设立"),
        event(founded, "subscribe", team, 7_000_000, due_on=date(2028, 3, 14), round="设立"),
        event(
            date(2023, 6, 20),
            "pay",
            institute,
            3_000_000,
            form="technology",
            valuation=Decimal(3_200_000),
            report="常评报字〔2023〕第088号（演示）",
            pricing="negotiated",
            public_from=date(2023, 5, 20),
            public_until=date(2023, 6, 5),
        ),
        event(date(2023, 4, 1), "pay", team, 2_000_000),
        event(date(2024, 2, 1), "promise", team, 1_000_000, promise="员工期权池"),
        event(
            date(2024, 9, 10),
            "subscribe",
            fund,
            2_500_000,
            price=Decimal(20_000_000),
            due_on=date(2024, 12, 31),
            round="天使轮",
        ),
        event(date(2024, 10, 8), "pay", fund, 2_500_000),
        event(date(2025, 6, 30), "transfer", institute, 500_000, receiver=fund, price=Decimal(6_000_000)),
    ]


def _late(firm: Firm) -> list[Any]:
    """A firm whose capital is overdue and whose technology was never valued."""
    founded = date(2024, 8, 1)
    return [
        Shareholder(firm=firm, name="李三", kind="person"),
        Shareholder(firm=firm, name="示范大学", kind="institution", state_owned=True),
        CapitalMovement(
            firm=firm,
            on=founded,
            kind="subscribe",
            holder="李三",
            amount=Decimal(6_000_000),
            due_on=date(2025, 6, 30),
        ),
        CapitalMovement(
            firm=firm,
            on=founded,
            kind="subscribe",
            holder="示范大学",
            amount=Decimal(4_000_000),
            due_on=date(2030, 12, 31),
        ),
        CapitalMovement(
            firm=firm,
            on=date(2024, 11, 1),
            kind="pay",
            holder="示范大学",
            amount=Decimal(4_000_000),
            form="technology",
        ),
    ]
