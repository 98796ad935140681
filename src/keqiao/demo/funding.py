"""Money of the demonstration: rules, a pool of 2023 with three proposals of which one is decided, a trial for 2024."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at
from keqiao.web.evaluations.models import Run
from keqiao.web.funding.figures.written_figures import WrittenFigure
from keqiao.web.funding.library import RULES
from keqiao.web.funding.models import Pool, RulesVersion
from keqiao.web.funding.services import decision, pools, proposals, rules, sensitivity
from keqiao.web.grading.models import Grading

from .calendar import YEARS

SOURCE = "随系统提供的建议稿（演示）"
PAST, TRIAL = YEARS[-2], YEARS[-1]
WAN = 10_000
BASE, BASE_REASON = "协议基础经费", "协议基础经费已在部门预算中另行安排，不占用绩效资金（演示）"
MINUTES = "局长办公会审议三个方案，比较各平台增减和结余情况，同意按得分比例分配的方案，会后印发（演示）。"


def add_funding() -> None:
    """Load the packaged rules, put into force by two people; decide the pool of the year before the last, try that of
    the last.
    """
    officer, reviewer = (User.objects.get(username=name) for name in ("officer", "reviewer"))
    library = {version.code: version for version in rules.add_packaged(officer, SOURCE)}
    for version in library.values():
        proposal = RULES.enactment.propose(
            officer, version, "valid", "分配规则建议稿经与财政部门会商一致（演示）"
        )
        RULES.enactment.decide(reviewer, proposal.pk, accepted=True, answer="同意施行（演示）")
        version.refresh_from_db()
    final = Grading.objects.filter(period=str(PAST), state=Grading.State.FINAL).first()
    if final is not None:
        _decided(officer, reviewer, final, library)
    run = Run.objects.filter(periods=[str(TRIAL)], state=Run.State.DONE).order_by("pk").first()
    if run is not None:
        _trial(officer, run, library)


def _decided(officer: User, reviewer: User, final: Grading, library: dict[str, RulesVersion]) -> Pool:
    """2 000 万元 beside the base by agreement: by grade, in proportion, and the best plan; the second is decided."""
    with story_at(datetime(PAST + 1, 5, 13, 2, tzinfo=UTC)):
        terms = pools.PoolTerms(
            f"{PAST}年度绩效资金（演示数据）",
            str(PAST),
            Decimal(2000 * WAN),
            f"示范财预〔{PAST + 1}〕3号（演示）",
            grading=final,
        )
        pool = pools.create_pool(officer, terms)
        aside = [WrittenFigure(line.platform_id, BASE, Decimal(0), BASE_REASON) for line in final.lines.all()]
        by_grade = proposals.propose(officer, pool, library["by_grade"])
        shared = proposals.propose(officer, pool, library["proportional"], aside)
        proposals.propose(officer, pool, library["optimised"])
        for proposal in (by_grade, shared):
            sensitivity.keep(officer, proposal)
    with story_at(datetime(PAST + 1, 5, 20, 2, tzinfo=UTC)):
        return decision.decide(reviewer, pool, shared.number, MINUTES, 1)


def _trial(officer: User, run: Run, library: dict[str, RulesVersion]) -> Pool:
    """The whole money of a year with the base by agreement in it: two proposals on a run, nothing binding."""
    terms = pools.PoolTerms(
        f"{TRIAL}年度科创平台专项资金测算（演示数据）",
        str(TRIAL),
        Decimal(22000 * WAN),
        f"{TRIAL + 1}年预算编制测算（演示）",
        run=run,
    )
    pool = pools.create_pool(officer, terms)
    shared = proposals.propose(officer, pool, library["proportional"])
    proposals.propose(officer, pool, library["optimised"], title="择优分配，不含协议基础经费")
    sensitivity.keep(officer, shared)
    return pool
