"""A decided pool of three platforms with instalments, uses and a team part in its rules, and users of each role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.golden import golden

from keqiao.engine.allocation import fingerprint, load_rules
from keqiao.web.accounts.models import Unit
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.facts.models import Snapshot
from keqiao.web.funding.models import Pool, Proposal, ProposalLine, RulesVersion
from keqiao.web.funding.payments.services.planning import make_instalments
from keqiao.web.grading.models import Grading
from keqiao.web.registry.models import Engagement, Organisation, Person, Platform

DECIDED = datetime(2024, 4, 1, 2, tzinfo=UTC)
RULES = """
allocation: 1
code: shares
version: "2024"
name: {zh: 示范规则, en: Model rules}
unit: 万元
pool: 400
sharing: {rule: by_grade, amounts: {excellent: 150, good: 75, fail: 0}}
grades: {excellent: {zh: 优秀, en: Excellent}, good: {zh: 良好, en: Good}, fail: {zh: 不合格, en: Fail}}
instalments:
  - {name: {zh: 首期, en: First}, share: 0.6}
  - {name: {zh: 考核后, en: After review}, share: 0.4}
uses:
  - {code: research, name: {zh: 研发, en: Research}}
  - {code: incentive, name: {zh: 团队激励, en: Incentives}}
  - code: bonus
    name: {zh: 个人奖金, en: Personal bonuses}
    allowed: false
    regulation: {zh: 不得发放个人奖金, en: No bonuses from this money}
team: {share: 0.3, floor: 0.1, cap: 0.6, use: incentive}
"""
WITHOUT = """
allocation: 1
code: shares
version: "2025"
name: {zh: 示范规则, en: Model rules}
unit: 万元
pool: 400
sharing: {rule: by_grade, amounts: {excellent: 150}}
grades: {excellent: 优秀}
"""
BARRED = RULES.replace("use: incentive", "use: bonus").replace('version: "2024"', 'version: "2026"')
AMOUNTS = (Decimal("1500000.00"), Decimal("750000.01"), Decimal(0))


@golden
def finance(user_with):
    return user_with("finance_officer", username="finance")


@golden
def auditor(user_with):
    return user_with("auditor")


@golden
def leader(user_with):
    return user_with("leader")


@golden
def platforms(db):
    return city_of_platforms()


def city_of_platforms():
    """Three platforms with their units."""
    made = []
    for number in (1, 2, 3):
        unit = Unit.objects.create(code=f"U{number}", name=f"示范{number}号院", kind=Unit.Kind.PLATFORM)
        organisation = Organisation.objects.create(name=f"示范{number}号研究院")
        made.append(
            Platform.objects.create(
                organisation=organisation,
                code=f"P0{number}",
                short_name=f"示范{number}号院",
                short_name_en=f"Institute {number}",
                type="rd",
                settled_on=date(2018, 1, 1),
                valid_from=date(2018, 1, 1),
                unit=unit,
            )
        )
    return made


@golden
def team(platforms):
    """Four persons of the first platform, the last one agreed to be named; one of the second."""
    people = []
    for number in range(1, 6):
        person = Person.objects.create(code=f"R{number}", name=f"甲{number}", consent_public=number == 4)
        home = platforms[0] if number < 5 else platforms[1]
        Engagement.objects.create(person=person, platform=home, started_on=date(2020, 1, 1))
        people.append(person)
    return people


@golden
def director(user_with, platforms):
    return user_with("platform_director", unit=platforms[0].unit, username="director_1")


@golden
def clerk(user_with, platforms):
    return user_with("platform_clerk", unit=platforms[0].unit, username="clerk_1")


@golden
def other_director(user_with, platforms):
    return user_with("platform_director", unit=platforms[1].unit, username="director_2")


def final_grading(officer):
    """A final grading of a run; what the run computed does not matter here."""
    scheme = SchemeVersion.objects.create(
        code="s", version="1", name_zh="示范方案", yaml_text="x", fingerprint="0" * 64, uploaded_by=officer
    )
    snapshot = Snapshot.objects.create(
        code="S-1",
        title="快照",
        as_of=date(2023, 12, 31),
        periods=["2023"],
        known_at=datetime(2024, 2, 1, tzinfo=UTC),
        created_by=officer,
    )
    run = Run.objects.create(
        code="2023-001",
        title="2023",
        snapshot=snapshot,
        scheme=scheme,
        periods=["2023"],
        created_by=officer,
        state=Run.State.DONE,
    )
    return Grading.objects.create(
        code="D-1",
        title="2023年度定级",
        run=run,
        period="2023",
        basis="reported",
        state=Grading.State.FINAL,
        created_by=officer,
    )


def decided_pool(officer, platforms, text=RULES, code="F-2023", grading=None):
    """A decided pool of 400 万元 whose amounts follow from nothing here, with its instalments."""
    rules = load_rules(text.encode())
    version = RulesVersion.objects.create(
        code=rules.code,
        version=rules.version,
        name_zh=rules.name.zh,
        name_en=rules.name.en,
        kind="by_grade",
        yaml_text=text,
        fingerprint=fingerprint(rules),
        status=RulesVersion.Status.VALID,
        uploaded_by=officer,
    )
    pool = Pool.objects.create(
        code=code,
        title="2023年度评价资金",
        period="2023",
        amount=Decimal(4_000_000),
        grading=grading or Grading.objects.first() or final_grading(officer),
        basis="reported",
        created_by=officer,
    )
    proposal = Proposal.objects.create(
        pool=pool,
        number=1,
        title="按等次",
        rules=version,
        amount=pool.amount,
        unspent=pool.amount - sum(AMOUNTS),
        input_digest="0" * 64,
        digest="0" * 64,
        engine_version="0",
        made_by=officer,
    )
    for rank, (platform, amount) in enumerate(zip(platforms, AMOUNTS, strict=True), start=1):
        ProposalLine.objects.create(proposal=proposal, platform=platform, rank=rank, amount=amount)
    proposal.state = Proposal.State.COMPUTED
    proposal.save()
    pool.chosen, pool.state = proposal, Pool.State.DECIDED
    pool.decided_by, pool.decided_at = officer, DECIDED
    make_instalments(pool)
    pool.save()
    return pool


@golden
def pool(officer, platforms):
    return decided_pool(officer, platforms)


@golden
def line(pool):
    """The amount of the first platform: 150 万元 in instalments of 90 and 60."""
    return pool.chosen.lines.get(platform__code="P01")
