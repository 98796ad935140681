"""Money for programs, read only: pools, what each platform gets from them, payments. Amounts in 元, to the cent.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.funding import selectors
from keqiao.web.funding.models import Payment, Pool, PoolStep, ProposalLine
from keqiao.web.funding.rights import VIEW
from keqiao.web.site.api_pages import (
    REFUSALS,
    PageQuery,
    PeriodText,
    PlatformQuery,
    page_of,
    page_schema,
    platform_code,
)

pools = Router(tags=["money"])
amounts = Router(tags=["money"])
payments = Router(tags=["money"])


class PoolOut(Schema):
    """A pool: money of one period; ``grading`` is the code of the grading it stands on, "" for a trial on a run."""

    code: str
    title: str
    period: str
    amount: Decimal
    source: str
    state: str
    grading: str
    run: str
    created_at: datetime
    decided_at: datetime | None


class AmountOut(Schema):
    """What a platform gets from a decided pool."""

    pool: str
    platform: str
    rank: int | None
    score: Decimal | None
    grade: str
    amount: Decimal
    decided_at: datetime | None


class PaymentOut(Schema):
    """Money paid out; a reversal has an amount below 0 and names the payment that it takes back."""

    id: int
    pool: str
    platform: str
    instalment: int
    amount: Decimal
    paid_on: date
    voucher: str
    reverses: int | None
    entered_at: datetime


class PoolQuery(PageQuery):
    """Which pools: of a period, in a state."""

    period: PeriodText = ""
    state: Literal["planning", "decided", "withdrawn"] | None = None


PoolPage, AmountPage, PaymentPage = page_schema(PoolOut), page_schema(AmountOut), page_schema(PaymentOut)


@pools.get("/", response={200: PoolPage, **REFUSALS}, operation_id="listPools")
def list_pools(request: SignedInRequest, query: Query[PoolQuery]) -> Any:
    """Pools of money, newest first."""
    require(request.user, VIEW)
    rows = selectors.pools(request.user)
    if query.period:
        rows = rows.filter(period=query.period)
    if query.state:
        rows = rows.filter(state=query.state)

    def changed(moment: datetime) -> Q:
        return Q(created_at__gte=moment) | Q(pk__in=PoolStep.objects.filter(at__gte=moment).values("pool"))

    return page_of(rows, query, _pool, changed)


def _pool(pool: Pool) -> dict[str, Any]:
    names = ("code", "title", "period", "amount", "source", "state", "created_at", "decided_at")
    return {name: getattr(pool, name) for name in names} | {
        "grading": pool.grading.code if pool.grading else "",
        "run": pool.run.code if pool.run else "",
    }


@amounts.get("/", response={200: AmountPage, **REFUSALS}, operation_id="listAmounts")
def list_amounts(request: SignedInRequest, query: Query[PlatformQuery]) -> Any:
    """What platforms get from decided pools, the latest decision first."""
    require(request.user, VIEW)
    rows = ProposalLine.objects.visible_to(request.user).filter(
        proposal__chosen_for__state=Pool.State.DECIDED
    )
    if query.platform:
        rows = rows.filter(platform__code=query.platform)
    rows = rows.select_related("platform", "proposal__chosen_for").order_by(
        "-proposal__chosen_for__decided_at", "rank", "platform__code", "pk"
    )
    return page_of(rows, query, _amount, lambda moment: Q(proposal__chosen_for__decided_at__gte=moment))


def _amount(line: ProposalLine) -> dict[str, Any]:
    pool = line.proposal.chosen_for
    return {
        "pool": pool.code,
        "platform": platform_code(line),
        "rank": line.rank,
        "score": line.score,
        "grade": line.grade_code,
        "amount": line.amount,
        "decided_at": pool.decided_at,
    }


@payments.get("/", response={200: PaymentPage, **REFUSALS}, operation_id="listPayments")
def list_payments(request: SignedInRequest, query: Query[PlatformQuery]) -> Any:
    """Payments and their reversals in the order in which they were entered."""
    require(request.user, VIEW)
    rows = Payment.objects.visible_to(request.user)
    if query.platform:
        rows = rows.filter(instalment__line__platform__code=query.platform)
    rows = rows.select_related("instalment__line__platform", "instalment__line__proposal__pool")
    return page_of(
        rows.order_by("entered_at", "pk"), query, _payment, lambda moment: Q(entered_at__gte=moment)
    )


def _payment(payment: Payment) -> dict[str, Any]:
    line = payment.instalment.line
    return {
        "id": payment.pk,
        "pool": line.proposal.pool.code,
        "platform": platform_code(line),
        "instalment": payment.instalment.number,
        "amount": payment.amount,
        "paid_on": payment.paid_on,
        "voucher": payment.voucher,
        "reverses": payment.reverses_id,
        "entered_at": payment.entered_at,
    }
