"""Ten platforms with final grades, a pool on them, and rules: published amounts by grade, shares of a column."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.golden import golden
from tests.web.evaluations.conftest import in_force
from tests.web.grading.conftest import (  # noqa: F401 - fixtures
    director_of,
    officer,
    reviewer,
    runs,
    story,
    ten,
)

from keqiao.web.accounts.models import User
from keqiao.web.funding.library import RULES
from keqiao.web.funding.models import Pool, Proposal, RulesVersion
from keqiao.web.funding.services import pools, proposals, rules

WAN = 10_000
PUBLISHED = """
allocation: 1
code: published
version: "1"
name: {zh: 优秀150万元良好75万元, en: Published amounts}
unit: 万元
grades: {excellent: 优秀, good: 良好, startup: 起步期, pass: 合格, fail: 不合格}
excluded: [fail]
sharing: {rule: by_grade, amounts: {excellent: 150, good: 75, startup: 0, pass: 0}}
instalments: [{name: 首期, share: 0.6}, {name: 考核后, share: 0.4}]
"""
SHARED = """
allocation: 1
code: shared
version: "1"
name: {zh: 按得分比例, en: By score}
unit: 万元
grades: {excellent: 优秀, good: 良好, startup: 起步期, pass: 合格, fail: 不合格}
excluded: [fail]
base: {by: 协议基础经费}
earmarks: [{code: key, name: 重点项目, each: 15, limit: 60, by: 重点项目数}]
sharing: {rule: proportional, coefficients: {excellent: 1.2, good: 1, startup: 0.8, pass: 0.6}}
start_up: {minimum: 50, by: 起步期}
"""
CLASHING = SHARED.replace("code: shared", "code: clashing") + "floor: 500\n"


@dataclass
class Money:
    """Makes rules, pools and proposals as the officer."""

    officer: User
    grading: Any

    def rules(self, text: str = PUBLISHED) -> RulesVersion:
        """Keep rules; the same text twice is the same version."""
        return in_force(self.officer, rules.add_rules(self.officer, text, "示范文件"), RULES)

    def pool(self, wan: Any = 1000, **more: Any) -> Pool:
        """A pool of so many 万元 on the final grades."""
        given = {"grading": self.grading} | more
        return pools.create_pool(
            self.officer, pools.Terms("2024年度绩效资金", "2024", Decimal(wan) * WAN, "示范预算", **given)
        )

    def proposal(self, pool: Pool, text: str = PUBLISHED, **more: Any) -> Proposal:
        """A proposal by these rules."""
        return proposals.propose(self.officer, pool, self.rules(text), **more)


@golden
def grading(runs, story):  # noqa: F811 - the fixtures imported above
    """Final grades of 2024: P01 to P03 excellent, P10 too were it not for the quota of three."""
    return story.final(runs())


@golden
def money(officer, grading) -> Money:  # noqa: F811
    """Makes rules, pools and proposals."""
    return Money(officer, grading)
