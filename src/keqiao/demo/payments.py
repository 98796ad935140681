"""Payments of the demonstration: the first instalment of the decided pool, one reversal, uses, a share for a team."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at, today
from keqiao.web.funding.models import Pool, ProposalLine
from keqiao.web.funding.payments.rules import rules_of
from keqiao.web.funding.payments.services import payments, planning, teams, uses
from keqiao.web.funding.payments.services.pool_locks import decided_on

UNPAID, SOON = 2, 2
"""So many platforms, the last by rank, wait for their first instalment; of the first ones the second is due soon."""
DOCUMENT = "示范财拨〔{year}〕12号（演示）"
USES = (
    ("research", Decimal("0.18"), "购置试验设备（演示）"),
    ("transfer", Decimal("0.07"), "中试服务费（演示）"),
    ("research", Decimal("0.11"), "试剂与耗材（演示）"),
)
"""Category, share of what was paid, purpose."""
USING = 5
WEIGHTS = (5, 4, 3, 3, 2, 2)


def add_payments() -> None:
    """Pay out, use and share the money of the demonstration's decided pool; without one do nothing."""
    pool = Pool.objects.filter(state=Pool.State.DECIDED).order_by("pk").first()
    if pool is None:
        return
    lines = list(
        ProposalLine.objects.filter(proposal=pool.chosen_id, amount__gt=0)
        .select_related("platform__unit", "proposal__rules", "proposal__pool")
        .prefetch_related("instalments")
        .order_by("rank", "platform__code")
    )
    if len(lines) <= UNPAID:
        return
    _terms(pool, lines)
    _pay(pool, lines[:-UNPAID])
    for line in lines[:USING]:
        _use(pool, line)
    _share(pool, lines[0])


def _day(pool: Pool, after: int) -> date:
    """So many days after the decision, but not in the future."""
    return min(decided_on(pool) + timedelta(days=after), today())


def _noon(day: date) -> datetime:
    """The moment at which something of that day is entered."""
    return datetime.combine(day, time(4), UTC)


def _terms(pool: Pool, lines: list[ProposalLine]) -> None:
    """The first instalment a month after the decision; the second is still to come, for two platforms soon."""
    first, day = decided_on(pool), today()
    coming = dict.fromkeys((line.pk for line in lines[:SOON]), day + timedelta(days=10))
    given = {}
    for line in lines:
        for instalment in line.instalments.all():
            later = instalment.number > 1
            given[instalment.pk] = planning.InstalmentTerms(
                coming.get(line.pk, day + timedelta(days=90)) if later else first + timedelta(days=30),
                "年度考核合格后拨付（演示）" if later else "",
            )
    with story_at(_noon(_day(pool, 1))):
        planning.set_terms(User.objects.get(username="officer"), pool.pk, given)


def _pay(pool: Pool, lines: list[ProposalLine]) -> None:
    finance, day = User.objects.get(username="finance"), _day(pool, 20)
    document = DOCUMENT.format(year=day.year)
    entries = []
    for number, line in enumerate(lines, start=1):
        instalment = line.instalments.all()[0]
        # The third one was first entered with half of the amount.
        amount = instalment.amount if number != 3 else (instalment.amount / 2).quantize(Decimal(1))
        entries.append(payments.Paid(instalment.pk, amount, day, f"财支-{number:04}", document))
    with story_at(_noon(day)):
        wrong = payments.pay(finance, pool.pk, entries)[2]
    day = _day(pool, 21)
    with story_at(_noon(day)):
        payments.reverse_payment(finance, pool.pk, wrong.pk, "金额录入有误，应为首期全额（演示）")
        whole = wrong.instalment.amount
        payments.pay(
            finance, pool.pk, [payments.Paid(wrong.instalment_id, whole, day, wrong.voucher, document)]
        )


def _use(pool: Pool, line: ProposalLine) -> None:
    clerk = User.objects.filter(unit=line.platform.unit, username__startswith="clerk_").first()
    if clerk is None:
        return
    known = {use.code for use in rules_of(line).uses if use.allowed}
    paid = line.instalments.all()[0].amount
    for number, (category, part, purpose) in enumerate(USES, start=1):
        code = category if category in known else next(iter(sorted(known)), "")
        amount = (paid * part).quantize(Decimal(1))
        if amount > 0:
            day = _day(pool, 30 + 15 * number)
            used = uses.Used(code, amount, day, purpose, f"记-{number:03}")
            with story_at(_noon(day)):
                uses.report_use(clerk, line.pk, used)


def _share(pool: Pool, line: ProposalLine) -> None:
    unit, rules = line.platform.unit, rules_of(line)
    clerk = User.objects.filter(unit=unit, username__startswith="clerk_").first()
    director = User.objects.filter(unit=unit, username__startswith="director_").first()
    day = _day(pool, 120)
    people = teams.team_of(line, day)[: len(WEIGHTS)]
    if rules.team is None or clerk is None or director is None or len(people) < len(WEIGHTS):
        return
    weights = {person.pk: Decimal(weight) for person, weight in zip(people, WEIGHTS, strict=True)}
    amount = (line.instalments.all()[0].amount * rules.team.share / 2).quantize(Decimal(1))
    with story_at(_noon(day)):
        share = teams.propose(clerk, line.pk, weights, amount, day, "年度创新贡献（演示）")
    with story_at(_noon(_day(pool, 123))):
        teams.confirm(director, line.pk, share.pk)
