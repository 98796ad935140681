"""The demonstration's capital of two firms, one of which took technology in kind, a fund, a joint laboratory, and a
distribution of income.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from django.utils import timezone

from keqiao.engine.transfer.legal_forms import forms_of
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import (
    CapitalMovement,
    ChangeSet,
    Firm,
    Fund,
    FundFlow,
    FundPartner,
    JointBody,
    JointEntry,
    JointParty,
    Platform,
    Shareholder,
)
from keqiao.web.transfer import services

NOTE = "演示数据"
"""Source of every row."""


def add_all() -> None:
    """Add what the room has of the demonstration."""
    add_capital()
    add_fund_and_laboratory()
    add_distributions()


def add_fund_and_laboratory() -> None:
    """Enter a fund with what it called, invested and is worth, and a joint laboratory of a platform and a firm."""
    officer = User.objects.get(username="officer")
    firm = Firm.objects.filter(local=True).select_related("organisation").order_by("pk").first()
    if firm is None:
        return
    platform = Platform.objects.select_related("organisation").get(code="P01")
    with change_set(
        officer, ChangeSet.Kind.EDIT, register="funds", reason="登记基金和联合实验室（演示数据）"
    ) as changes:
        for row in chain(_fund(platform, firm), _laboratory(platform, firm)):
            row.source = NOTE
            changes.save(row)


def _fund(platform: Platform, firm: Firm) -> Iterator[Any]:
    """A fund of fifty million, half paid in, one investment in the city; each row once the one it names is stored."""
    fund = Fund(
        name="示范科创天使基金（演示）",
        general_partner=platform.organisation,
        platform=platform,
        size=Decimal(50_000_000),
        founded_on=date(2022, 5, 10),
        ends_on=date(2030, 5, 9),
        reinvestment=Decimal("1.5"),
    )
    partners = (("city", platform.organisation, 20_000_000), ("industry", firm.organisation, 10_000_000))
    flows = (
        ("call", date(2022, 6, 1), 25_000_000, None),
        ("investment", date(2022, 9, 1), 8_000_000, firm),
        ("distribution", date(2024, 3, 1), 2_000_000, None),
        ("valuation", date(2024, 9, 30), 27_500_000, None),
    )
    yield fund
    for kind, organisation, amount in partners:
        yield FundPartner(fund=fund, organisation=organisation, kind=kind, committed=Decimal(amount))
    for kind, on, amount, of in flows:
        yield FundFlow(fund=fund, kind=kind, on=on, amount=Decimal(amount), firm=of)


def _laboratory(platform: Platform, firm: Firm) -> Iterator[Any]:
    """A joint laboratory with the items that its agreement has to hold; each row once the one it names is stored."""
    body = JointBody(
        name="固态电池联合实验室（演示）",
        kind="laboratory",
        platform=platform,
        number="LH-2023-01",
        signed_on=date(2023, 4, 18),
        ends_on=date(2027, 4, 17),
        organisation_form="设管理委员会，双方各派三人，主任由平台方担任。",
        tasks="平台方承担材料和工艺研究，企业方承担中试和验证。",
        funding="平台方投入设备，企业方每年投入经费200万元。",
        ownership="各自背景知识产权归各自所有，共同成果双方共有。",
        benefits="共有成果转让、许可所得按投入比例分配。",
        risks="研发失败的损失按投入比例分担。",
        breach="逾期投入的按日支付万分之三违约金。",
    )
    yield body
    yield JointParty(body=body, organisation=platform.organisation, part="lead")
    yield JointParty(body=body, organisation=firm.organisation, part="member", pledged=Decimal(8_000_000))
    yield JointEntry(
        body=body,
        organisation=firm.organisation,
        kind="money",
        title="2023年度经费",
        on=date(2023, 6, 30),
        amount=Decimal(2_000_000),
    )
    yield JointEntry(
        body=body,
        organisation=platform.organisation,
        kind="product",
        title="固态电解质膜连续成型工艺",
        on=date(2024, 8, 20),
    )


def add_distributions() -> None:
    """A licence whose income is shared: public some weeks ago, decided, its first payment made."""
    clerk, director = (User.objects.get(username=name) for name in ("clerk_01", "director_01"))
    platform = Platform.objects.select_related("organisation").get(code="P01")
    now = present()
    form = (forms_of(platform.organisation.usci or "") or ("state_institute",))[0]
    case = {
        "name": "宽温域电解质配方专利许可",
        "day": timezone.localdate(now - timedelta(days=90)),
        "mode": "licence",
        "unit": {
            "name": platform.organisation.name,
            "credit_code": platform.organisation.usci or "",
            "form": form,
        },
        "amount": Decimal(1_200_000),
        "costs": [{"name": "评估和代理费", "amount": Decimal(46_000)}],
        "terms": {"kind": "own_rule", "name": "成果转化奖励办法（演示）", "share": Decimal(70)},
        "contributors": [
            {"name": "陈一", "weight": Decimal(5), "main": True},
            {"name": "周二", "weight": Decimal(3), "main": True},
            {"name": "李三", "weight": Decimal(2)},
        ],
        "payments": [{"name": "首付", "share": Decimal(60)}, {"name": "尾款", "share": Decimal(40)}],
        "contract_registered": True,
    }
    with story_at(now - timedelta(days=80)):
        row = services.prepare(clerk, platform, case)
        services.publish(clerk, row.pk)
    with story_at(now - timedelta(days=20)):
        services.decide(director, row.pk)
        services.pay(clerk, row.pk, 0, timezone.localdate(now - timedelta(days=20)))
    with story_at(now - timedelta(days=2)):
        services.prepare(clerk, platform, case | {"name": "干法电极工艺专利转让", "mode": "transfer"})


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
