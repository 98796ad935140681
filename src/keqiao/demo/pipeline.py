"""Pipeline projects of the demonstration: one in every state that a project or a gate can have, told by the services
that people use. Meetings of experts judge several projects at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at
from keqiao.web.experts import services as panels
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.services import ScoreEntry
from keqiao.web.facts.models import Measure
from keqiao.web.facts.services import own_file
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.gate_subjects import KIND, MEASURE, SOURCE
from keqiao.web.pipeline.models import GateReview, ProjectPassage
from keqiao.web.pipeline.services import decisions, gates, passages
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import ChangeSet, Firm, PipelineProject, Platform
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.verification import services as verification

from .evidence import pdf


@dataclass(frozen=True)
class ProjectStory:
    """A project and how its gates went, in their order; ``ends``: what happened after the last decision."""

    platform: str
    title: str
    field: str
    readiness: int
    budget: int
    decisions: tuple[str, ...] = ()
    ends: str = ""


PASS, MORE, HOLD, STOP = "let_pass", "ask_more", "hold", "stop"
STORIES = (
    ProjectStory("P01", "宽温域固态电解质薄膜", "energy", 2, 3_000_000, (PASS,) * 5),
    ProjectStory("P02", "无人平台线控底盘", "equipment", 3, 2_400_000, (PASS,) * 4),
    ProjectStory("P03", "微型燃气轮机叶片涂层", "materials", 3, 1_800_000, (PASS,) * 3),
    ProjectStory("P04", "硅碳负极连续化制备", "materials", 3, 2_600_000, (PASS, PASS), "submitted"),
    ProjectStory("P05", "装配线视觉检测模组", "it", 3, 900_000, (PASS, PASS)),
    ProjectStory("P06", "柔性光伏组件封装", "energy", 3, 1_500_000, (PASS, PASS, HOLD)),
    ProjectStory("P07", "复合材料桨叶疲劳评估", "equipment", 3, 800_000, (PASS, STOP)),
    ProjectStory("P08", "高精度测控传感器", "it", 3, 1_200_000, (PASS, HOLD)),
    ProjectStory("P09", "隔膜陶瓷涂层浆料", "materials", 3, 1_000_000, (PASS,), "judging"),
    ProjectStory("P10", "配电台区负荷预测", "digital", 3, 600_000, (PASS,), "judging"),
    ProjectStory("P11", "园区综合能源优化", "environment", 3, 700_000, (PASS, MORE)),
    ProjectStory("P01", "干法电极成膜工艺", "energy", 2, 2_000_000, (PASS,)),
    ProjectStory("P02", "低空巡检自主导航", "it", 2, 1_100_000, (PASS,), "transferred"),
    ProjectStory("P04", "钠电正极前驱体", "materials", 2, 1_600_000, (), "preparing"),
    ProjectStory("P09", "回收石墨再生", "environment", 2, 500_000),
)
BEGAN, BETWEEN = 720, 150
"""Days ago when the first were taken up, and from one meeting to the next, at most."""
EARLIEST = datetime(2025, 1, 5, 9, tzinfo=UTC)
"""The years before have their gate reviews (:mod:`keqiao.demo.gate_history`); these come after them."""
LEVELS = {"g0": 3, "g1": 4, "g2": 7, "g3": 7, "g4": 9}


def add_projects() -> None:
    """Enter the projects in the register, take them up, and lead each to where it stands."""
    PipelineStory().tell()


class PipelineStory:
    """Tells all projects, meeting by meeting."""

    def __init__(self) -> None:
        self.people = {user.username: user for user in User.objects.prefetch_related("roles")}
        self.officer, self.reviewer = self.people["officer"], self.people["reviewer"]
        self.experts = [self.people[f"expert_{number}"] for number in range(1, 6)]
        self.passages: dict[int, ProjectPassage] = {}
        self.now = present()
        self.began = min(BEGAN, (self.now - EARLIEST).days)
        self.between = min(BETWEEN, (self.began - self.began // 24 - 25) // 4)

    def tell(self) -> None:
        """Tell them."""
        self.begin()
        for meeting in range(5):
            at = self.now - timedelta(days=self.began - self.began // 24 - self.between * meeting)
            decided = [
                (number, story) for number, story in enumerate(STORIES) if len(story.decisions) > meeting
            ]
            self.meet(at, decided, meeting)
        self.end()

    def begin(self) -> None:
        """Enter and take up the projects; each but the last two has a manager."""
        platforms = {row.code: row for row in Platform.objects.select_related("organisation", "unit")}
        firms = list(Firm.objects.filter(local=True).order_by("pk")[: len(STORIES)])
        at = self.now - timedelta(days=self.began)
        with story_at(at):
            with change_set(
                self.officer,
                ChangeSet.Kind.EDIT,
                register="pipeline-projects",
                reason="登记转化项目（演示数据）",
            ) as changes:
                rows = [
                    PipelineProject(
                        number=f"ZH-{at:%Y}-{number + 1:03d}",
                        title=story.title,
                        platform=platforms[story.platform],
                        field=story.field,
                        origin=platforms[story.platform].organisation,
                        firm=firms[number] if len(story.decisions) > 2 else None,
                        readiness=story.readiness,
                        budget=Decimal(story.budget),
                        proposed_on=timezone.localdate(at),
                        aim="形成可量产的工艺或产品（演示数据）",
                        source="演示数据",
                    )
                    for number, story in enumerate(STORIES)
                ]
                for row in rows:
                    changes.save(row)
            versions = {row.pk: row.version for row in rows}
            verification.verify(self.reviewer, BY_MODEL[PipelineProject], versions)
            for number, story in enumerate(STORIES):
                director = self.director(story)
                passage = passages.take_up(director, rows[number])
                self.passages[number] = passage
                if story.decisions:
                    person, qualification = self.manager(number)
                    mandate = "组织验证、过关、落地全过程"
                    passages.appoint(director, passage.pk, person, qualification, mandate=mandate)

    def director(self, story: ProjectStory) -> User:
        """The director of the project's platform."""
        return self.people[f"director_{story.platform[1:]}"]

    def manager(self, number: int) -> tuple[User, str]:
        """The broker manages some projects, clerks those of their platforms."""
        if number % 2 == 0:
            return self.people["broker"], "senior"
        return self.people[f"clerk_{STORIES[number].platform[1:]}"], "practice"

    def meet(self, at: datetime, decided: Iterable[tuple[int, ProjectStory]], meeting: int) -> None:
        """Bring projects before their gates, let experts judge them together, decide on each."""
        reviews = [(self.submit(at, number), story) for number, story in decided]
        judged = [review for review, _story in reviews if rule_of(review).panel]
        if judged:
            with story_at(at + timedelta(days=3)):
                self.judge(judged, f"第{meeting}次关口评审会（演示数据）")
        with story_at(at + timedelta(days=10)):
            for review, story in reviews:
                self.decide(review, story.decisions[meeting])

    def submit(self, at: datetime, number: int) -> GateReview:
        """Ask for the next gate of a project with all material."""
        story, passage = STORIES[number], self.passages[number]
        director = self.director(story)
        with story_at(at):
            review = gates.request_gate(director, passage)
            content = pdf(f"work-{story.platform}-{at:%Y}", [story.title, review.gate])
            file = own_file(ContentFile(content, f"{story.title}.pdf"))
            for code, item in rule_of(review).item.items():
                if item.required:
                    gates.hand_in(director, review.pk, code, file)
            return gates.submit(director, review.pk, "按任务书完成本阶段工作，主要指标达到（演示数据）。")

    def panel(self, reviews: list[GateReview], title: str) -> ExpertPanel:
        """A panel over reviews, its scoring open."""
        made = ExpertPanel(
            title=title,
            field="科技成果转化",
            source=SOURCE,
            basis=GATE_RULES.packaged,
            measure=Measure.objects.get(code=MEASURE),
            period=f"{reviews[0].requested_at:%Y}",
            subject_kind=KIND,
        )
        prepared = panels.prepare(self.officer, made, [review.pk for review in reviews], self.experts)
        return panels.open_panel(self.officer, prepared.pk)

    def judge(self, reviews: list[GateReview], title: str) -> None:
        """Let all experts declare, score alone and confirm; close the panel."""
        panel = self.panel(reviews, title)
        for number, expert in enumerate(self.experts):
            panels.declare(expert, panel.pk, {review.pk: (False, "") for review in reviews})
            scores = {review.pk: ScoreEntry(Decimal(68 + 4 * number + review.pk % 7)) for review in reviews}
            panels.give_scores(expert, panel.pk, scores, hand_in=True)
        for expert in self.experts:
            panels.give_scores(expert, panel.pk, {}, hand_in=True)
        panels.close(self.reviewer, panel.pk)

    def decide(self, review: GateReview, decision: str) -> None:
        """Decide on a review, with reasons for what is not met."""
        rule = rule_of(review)
        said = dict.fromkeys(rule.criterion, ("yes", ""))
        if decision != PASS:
            first = next(iter(rule.criterion))
            said[first] = ("partly", "重复性数据不足，须补充三批次结果")
        level = max(review.readiness_before, LEVELS[review.gate] if decision == PASS else 3)
        later = timezone.localdate(self.now) + timedelta(days=20)
        decisions.decide(
            self.reviewer,
            review.pk,
            decision,
            said,
            "经评审会议研究决定（演示数据）。",
            readiness=level,
            missing=[("补充三批次重复性测试报告", later)] if decision == MORE else (),
        )

    def end(self) -> None:
        """What happened after the last meeting: gates under way, a transfer, something owed."""
        at = self.now - timedelta(days=6)
        waiting = []
        for number, story in enumerate(STORIES):
            passage, director = self.passages[number], self.director(story)
            if story.ends in {"judging", "submitted"}:
                review = self.submit(at, number)
                waiting += [review] if story.ends == "judging" else []
            elif story.ends == "preparing":
                with story_at(at):
                    gates.request_gate(director, passage)
            elif story.ends == "transferred":
                with story_at(at):
                    passages.transfer(director, passage.pk, "成果转让给本地企业继续开发（演示数据）")
        with story_at(at):
            panel = self.panel(waiting, "概念验证关口评审（演示数据）")
            for expert in self.experts[:3]:
                panels.declare(expert, panel.pk, {review.pk: (False, "") for review in waiting})
            scores = {review.pk: ScoreEntry(Decimal(82)) for review in waiting}
            panels.give_scores(self.experts[0], panel.pk, scores, hand_in=True)
            day = timezone.localdate(self.now) + timedelta(days=45)
            passages.owe(self.director(STORIES[4]), self.passages[4].pk, "中试线工艺验证报告", day)
