"""The demonstration's deals of the evaluated years, so many and so rated that what the scheme asks of needs, firms
served and their satisfaction comes out of them exactly as the ledger has it.

Every need that a platform accepted is a deal of its quarter; the fulfilled ones go the whole way within it, as
registered contracts where the register has such ones. Firms served without a need of theirs come by an offer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from keqiao.web.accounts.models import User
from keqiao.web.deals import models as deals
from keqiao.web.deals.models import Deal, DealSide, DealState, Turn
from keqiao.web.exchange.models import ClosingReason, Disclosure, Need, Offer, PostingState
from keqiao.web.registry import models as registry

from .calendar import YEARS, end_of, quarters, start_of
from .ledger import current_figures
from .plan import PLANS, PlatformPlan
from .registers import moment
from .rows import City

DERIVED = ("needs_accepted", "needs_fulfilled", "firms_served", "service_satisfaction")
"""Measures of the ledger that are no facts: the system computes them from these deals."""
SEED = 20240523
NO_WAY = ("price", "maturity", "not_fitting", "approval", "budget", "elsewhere", "contact")
TOPICS = ("工艺改进", "在线检测", "材料替代", "能耗优化", "寿命测试", "结构轻量化", "数字化改造", "样机试制")


@dataclass
class DealDraft:
    """A deal with what belongs to it, before it has keys."""

    deal: Deal
    need: Need | None
    steps: list[tuple[datetime, str, User | None, dict[str, str]]] = field(default_factory=list)
    answered: list[tuple[DealSide, datetime]] = field(default_factory=list)
    payments: list[tuple[date, Decimal | None, Any]] = field(default_factory=list)
    rating: tuple[datetime, Decimal] | None = None


class DealStory:
    """Writes the deals of a city, platform by platform and year by year."""

    def __init__(
        self, city: City, contracts: dict[str, registry.TechContract], people: dict[str, User]
    ) -> None:
        self.random = Random(SEED)  # noqa: S311 - a seeded story, no secret
        self.figures = current_figures(city)
        self.people, self.broker = people, people["broker"]
        self.platforms = {row.code: row for row in registry.Platform.objects.select_related("organisation")}
        self.firms = list(
            registry.Firm.objects.filter(local=True).select_related("organisation").order_by("pk")
        )
        self.drafts: list[DealDraft] = []
        self.counts: dict[tuple[str, int], int] = defaultdict(int)
        self.offers: dict[str, Offer] = {}
        self.registered: dict[tuple[str, str], list[registry.TechContract]] = defaultdict(list)
        self.receipts: dict[int, list[registry.ContractReceipt]] = defaultdict(list)
        self._contracts(contracts)

    def _contracts(self, contracts: dict[str, registry.TechContract]) -> None:
        """Contracts with local firms by platform and quarter, whose first money came in the same quarter."""
        for receipt in registry.ContractReceipt.objects.order_by("contract", "received_on", "pk"):
            self.receipts[receipt.contract_id].append(receipt)
        for number in sorted(contracts):
            row = contracts[number]
            receipts = self.receipts[row.pk]
            day = row.registered_on
            if not row.buyer_local or not receipts or day is None or row.buyer_id not in self.known(day.year):
                continue
            first, quarter = receipts[0].received_on, f"{day.year}Q{(day.month + 2) // 3}"
            if start_of(quarter) + timedelta(days=14) <= first <= end_of(quarter):
                self.registered[row.platform.code, quarter].append(row)

    def value(self, code: str, measure: str, period: str) -> Decimal | None:
        """What the ledger has for a period."""
        rows = self.figures.get((code, measure), [])
        return next((row.value for row in rows if row.period == period), None)

    def tell(self) -> None:
        """Write everything."""
        for plan in PLANS:
            self.offers[plan.code] = self._offer(plan)
        Offer.objects.bulk_create(self.offers.values())
        for plan in PLANS:
            for year in YEARS:
                self._year(plan, year)
        self._store()

    def _offer(self, plan: PlatformPlan) -> Offer:
        opened = moment(max(plan.opened, date(YEARS[0], 1, 4)))
        return Offer(
            code=f"O{YEARS[0]}-{plan.code[1:]:0>4}",
            kind="service",
            organisation=self.platforms[plan.code].organisation,
            title=plan.market[:60],
            body=f"{plan.name}面向本市企业提供：{plan.market}。研究基础：{plan.research}。",
            disclosure=Disclosure.PUBLIC,
            state=PostingState.OPEN,
            perpetual=True,
            broker=self.broker,
            posted_by=self.people[f"director_{plan.code[1:]}"],
            posted_at=opened,
            published_by=self.broker,
            published_at=opened,
            changed_at=opened,
        )

    def _year(self, plan: PlatformPlan, year: int) -> None:
        """The deals of a platform in a year."""
        open_quarters = [quarter for quarter in quarters(year, year) if end_of(quarter) >= plan.opened]
        served = int(self.value(plan.code, "firms_served", str(year)) or 0)
        bought = [row for quarter in open_quarters for row in self.registered[plan.code, quarter]]
        pool = self._pool(year, served, [row.buyer_id for row in bought])
        turns = iter(self._rounds(pool))
        wins: list[DealDraft] = []
        met: set[int] = set()
        for quarter in open_quarters:
            accepted = int(self.value(plan.code, "needs_accepted", quarter) or 0)
            fulfilled = int(self.value(plan.code, "needs_fulfilled", quarter) or 0)
            contracts = [row for row in self.registered[plan.code, quarter] if row.buyer_id in pool]
            for number in range(accepted):
                contract = contracts.pop(0) if number < fulfilled and contracts else None
                if number < fulfilled:
                    buyer = contract.buyer_id if contract else next(turns)
                    wins.append(self._won(plan, quarter, buyer, contract, number))
                    met.add(buyer)
                else:
                    self._lost(plan, quarter, number)
        for number, buyer in enumerate(sorted(pool - met)):
            quarter = open_quarters[number % len(open_quarters)]
            wins.append(self._won(plan, quarter, buyer, None, number, by_offer=True))
        self._rate(wins, self.value(plan.code, "service_satisfaction", str(year)))

    def known(self, year: int) -> list[int]:
        """The organisations of the firms that were in the register when a year began."""
        first = moment(date(year, 1, 1), 0)
        return [firm.organisation_id for firm in self.firms if firm.recorded_at < first]

    def _pool(self, year: int, served: int, buyers: list[int]) -> set[int]:
        """The organisations served in a year: those of contracts first, then others."""
        pool = list(dict.fromkeys(buyers))[:served]
        others = [buyer for buyer in self.known(year) if buyer not in set(pool)]
        return {*pool, *self.random.sample(others, served - len(pool))}

    def _rounds(self, pool: set[int]) -> Iterator[int]:
        while True:
            order = sorted(pool)
            self.random.shuffle(order)
            yield from order

    def _draft(
        self, plan: PlatformPlan, quarter: str, buyer: int, number: int, *, by_offer: bool = False
    ) -> tuple[DealDraft, date]:
        """A deal with both consents, in the first days of a quarter."""
        begins = max(start_of(quarter), plan.opened) + timedelta(days=number % 5)
        year = begins.year
        self.counts["D", year] += 1
        opened = moment(begins, 1)
        need = None if by_offer else self._need(plan, buyer, begins)
        deal = Deal(
            code=f"D{year}-{self.counts['D', year]:04d}",
            offer=self.offers[plan.code] if by_offer else None,
            demand_id=buyer,
            supply=self.platforms[plan.code].organisation,
            supply_unit=self.platforms[plan.code].unit,
            channel="found"
            if by_offer
            else self.random.choice(("recommended", "recommended", "visit", "event")),
            broker=self.broker,
            opened_by=self.broker,
            opened_at=opened,
            moved_at=opened,
        )
        draft = DealDraft(deal, need)
        self._step(draft, opened, "recommend", self.broker, DealState.PROPOSED)
        director = self.people[f"director_{plan.code[1:]}"]
        for at, (side, user) in enumerate(((DealSide.DEMAND, self.broker), (DealSide.SUPPLY, director))):
            answered = opened + timedelta(days=1, hours=at)
            draft.answered.append((side, answered))
            self._step(draft, answered, "agree" if at else "answer", user, DealState.AGREED if at else "")
        deal.agreed_at = draft.answered[-1][1]
        self.drafts.append(draft)
        return draft, begins

    def _need(self, plan: PlatformPlan, buyer: int, day: date) -> Need:
        self.counts["N", day.year] += 1
        at = moment(day, 0)
        return Need(
            code=f"N{day.year}-{self.counts['N', day.year]:04d}",
            kind="technology",
            organisation_id=buyer,
            title=f"{self.random.choice(plan.market.replace('和', '、').split('、'))[:40]}{self.random.choice(TOPICS)}",
            body="企业走访中提出，细节由技术经理人补充。",
            disclosure=Disclosure.ANONYMOUS,
            source="visit",
            state=PostingState.CLOSED,
            closing_reason=ClosingReason.MATCHED,
            broker=self.broker,
            posted_by=self.broker,
            posted_at=at,
            published_by=self.broker,
            published_at=at,
            changed_at=at,
            closed_at=at,
        )

    def _won(
        self,
        plan: PlatformPlan,
        quarter: str,
        buyer: int,
        contract: registry.TechContract | None,
        number: int,
        *,
        by_offer: bool = False,
    ) -> DealDraft:
        """A deal that went the whole way within its quarter, or, by an offer, a service that was rendered."""
        draft, begins = self._draft(plan, quarter, buyer, number, by_offer=by_offer)
        deal, last = draft.deal, end_of(quarter)
        span = (last - begins).days
        days = [begins + timedelta(days=max(2, span * part // 100)) for part in (10, 20, 35, 45)]
        director = self.people[f"director_{plan.code[1:]}"]
        steps = (
            ("appoint", self.broker, DealState.APPOINTED),
            ("keep_minutes", self.broker, DealState.MET),
            ("quote", director, DealState.QUOTED),
            ("sign", director, DealState.SIGNED),
        )
        for day, (action, user, state) in zip(days, steps, strict=True):
            self._step(draft, moment(day, 2), action, user, state)
        deal.meeting_at, deal.meeting_place = moment(days[1], 1), f"{plan.short}会议室"
        deal.minutes = "双方确认指标和进度，供方两周内提交方案。"
        deal.signed_on, deal.contract = days[3], contract
        paid = begins + timedelta(days=max(3, span * 60 // 100))
        amount = Decimal(self.random.randint(20, 180)) * 1000
        if contract is None:
            deal.contract_kind, deal.contract_title = "service", f"{plan.short}技术服务"
            deal.contract_amount = deal.quote_amount = amount
            draft.payments.append((paid, amount, None))
        else:
            deal.contract_kind, deal.signed_on = contract.kind, contract.signed_on
            deal.quote_amount = contract.amount
            draft.payments += [(row.received_on, None, row) for row in self.receipts[contract.pk]]
            paid = draft.payments[0][0]
            self._step(draft, moment(days[3], 4), "register", director, "")
        deal.quote_words = "按需求书全部内容，含税。"
        self._step(draft, moment(paid, 3), "receive", director, DealState.PAID)
        return draft

    def _lost(self, plan: PlatformPlan, quarter: str, number: int) -> None:
        """A need that was accepted and came to nothing."""
        buyer = self.random.choice(self.known(int(quarter[:4])))
        draft, begins = self._draft(plan, quarter, buyer, number)
        deal = draft.deal
        at = moment(min(begins + timedelta(days=31), end_of(quarter)), 5)
        deal.lapsed_from = ""
        if self.random.random() < 0.25:
            deal.lapsed_from = DealState.AGREED
            self._step(draft, at, "lapse", None, DealState.LAPSED)
        else:
            deal.closing_reason = self.random.choice(NO_WAY)
            deal.closed_by, deal.closed_at = self.broker, at
            self._step(draft, at, "close", self.broker, DealState.CLOSED)

    def _step(self, draft: DealDraft, at: datetime, action: str, by: User | None, state: str) -> None:
        before = draft.deal.state if draft.steps else ""
        draft.steps.append((at, action, by, {"before": before, "after": state}))
        if state:
            draft.deal.state, draft.deal.moved_at = DealState(state), at

    def _rate(self, wins: list[DealDraft], mean: Decimal | None) -> None:
        """Ratings whose mean is exactly that of the survey; none where it had no result."""
        if mean is None or not wins:
            return
        spread = [Decimal(self.random.randint(-40, 40)) / 10 for _draft in wins[1::2]]
        around = [step for offset in spread for step in (offset, -offset)]
        offsets = (around if len(wins) % 2 == 0 else [Decimal(0), *around])[: len(wins)]
        for draft, offset in zip(wins, offsets, strict=True):
            at = max(draft.steps[-1][0], draft.deal.moved_at) + timedelta(hours=2)
            draft.rating = (at, min(Decimal(100), mean + offset))
            self._step(draft, at, "rate", self.broker, DealState.RATED)
        short = mean * len(wins) - sum((d.rating[1] for d in wins if d.rating), Decimal(0))
        for draft in wins:  # what was cut off at 100 is put where there is room
            if short <= 0 or draft.rating is None:
                break
            room = min(short, Decimal(100) - draft.rating[1])
            draft.rating, short = (draft.rating[0], draft.rating[1] + room), short - room

    def _store(self) -> None:
        """Store everything in bulk, needs before deals before what belongs to them."""
        Need.objects.bulk_create([draft.need for draft in self.drafts if draft.need], batch_size=500)
        for draft in self.drafts:
            draft.deal.need = draft.need
            draft.deal.turn = Turn.BROKER if draft.deal.state == DealState.LAPSED else Turn.NOBODY
        Deal.objects.bulk_create([draft.deal for draft in self.drafts], batch_size=500)
        answers, payments, ratings, steps = [], [], [], []
        for draft in self.drafts:
            deal = draft.deal
            steps += [
                deals.DealStep(
                    deal=deal,
                    action=action,
                    at=at,
                    by=by,
                    before={"state": states["before"]} if states["after"] and states["before"] else {},
                    after={"state": states["after"]} if states["after"] else {},
                )
                for at, action, by, states in draft.steps
            ]
            for side, at in draft.answered:
                who = "本市制造企业" if side is DealSide.DEMAND else "本市科创平台"
                answers.append(
                    deals.DealAnswer(
                        deal=deal,
                        side=side,
                        way="commission",
                        missing="检测与研发条件",
                        about=who,
                        by=deal.broker,
                        at=at,
                    )
                )
            payments += [
                deals.DealPayment(
                    deal=deal,
                    received_on=day,
                    amount=amount,
                    receipt=receipt,
                    by=deal.broker,
                    at=moment(day, 3),
                )
                for day, amount, receipt in draft.payments
            ]
            if draft.rating is not None:
                at, points = draft.rating
                ratings.append(
                    deals.DealRating(deal=deal, side=DealSide.DEMAND, points=points, by=deal.broker, at=at)
                )
        deals.DealStep.objects.bulk_create(steps, batch_size=500)
        deals.DealAnswer.objects.bulk_create(answers, batch_size=500)
        deals.DealPayment.objects.bulk_create(payments, batch_size=500)
        deals.DealRating.objects.bulk_create(ratings, batch_size=500)


def add_deals(city: City, contracts: dict[str, registry.TechContract], people: dict[str, User]) -> int:
    """Write the deals; returns how many."""
    story = DealStory(city, contracts, people)
    story.tell()
    return len(story.drafts)
