"""Needs and offers of the demonstration: invented ones from two tables, given to its firms and platforms.

Days are counted from the day the city is built, so that what is open is open when somebody looks.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.db.models import Max

from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit import services as audit
from keqiao.web.audit.clock import present, today
from keqiao.web.exchange.models import (
    ClosingReason,
    CooperationWay,
    Disclosure,
    LegalState,
    Need,
    NeedStep,
    NeedTarget,
    Offer,
    OfferStep,
    Posting,
    PostingKind,
    PostingSource,
    PostingState,
    PriceForm,
    Secrecy,
)
from keqiao.web.exchange.text_figures import read_need
from keqiao.web.registry.models import Cluster, Firm, Organisation, Platform, Region

WAN = 10_000
State = PostingState
_KINDS = {
    "技术": PostingKind.TECHNOLOGY,
    "项目": PostingKind.PROJECT,
    "资金": PostingKind.CAPITAL,
    "人才": PostingKind.TALENT,
    "设备": PostingKind.EQUIPMENT,
    "场景": PostingKind.SCENARIO,
    "服务": PostingKind.SERVICE,
}
_CLUSTERS = {
    "电池": "battery",
    "钠离子": "battery",
    "智能电网": "grid",
    "不锈钢": "steel",
    "智能装备": "equipment",
}
_PLATFORMS = {
    "电池": ("P01", "P04", "P09"),
    "钠离子": ("P01", "P04"),
    "智能电网": ("P10",),
    "不锈钢": ("P12",),
    "智能装备": ("P02", "P05"),
    "低空": ("P07",),
    "软件": ("P05", "P06"),
    "生物": ("P11",),
}
_BACKGROUND = (
    "公司主要为下游整机厂配套，近两年订单增长较快，现有工艺由老师傅按经验调整，批次之间差别明显。"
    "曾与一所高校做过小试，样品效果尚可，但放大后不稳定，没有继续。"
    "现场可提供试验线、样品和历史数据，由总工程师负责，希望先到现场看一次再谈方案。"
)
"""Real needs are five times as long as those of the tables: every third one tells more."""
_STATES = {
    6: State.SUBMITTED,
    16: State.SUBMITTED,
    9: State.DIAGNOSIS,
    19: State.DIAGNOSIS,
    23: State.REVIEW,
    27: State.EXPIRED,
    31: State.CLOSED,
    37: State.CLOSED,
}
"""By the number of the row; the others are open."""
_REASONS = {31: ClosingReason.ELSEWHERE, 37: ClosingReason.TOO_VAGUE}
_SOURCES = (
    PostingSource.OWNER,
    PostingSource.VISIT,
    PostingSource.SURVEY,
    PostingSource.VISIT,
    PostingSource.EVENT,
)
_DECIDERS = ("总工程师", "总经理", "技术副总", "研发部长")


@dataclass(frozen=True)
class ExchangePeople:
    """Who posts and who looks after it."""

    broker: User
    officer: User
    firm: User


def add_exchange() -> None:
    """Store the needs and the offers, and give the firm's account a firm."""
    by_name = {
        user.username: user for user in User.objects.filter(username__in=("broker", "officer", "firm"))
    }
    people = ExchangePeople(by_name["broker"], by_name["officer"], by_name["firm"])
    firms = list(
        Firm.objects.filter(withdrawn_at=None, local=True).select_related("organisation").order_by("pk")
    )
    own = firms[0]
    Firm.objects.filter(pk=own.pk).update(unit=Unit.objects.get(code="firm"))
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
    needs = [
        _need(number, row, clusters, people, (own if number in {1, 2, 6} else firms[number * 7 % len(firms)]))
        for number, row in enumerate(_rows("exchange_needs.csv"), 1)
    ]
    Need.objects.bulk_create(needs)
    _targets(needs)
    platforms = {platform.code: platform for platform in Platform.objects.select_related("organisation")}
    offers = [
        _offer(number, row, clusters, people, platforms)
        for number, row in enumerate(_rows("exchange_offers.csv"), 1)
    ]
    Offer.objects.bulk_create(offers)
    NeedStep.objects.bulk_create(NeedStep(need=row, **step) for row in needs for step in _steps(row))
    OfferStep.objects.bulk_create(OfferStep(offer=row, **step) for row in offers for step in _steps(row))
    audit.record(None, "demo.load", Region.objects.get(), {"needs": len(needs), "offers": len(offers)})


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("keqiao.demo").joinpath(name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def _common(
    number: int, row: dict[str, str], clusters: dict[str, Cluster], people: ExchangePeople
) -> dict[str, Any]:
    posted = present() - timedelta(days=3 + number * 5 % 150)
    return {
        "kind": _KINDS[row["kind"]],
        "title": row["title"],
        "cluster": clusters[_CLUSTERS.get(row["field"], "other")],
        "chain_node": row["field"],
        "broker": people.broker,
        "posted_at": posted,
        "changed_at": posted,
        "source": _SOURCES[number % len(_SOURCES)],
    }


def _placed(posting: Posting, state: str, posted: datetime, people: ExchangePeople) -> None:
    """Bring a row into a state, with what belongs to it."""
    posting.state = state
    if state == State.SUBMITTED:
        posting.broker = None
    if state in {State.OPEN, State.EXPIRED, State.CLOSED}:
        posting.published_at, posting.published_by = posted + timedelta(days=2), people.broker
        posting.expires_on = today() + timedelta(days=posting.days - (present() - posted).days)
    if state == State.EXPIRED:
        posting.expires_on = today() - timedelta(days=4)
    if state == State.CLOSED:
        posting.closed_at, posting.closed_by = present() - timedelta(days=1), people.broker
    posting.edition = {State.SUBMITTED: 1, State.DIAGNOSIS: 2}.get(State(state), 3)


def _code(model: type[Posting], year: int, number: int) -> str:
    """The number of a row, after those that the deals of an evaluated year have taken."""
    start = f"{model.letter}{year}-"
    taken = model.objects.filter(code__startswith=start).aggregate(last=Max("code"))["last"]
    return f"{start}{number + int((taken or start + '0').removeprefix(start)):04}"


def _need(
    number: int, row: dict[str, str], clusters: dict[str, Cluster], people: ExchangePeople, firm: Firm
) -> Need:
    common = _common(number, row, clusters, people)
    body = f"{row['body']}\n\n{_BACKGROUND}" if number % 3 == 0 else row["body"]
    trade = row["secrecy"] == "商业秘密"
    need = Need(
        code=_code(Need, common["posted_at"].year, number),
        body=body,
        organisation=firm.organisation,
        posted_by=people.firm if number in {1, 2, 6} else people.broker,
        secrecy=Secrecy.TRADE if trade else Secrecy.GENERAL,
        disclosure=Disclosure.ON_MATCH
        if trade
        else (Disclosure.ANONYMOUS if number % 4 == 0 else Disclosure.PUBLIC),
        budget_high=Decimal(row["budget_wan"]) * WAN if row["budget_wan"] else None,
        months=int(row["months"]) if row["months"] else None,
        contact="联系人一 0519-00000000",
        bottleneck=number == 23,
        **common,
    )
    _placed(need, _STATES.get(number, State.OPEN), common["posted_at"], people)
    need.closing_reason = _REASONS.get(number, "")
    if need.state not in {State.SUBMITTED, State.DIAGNOSIS} and number % 5:
        need.decider = _DECIDERS[number % len(_DECIDERS)]
        need.ways = [CooperationWay.JOINT, CooperationWay.COMMISSION][: 1 + number % 2]
        need.budget_open = need.budget_high is None
    return need


def _targets(needs: list[Need]) -> None:
    """The figures that the texts say, and the grades that follow; what is not measured yet says so."""
    rows = []
    for need in needs:
        if need.state in {State.SUBMITTED, State.DIAGNOSIS}:
            continue
        read = read_need(need.body)
        rows += [
            NeedTarget(
                need=need,
                quantity=stated.quantity[:60],
                before=stated.before or ("未达到" if stated.target else ""),
                comparison=stated.comparison,
                target=stated.target,
                unit=stated.unit[:20],
            )
            for stated in read.targets
        ]
    NeedTarget.objects.bulk_create(rows)
    for need in needs:
        need.save(update_fields=["grade"])


def _offer(
    number: int,
    row: dict[str, str],
    clusters: dict[str, Cluster],
    people: ExchangePeople,
    platforms: dict[str, Platform],
) -> Offer:
    common = _common(number, row, clusters, people)
    choices = _PLATFORMS.get(row["field"], ("P03",))
    patents = int(row["invention_patents"]) if row["invention_patents"] else None
    price = re.search(r"(\d{1,9})\s{0,4}万", row["price"])
    offer = Offer(
        code=_code(Offer, common["posted_at"].year, number),
        body=row["body"],
        organisation=_organisation(platforms[choices[number % len(choices)]]),
        posted_by=people.broker,
        trl=int(row["trl"]) if row["trl"] else None,
        patents=patents,
        legal_state=LegalState.GRANTED if patents else "",
        price_form=_price_form(row["price"]),
        price_low=Decimal(price[1]) * WAN if price else None,
        ways=_ways(row["mode"]),
        perpetual=row["kind"] in {"服务", "设备"},
        **common,
    )
    _placed(offer, State.DIAGNOSIS if number == 44 else State.OPEN, common["posted_at"], people)
    if offer.perpetual:
        offer.expires_on = None
    return offer


def _organisation(platform: Platform) -> Organisation:
    return platform.organisation


def _price_form(text: str) -> str:
    forms = {
        "入门费": PriceForm.ENTRY_FEE,
        "按": PriceForm.BY_USE,
        "免费": PriceForm.FREE,
        "股": PriceForm.EQUITY,
        "万": PriceForm.FIXED,
    }
    return next((form for word, form in forms.items() if word in text), PriceForm.NEGOTIABLE)


def _ways(mode: str) -> list[str]:
    words = {
        "许可": CooperationWay.LICENCE,
        "转让": CooperationWay.BUY,
        "供货": CooperationWay.BUY,
        "销售": CooperationWay.BUY,
        "合作": CooperationWay.JOINT,
        "联合": CooperationWay.JOINT,
        "服务": CooperationWay.COMMISSION,
        "开发": CooperationWay.COMMISSION,
        "入股": CooperationWay.EQUITY,
        "投资": CooperationWay.EQUITY,
        "设备使用": CooperationWay.EQUIPMENT_TIME,
        "柔性": CooperationWay.PERSON,
    }
    return list(dict.fromkeys(str(way) for word, way in words.items() if word in mode))


def _steps(row: Posting) -> Iterator[dict[str, Any]]:
    """The steps that led to where a row stands."""
    yield {"action": "post", "at": row.posted_at, "by": row.posted_by, "after": {"state": State.SUBMITTED}}
    if row.state == State.SUBMITTED:
        return
    taken = row.posted_at + timedelta(days=1)
    yield {
        "action": "take",
        "at": taken,
        "by": row.broker,
        "before": {"state": State.SUBMITTED},
        "after": {"state": State.DIAGNOSIS},
    }
    if row.published_at is not None:
        yield {
            "action": "publish",
            "at": row.published_at,
            "by": row.broker,
            "before": {"state": State.DIAGNOSIS},
            "after": {"state": State.OPEN},
        }
