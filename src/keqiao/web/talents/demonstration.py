"""The demonstration's talents: how those of three platforms came, a post for a gap, an application under way."""

from __future__ import annotations

from datetime import timedelta

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.registry.models import Cluster, Engagement, Platform
from keqiao.web.talents import services
from keqiao.web.talents.models import TalentChannel, TalentIntroduction, TalentPost
from keqiao.web.talents.selectors import talent_programmes

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
    _application(office, platform)


def _application(office: User, platform: Platform) -> None:
    """One that is handed in and waits for its reviewers."""
    programme = talent_programmes().order_by("pk").first()
    engaged = Engagement.objects.current().filter(platform=platform, ended_on=None, person__degree="doctor")
    engagement = engaged.select_related("person").order_by("-started_on", "pk").first()
    if programme is None or engagement is None:
        return
    with story_at(present() - timedelta(days=12)):
        row = services.begin(office, engagement.person, platform, programme)
        answers = {"talent_class": "创新", "age": "38", "experience_years": "6"}
        services.write(office, row.pk, "主持两项成果转化，带动合作企业新增销售。", answers)
    if engagement.started_on > today() - timedelta(days=700):
        with story_at(present() - timedelta(days=10)):
            services.submit(office, row.pk)
