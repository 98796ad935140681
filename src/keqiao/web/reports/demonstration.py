"""The demonstration's study: its snapshots, visits, questions in every state, a report that is being written,
media coverage by each channel, and paragraphs of the library in every state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.clock import story_at, today
from keqiao.web.facts.models import Snapshot
from keqiao.web.registry.models import Platform
from keqiao.web.reports import library, services

STOCKS, FLOWS = "demo-2024-10-31", "demo-2023"
TITLE = "重大科创平台建设运行情况"
PURPOSE = "围绕“重大科创平台建设运行”开展调研：概况与成效、市外对比、主要问题、对策思考。"
VISITS = (
    (-70, "外市科学城", "当地科技部门", "大装置集群带动原始创新，成果面向全国转化。"),
    (-60, "外市科创园区", "当地科创委", "国有资本领头，成果就地交易、转化、应用。"),
    (-45, "本市各科创平台", "平台负责人", "平台普遍反映管理型人才不足、对接渠道较少。"),
)
QUESTIONS = (
    (
        -40,
        -25,
        "bureau",
        "各平台近两年协议指标完成情况如何？",
        "指标完成情况已随函报送，未完成事项附有说明。",
    ),
    (-30, -3, "finance", "共建协议年度经费拨付进度和未拨付原因？", ""),
    (-10, 9, "talent", "高层次人才引进渠道和在岗情况？", ""),
)
PUBLISHED = (
    (-65, "newspaper", "示范日报", "一位科学家的十年坚守", "讲述平台首席科学家扎根本市攻关的经历。", 42_000),
    (-52, "television", "示范电视台", "走进科创平台", "专题节目介绍平台的中试线和孵化企业。", 118_000),
    (-33, "online", "示范发布", "成果在身边：平台开放日", "开放日图文直播，市民走进实验室。", 86_500),
    (-12, "radio", "示范人民广播电台", "科学家精神访谈", "访谈青年科研人员的选择与坚持。", None),
)
PARAGRAPHS = (
    (
        -50,
        "营造尊重知识、尊重人才的氛围",
        "要充分发挥网络、广播、电视、报纸等媒介作用，讲好平台和科研人员的故事，弘扬科学家精神，在全社会形成尊重知识、尊重人才、"
        "支持创新的良好氛围。",
        "市人大常委会审议意见",
        "approved",
    ),
    (
        -48,
        "凝聚工作合力",
        "科创平台建设周期长、投入大、见效慢，各有关部门要保持历史耐心和战略定力，加强协同，形成工作合力。",
        "市委科技工作会议精神",
        "approved",
    ),
    (-46, "提高认识", "要进一步提高认识，加强领导，狠抓落实。", "往年报告", "refused"),
    (
        -9,
        "宽容失败",
        "要完善尽职免责机制，宽容依规履职中的失误，鼓励科研人员大胆探索。",
        "尽职免责办法",
        "proposed",
    ),
)


def add_reports() -> None:
    """Tell the study as its group would have kept it."""
    morning = datetime.combine(today(), datetime.min.time(), tzinfo=UTC)

    def at(days: int) -> datetime:
        """The moment so many days from today, in the morning."""
        return morning + timedelta(days=days, hours=1)

    people = {user.username: user for user in User.objects.select_related("unit")}
    units = {unit.code: unit for unit in Unit.objects.all()}
    congress = people["congress"]
    with story_at(at(-80)):
        study = services.open_study(
            congress,
            TITLE,
            PURPOSE,
            members=[congress, people["leader"]],
            snapshot=Snapshot.objects.get(code=STOCKS),
            flows_snapshot=Snapshot.objects.get(code=FLOWS),
        )
    for days, place, hosts, notes in VISITS:
        with story_at(at(days + 1)):
            services.visit(
                congress, study.pk, place=place, on=timezone.localdate(at(days)), hosts=hosts, notes=notes
            )
    for days, due, unit, words, text in QUESTIONS:
        with story_at(at(days)):
            question = services.ask(congress, study.pk, units[unit], words, timezone.localdate(at(due)))
        if text:
            with story_at(at(days + 5)):
                services.answer(people["officer"], question.pk, text)
    with story_at(at(-20)):
        services.draw_up(congress, study.pk, f"关于{TITLE}的调研报告", "示范市人大常委会办公室")
    _add_library(people, at)


def _add_library(people: dict[str, User], at: Callable[[int], datetime]) -> None:
    """Tell what was published about the platforms, and the paragraphs that reports may insert."""
    officer, congress = people["officer"], people["congress"]
    platforms = list(Platform.objects.current().order_by("code")[: len(PUBLISHED)])
    for number, (days, channel, outlet, title, story, reach) in enumerate(PUBLISHED):
        with story_at(at(days + 1)):
            library.record_story(
                officer,
                title=title,
                story=story,
                channel=channel,
                outlet=outlet,
                on=timezone.localdate(at(days)),
                reach=reach,
                platform=platforms[number] if number < len(platforms) else None,
            )
    for days, title, text, source, outcome in PARAGRAPHS:
        with story_at(at(days)):
            paragraph = library.propose(officer, title=title, text=text, source=source)
        with story_at(at(days + 2)):
            if outcome == "approved":
                library.approve(congress, paragraph.pk)
            elif outcome == "refused":
                library.refuse(congress, paragraph.pk, "措辞过于笼统，没有针对本市平台。")
