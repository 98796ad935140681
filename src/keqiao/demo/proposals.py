"""Figures by hand in the demonstration: a verified value that was confirmed, one that waits, one that was refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from keqiao.periods import Period
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.models import Basis, Evidence, Fact, FigureProposal
from keqiao.web.facts.services import confirm, propose, refuse
from keqiao.web.registry.models import Platform

MEASURE = "market_income"
"""No collection of the demonstration asks for it, so it may be proposed."""
AUDITED = "以会计师事务所专项审计报告为准，核减与市场化服务无关的收入"


def add_proposals() -> None:
    """Tell the three stories, after the figures of the year were frozen: reported figures and everything that was
    computed from them stay as they are.
    """
    people = {user.username: user for user in User.objects.filter(username__in=("officer", "reviewer"))}
    officer, reviewer = people["officer"], people["reviewer"]
    with story_at(datetime(2025, 4, 7, 2, tzinfo=UTC)):
        confirmed = _proposed(officer, "P03", "2023", "0.97", AUDITED)
        refused = _proposed(officer, "P07", "2024", "1.2", "平台口头说明漏报一笔服务收入")
        _proposed(officer, "P09", "2024", "0.94", AUDITED)
    with story_at(datetime(2025, 4, 8, 3, tzinfo=UTC)):
        confirm(reviewer, confirmed.pk, "与审计报告原件核对一致")
        refuse(reviewer, refused.pk, "没有合同和到账凭证，请平台补充佐证后再提出")


def _proposed(officer: User, code: str, year: str, factor: str, reason: str) -> FigureProposal:
    """Propose the verified value of a year: the reported one times ``factor``, on the files of the reported one."""
    platform, period = Platform.objects.current().get(code=code), Period.parse(year)
    reported = Computation([MEASURE], [period], Basis.REPORTED, only=[platform.pk]).value(
        MEASURE, platform.pk, period
    )
    value = (reported.value or Decimal(0)) * Decimal(factor)
    files = Evidence.objects.filter(
        pk__in=Fact.evidence.through.objects.filter(fact__in=reported.facts).values("evidence")
    )
    return propose(
        officer,
        MEASURE,
        platform,
        year,
        value.quantize(Decimal(100)),
        reason=reason,
        evidence=files[:1],
        basis=Basis.VERIFIED,
        source_note="专项审计报告（演示数据）",
    )
