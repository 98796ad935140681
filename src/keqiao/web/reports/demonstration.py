"""The demonstration's study: its snapshots, visits, questions in every state, and a report that is being written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from keqiao.web.accounts.models import Unit, User
from keqiao.web.audit.clock import story_at, today
from keqiao.web.facts.models import Snapshot
from keqiao.web.reports import services

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
