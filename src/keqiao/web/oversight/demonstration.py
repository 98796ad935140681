"""The demonstration's findings and tasks: a diagnosis of each evaluated year, recommendations of the survey report, and
tasks in every state, told by the services that people use.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.facts.models import Snapshot
from keqiao.web.oversight.models import Diagnosis, DiagnosisLine, Recommendation, RecommendationOrigin, Task
from keqiao.web.oversight.services import diagnoses, recommendations, steps
from keqiao.web.registry.models import Platform

YEARS = (2022, 2023, 2024)
RECOMMENDATIONS = (
    (
        RecommendationOrigin.REPORT,
        "强化顶层设计，加强规划布局",
        "围绕现有产业结构和未来产业布局，按照服务产业多元化、功能定位差异化的原则，靶向引进高层次人才及其研发团队。",
        "调研报告四（一）一",
    ),
    (
        RecommendationOrigin.REPORT,
        "健全用人机制，提高运维水平",
        "像重视科研人才一样重视管理人才，支持有条件的院所派驻或招引更多管理型人才，探索“项目经理人”制度。",
        "调研报告四（二）三",
    ),
    (
        RecommendationOrigin.OPINION,
        "释放科技金融牵引力",
        "完善以政府财政投入为导向、企业投入为主体、金融信贷为支撑、社会投入为补充的多元化科技投入机制。",
        "审议意见第三条",
    ),
    (
        RecommendationOrigin.PROPOSAL,
        "关于仪器设备向企业开放共享的建议",
        "建议各平台公布可共享的仪器设备和收费标准，方便中小企业使用。",
        "代表建议第18号",
    ),
)


@dataclass(frozen=True)
class TaskStory:
    """A task: of which recommendation, who leads, issued and due so many days from now, and how far it came."""

    recommendation: int
    title: str
    lead: str
    issued: int
    due: int
    reached: str
    result: str = "A"


STORIES = (
    TaskStory(0, "编制平台体系布局方案", "bureau", -50, 40, "working"),
    TaskStory(0, "建立引才目标清单", "talent", -4, 10, "issued"),
    TaskStory(1, "出台管理型人才支持办法", "talent", -60, -5, "working"),
    TaskStory(1, "开展项目经理人试点", "talent", -30, 5, "declined"),
    TaskStory(1, "平台负责人任期考核", "bureau", -80, -10, "extended"),
    TaskStory(2, "设立科创平台风险补偿资金", "finance", -70, 12, "answered", "B"),
    TaskStory(2, "落实共建协议年度经费", "finance", -75, 20, "reviewed"),
    TaskStory(3, "公布可共享仪器设备目录", "bureau", -90, -20, "closed"),
    TaskStory(3, "制定共享收费指导标准", "finance", -85, 25, "asked_again", "C"),
)


class TaskTeller:
    """Tells tasks, each from its issue to where it stands today."""

    def __init__(self) -> None:
        self.people = {user.username: user for user in User.objects.select_related("unit")}
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.officer, self.reviewer = self.people["officer"], self.people["reviewer"]
        self.congress = self.people["congress"]
        self.today = today()
        good = DiagnosisLine.objects.filter(rule="G2", light="good", diagnosis__period="2024")
        self.platform = Platform.objects.filter(pk__in=good.values("platform")).order_by("code").first()

    def tell(self) -> None:
        """Keep the recommendations and tell the tasks."""
        kept: list[Recommendation] = []
        for origin, title, text, source in RECOMMENDATIONS:
            with story_at(self.at(-95)):
                kept.append(recommendations.recommend(self.congress, origin, title, text, source=source))
        for number, story in enumerate(STORIES):
            self.follow(story, kept[story.recommendation], number)

    def at(self, days: int, hours: int = 0) -> datetime:
        """The moment so many days from today, in the morning."""
        morning = datetime.combine(self.today, datetime.min.time(), tzinfo=UTC)
        return morning + timedelta(days=days, hours=1) - timedelta(hours=hours)

    def day(self, days: int) -> date:
        """The day so many days from today."""
        return self.today + timedelta(days=days)

    def handler(self, lead: str) -> User:
        """Who acts for a lead department; for the bureau the officer."""
        return self.people[{"bureau": "officer", "finance": "finance", "talent": "talent"}[lead]]

    def follow(self, story: TaskStory, recommendation: Recommendation, number: int) -> None:
        """Bring a task as far as it stands."""
        with story_at(self.at(story.issued)):
            task = recommendations.issue(
                self.officer,
                recommendation,
                title=story.title,
                demand=recommendation.text,
                lead=self.units[story.lead],
                support=[self.units["finance" if story.lead != "finance" else "bureau"]],
                due_on=self.day(story.due),
                platform=self.platform,
                condition="mechanisms_in_place >= 3" if self.platform else "",
                period="2024",
            )
        who = self.handler(story.lead)
        if story.reached == "issued":
            return
        if story.reached == "declined":
            with story_at(self.at(story.issued + 2)):
                steps.decline(who, task.pk, "项目经理人由科技局管理，建议改由科技局牵头。")
            return
        with story_at(self.at(story.issued + 1)):
            steps.accept(who, task.pk)
        if story.reached == "extended":
            with story_at(self.at(story.issued + 40)):
                steps.extend(self.reviewer, task.pk, self.day(30), "考核办法需与共建方协商。")
        if story.reached in {"working", "extended"}:
            return
        with story_at(self.at(story.issued + 45)):
            steps.answer(
                who, task.pk, f"{story.title}：已形成办法并报市政府，相关工作按计划推进。", story.result
            )
        if story.reached == "answered":
            return
        with story_at(self.at(story.issued + 50)):
            steps.review(self.reviewer, task.pk)
        if story.reached == "reviewed":
            return
        with story_at(self.at(story.issued + 60)):
            if story.reached == "closed":
                steps.close(self.reviewer, task.pk)
                steps.rate(self.congress, task.pk, "satisfied", "目录已公布，企业反映较好。")
            else:
                steps.rate(self.congress, task.pk, "not", "没有给出收费标准。")
                steps.ask_again(self.congress, task.pk, "请明确收费标准和公布时间。")


def add_oversight() -> None:
    """Make the diagnoses, that of the last year of late, and tell the tasks."""
    officer = User.objects.get(username="officer")
    for year in YEARS:
        snapshot = Snapshot.objects.filter(code=f"demo-{year}").first()
        moment = datetime(year + 1, 4, 8, 2, 0, tzinfo=UTC)
        if year == YEARS[-1]:
            moment = present() - timedelta(days=20)
        if snapshot is not None:
            with story_at(moment):
                diagnoses.make(officer, snapshot, str(year))
    if (
        Diagnosis.objects.exists()
        and not Task.objects.filter(recommendation__origin=RecommendationOrigin.REPORT).exists()
    ):
        TaskTeller().tell()
