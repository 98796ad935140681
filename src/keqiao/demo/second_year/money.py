"""Money of the second year: what one pool leaves goes into the next, instalments fall due, a year is shared out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from keqiao.web.audit.clock import story_at
from keqiao.web.funding.figures.written_figures import WrittenFigure
from keqiao.web.funding.models import Pool, RulesVersion
from keqiao.web.funding.payments.services import payments, planning
from keqiao.web.funding.services import decision, pools, proposals, sensitivity
from keqiao.web.grading.models import Grading
from keqiao.web.grading.selectors import in_effect

from ..funding import BASE, BASE_REASON, WAN
from .people import on, user

AMOUNT = Decimal(2000 * WAN)


def carry_the_pool_over() -> None:
    """The pool of 2024 is the year's money and what that of 2023 left; the first instalments of it and the second ones
    of the earlier pool are paid.
    """
    earlier = Pool.objects.select_related("chosen").get(period="2023", state=Pool.State.DECIDED)
    left = earlier.chosen.unspent if earlier.chosen else Decimal(0)
    source = f"示范财预〔2025〕5号；其中上年结余结转{left / WAN:.2f}万元（演示）"
    pool = _decided("2024", AMOUNT + left, source, (2025, 5))
    _pay(pool, 1, (2025, 6))
    _pay(earlier, 2, (2025, 7))


def share_out_the_year() -> None:
    """The pool of 2025 follows the grades of 2025; nothing of it is paid yet."""
    earlier = Pool.objects.select_related("chosen").get(period="2024", state=Pool.State.DECIDED)
    left = earlier.chosen.unspent if earlier.chosen else Decimal(0)
    source = f"示范财预〔2026〕4号；其中上年结余结转{left / WAN:.2f}万元（演示）"
    _decided("2025", AMOUNT + left, source, (2026, 5))


def _decided(period: str, amount: Decimal, source: str, month: tuple[int, int]) -> Pool:
    """A pool that is decided by sharing in proportion to the points, as in the first year."""
    officer, reviewer = user("officer"), user("reviewer")
    final = in_effect(Grading.objects.filter(period=period, run__scheme__code="three_pillar")).get()
    rules = RulesVersion.objects.filter(code="proportional", status=RulesVersion.Status.VALID).latest("pk")
    with story_at(on(*month, 19)):
        terms = pools.PoolTerms(f"{period}年度绩效资金（演示数据）", period, amount, source, grading=final)
        pool = pools.create_pool(officer, terms)
        aside = [WrittenFigure(line.platform_id, BASE, Decimal(0), BASE_REASON) for line in final.lines.all()]
        proposal = proposals.propose(officer, pool, rules, aside)
        sensitivity.keep(officer, proposal)
    with story_at(on(*month, 26)):
        decision.decide(reviewer, pool, proposal.number, "局长办公会审议同意按得分比例分配（演示）。", 1)
    pool.refresh_from_db()
    return pool


def _pay(pool: Pool, number: int, month: tuple[int, int]) -> None:
    """Pay one instalment of every platform, by the day it was planned for."""
    finance, day = user("finance"), date(*month, 20)
    lines = list(
        pool.chosen.lines.filter(amount__gt=0)
        .select_related("platform")
        .prefetch_related("instalments__payments")
        if pool.chosen
        else ()
    )
    wanted = [row for line in lines for row in line.instalments.all() if row.number == number]
    if number == 1:
        terms = {
            row.pk: planning.InstalmentTerms(
                day if row.number == 1 else date(day.year + 1, 1, 31),
                "" if row.number == 1 else "年度考核合格后拨付（演示）",
            )
            for line in lines
            for row in line.instalments.all()
        }
        with story_at(on(*month, 2)):
            planning.set_terms(user("officer"), pool.pk, terms)
    document = f"示范财拨〔{day.year}〕{day.month}号（演示）"
    with story_at(on(*month, 20, 4)):
        payments.pay(
            finance,
            pool.pk,
            [
                payments.Paid(row.pk, row.amount, day, f"财支-{day.year}{day.month:02}-{place:04}", document)
                for place, row in enumerate(wanted, 1)
            ],
        )
