"""The demonstration's talents: how those of three platforms came, a post for a gap, applications in each state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.experts import services as panels
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Measure
from keqiao.web.programmes.selectors import in_force
from keqiao.web.registry.models import Cluster, Engagement, Platform
from keqiao.web.talents import services
from keqiao.web.talents.models import TalentChannel, TalentClass, TalentIntroduction, TalentPost
from keqiao.web.talents.review_subjects import MEASURE, SOURCE, kind_of

LIST = "tianmuhu_talents"
PLATFORMS, EACH, LOST = ("P01", "P02", "P10"), 12, 2
"""Platforms, talents of each, and introductions of each to which nobody came."""


def add_talents() -> None:
    """Tell it by the services that people use."""
    office = User.objects.get(username="talent")
    channels = list(TalentChannel)
    for code in PLATFORMS:
        platform = Platform.objects.get(code=code)
        first: dict[int, Engagement] = {}
        rows = Engagement.objects.current().filter(platform=platform, is_research=True)
        for engagement in rows.order_by("started_on", "pk"):
            first.setdefault(engagement.person_id, engagement)
        for number, engagement in enumerate(list(first.values())[:EACH]):
            services.introduce(
                office,
                TalentIntroduction(
                    platform=platform,
                    channel=channels[number % len(channels)],
                    introduced_on=engagement.started_on - timedelta(days=45),
                    engagement=engagement,
                ),
            )
        for number in range(LOST):
            introduced = today() - timedelta(days=500 + 30 * number)
            services.introduce(
                office,
                TalentIntroduction(platform=platform, channel=channels[number], introduced_on=introduced),
            )
    platform = Platform.objects.get(code=PLATFORMS[0])
    services.open_post(
        office,
        TalentPost(
            platform=platform,
            title="固态电池界面工程带头人",
            person_class="research",
            degree="doctor",
            places=1,
            opened_on=today() - timedelta(days=60),
            closes_on=today() + timedelta(days=120),
            cluster=Cluster.objects.order_by("pk").first(),
            target="某国家实验室固态电池团队，由平台首席科学家对接",
        ),
    )
    _applications(office)


@dataclass(frozen=True)
class ApplicationStory:
    """An application: platform, class, figures that were typed, how far it came, points of the review, amount (元)."""

    platform: str
    talent_class: TalentClass
    achievements: str
    answers: dict[str, str]
    way: tuple[str, ...]
    points: int = 0
    amount: int = 0


STORIES = (
    ApplicationStory(
        "P01",
        TalentClass.TRANSFER,
        "主持两项成果转化，技术合同到账320万元，带动合作企业新增销售。",
        {"contract_years": "5", "contracts_received": "320", "stake_by_results": "1"},
        ("submit", "review", "announce", "grant", "pay"),
        91,
        600_000,
    ),
    ApplicationStory(
        "P02",
        TalentClass.TRANSFER,
        "以成果作价入股一家企业，产品已批量供货。",
        {"contract_years": "3", "contracts_received": "60", "stake_by_results": "1"},
        ("submit", "review", "announce"),
        83,
    ),
    ApplicationStory(
        "P03",
        TalentClass.APPLIED,
        "牵头的测试方法在三家企业应用。",
        {"contract_years": "3", "technology_used": "3", "invention_patents": "4"},
        ("submit",),
    ),
    ApplicationStory(
        "P05",
        TalentClass.TRANSFER,
        "已签两项合同，到账情况待补充。",
        {"contract_years": "3", "contracts_received": "105"},
        ("submit", "review", "refuse"),
        52,
    ),
    ApplicationStory("P04", TalentClass.BASIC, "", {}, ()),
)
NO_PAYMENT = "评审得分未达到要求，请补充到账证明后于下一年度申报。"


def _applications(office: User) -> None:
    """One of each state; those of the class of transfer are judged by one panel."""
    programme = next((version for version in in_force() if version.code == LIST), None)
    if programme is None:
        return
    rows: dict[int, ApplicationStory] = {}
    for story in STORIES:
        engaged = Engagement.objects.current().filter(
            platform__code=story.platform, ended_on=None, mode=Engagement.Mode.FULL
        )
        engagement = engaged.select_related("person").order_by("-started_on", "pk").first()
        if engagement is None:
            continue
        with story_at(present() - timedelta(days=120)):
            row = services.begin(
                office, engagement.person, engagement.platform, programme, story.talent_class
            )
            if story.achievements:
                services.write(office, row.pk, story.achievements, story.answers)
        if "submit" in story.way:
            with story_at(present() - timedelta(days=110)):
                services.submit(office, row.pk)
        rows[row.pk] = story
    judged = {pk: story for pk, story in rows.items() if "review" in story.way}
    _review(judged)
    for pk, story in judged.items():
        _finish(office, pk, story)


def _review(rows: dict[int, ApplicationStory]) -> None:
    """Let five experts of the class judge, alone and after the discussion; another officer closes the panel."""
    experts = list(User.objects.filter(username__startswith="expert_").order_by("username")[:5])
    organiser, closer = (User.objects.get(username=name) for name in ("officer", "reviewer"))
    panel = ExpertPanel(
        title="天目湖英才榜成果转化类评审（演示数据）",
        field="成果转化",
        source=SOURCE,
        basis=TalentClass.TRANSFER,
        measure=Measure.objects.get(code=MEASURE),
        period=str(today().year),
        subject_kind=kind_of(TalentClass.TRANSFER),
    )
    with story_at(present() - timedelta(days=100)):
        made = panels.open_panel(organiser, panels.prepare(organiser, panel, list(rows), experts).pk)
    with story_at(present() - timedelta(days=95)):
        for number, expert in enumerate(experts):
            panels.declare(expert, made.pk, dict.fromkeys(rows, (False, "")))
            scores = {
                pk: ScoreEntry(Decimal(story.points + number - 2), "业绩材料属实，转化成效以到账和应用为准。")
                for pk, story in rows.items()
            }
            panels.give_scores(expert, made.pk, scores, hand_in=True)
        for expert in experts:
            panels.give_scores(expert, made.pk, {}, hand_in=True)
    with story_at(present() - timedelta(days=92)):
        panels.close(closer, made.pk)


def _finish(office: User, pk: int, story: ApplicationStory) -> None:
    """What became of an application after its review."""
    late = "grant" not in story.way and "announce" in story.way
    with story_at(present() - timedelta(days=2 if late else 88)):
        if "announce" in story.way:
            services.announce(office, pk)
        if "refuse" in story.way:
            services.refuse(office, pk, NO_PAYMENT)
    if "grant" in story.way:
        with story_at(present() - timedelta(days=70)):
            services.grant(office, pk, Decimal(story.amount))
        with story_at(present() - timedelta(days=40)):
            services.pay(office, pk, today())
