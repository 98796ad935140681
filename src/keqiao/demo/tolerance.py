"""Cases of fault tolerance of the demonstration: one accepted, one refused by the negative list, one applied for.

The accepted one is about 2023, so that runs of 2024 that somebody starts are not changed by it; the runs of the
demonstration were finished before, they stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.files.base import ContentFile

from keqiao.web.accounts.models import User
from keqiao.web.facts.services import own_file, store_evidence, use_evidence
from keqiao.web.registry.models import Platform
from keqiao.web.tolerance import services
from keqiao.web.tolerance.documents import RULES

from .evidence import pdf

Answers = dict[str, tuple[bool | None, str]]


@dataclass(frozen=True)
class ToleranceStory:
    """A case as the story tells it; ``found``: items of the negative list that the bureau answers with yes, and why."""

    platform: str
    period: str
    subject: str
    ground: str
    facts: str
    findings: str = ""
    decision: str = ""
    lesson: str = ""
    violations: dict[str, str] = field(default_factory=dict)


CASES = (
    ToleranceStory(
        "P08",
        "2023",
        "低温测试装置中试两次未过门",
        "route",
        "目标：2023年完成低温测试装置中试并过门。\n\n所做工作：按任务书开展三轮工艺试验，记录完整；材料低温脆裂，"
        "第二次评审仍未过门。\n\n处置：经论证会同意终止原路线，退回结余经费，改用复合材料路线。",
        "查阅任务书、试验记录、两次评审意见和论证会纪要，过程真实，程序完备，结余经费已退回。负面清单逐项核对，均未触及。",
        "属于探索性强、风险高的中试项目，已勤勉尽责，及时止损，予以认定；所涉指标按中性处理。",
        "低温材料应在概念验证阶段先做小样脆裂试验，再进入中试。",
    ),
    ToleranceStory(
        "P12",
        "2024",
        "连铸传感器中试未过门",
        "market",
        "目标用户停产检修，现场试验未能按期开展，项目未过门。",
        "目标用户说明其产线当年未停产；现场试验记录为事后补写，与门禁记录不一致。",
        "试验记录不实，触及负面清单“弄虚作假”，不予认定；责成平台整改并核对其他项目记录。",
        "试验记录应当即时形成；补写记录的，不适用容错。",
        {"fraud": "现场试验记录与门禁记录不一致，系事后补写"},
    ),
    ToleranceStory(
        "P13",
        "2024",
        "固态储氢项目概念验证未过门",
        "overtaken",
        "目标：2024年完成固态储氢样罐概念验证。\n\n所做工作：样罐完成设计和首轮试验；同期国内企业推出性能更优的产品，"
        "继续投入已无价值。\n\n处置：理事会论证后终止，未使用的经费留存待退。",
    ),
)


def add_tolerance() -> None:
    """Bring the three cases as far as they have come, by the services that people use."""
    people = {user.username: user for user in User.objects.prefetch_related("roles").select_related("unit")}
    platforms = {
        platform.code: platform
        for platform in Platform.objects.current().select_related("unit", "organisation")
    }
    for story in CASES:
        _tell(story, platforms[story.platform], people)


def _tell(story: ToleranceStory, platform: Platform, people: dict[str, User]) -> None:
    director = people[f"director_{story.platform[1:]}"]
    case = services.open_case(
        director,
        platform,
        services.CaseApplication(
            "three_pillar", story.period, ("B7",), story.subject, story.ground, story.facts, _answers({})
        ),
    )
    file = ContentFile(
        pdf(f"work-{story.platform}-{story.period}", [story.subject, *story.facts.split("\n\n")]),
        f"{story.subject}.pdf",
    )
    stored = store_evidence(None, own_file(file), f"{story.subject}：试验记录和论证纪要（演示数据）")
    use_evidence(stored, platform)
    services.attach_known(director, case.pk, stored.sha256)
    services.apply(director, case.pk)
    if not story.findings:
        return
    services.check(people["officer"], case.pk, story.findings, _answers(story.violations), ["B7"])
    services.conclude(people["reviewer"], case.pk, accepted=not story.violations, reason=story.decision)
    services.learn(people["reviewer"], case.pk, story.lesson)


def _answers(notes: dict[str, str]) -> Answers:
    """No to every item of the negative list, but for what was found."""
    return {item.code: (item.code in notes, notes.get(item.code, "")) for item in RULES.in_force().negative}
