"""What follows from the figures of 2025: grades, a diagnosis, the layout, and the second survey report."""

from __future__ import annotations

from datetime import date

from keqiao.web.accounts.models import Unit
from keqiao.web.audit.clock import story_at
from keqiao.web.evaluations.drivers import results
from keqiao.web.facts.models import Snapshot
from keqiao.web.oversight.models import RecommendationOrigin
from keqiao.web.oversight.services import diagnoses, recommendations
from keqiao.web.planning.services import layout
from keqiao.web.reports import services as reports

from .changes import VERSION
from .corrections import computed, frozen, lead
from .people import INTO, on, platform, user

YEAR = 2025
SNAPSHOT = "demo-2025"
TITLE = "重大科创平台建设运行情况（2025年度）"


def grade_the_year() -> None:
    """Freeze the year as it was known in March, grade it by the version for 2025, keep findings and the layout."""
    officer = user("officer")
    with story_at(on(2026, 3, 31)):
        snapshot = frozen(f"{YEAR}年度评价数据（演示数据）", SNAPSHOT, YEAR)
        run = computed(f"{YEAR}年度科创平台绩效评价（演示数据）", snapshot, str(YEAR), VERSION)
        results.store(run, run.last_period, run.bases[0])
    lead(run, str(YEAR), on(2026, 4, 2), f"{YEAR}年度科创平台绩效评价等次（演示数据）")
    with story_at(on(2026, 4, 8)):
        diagnoses.make(officer, snapshot, str(YEAR))
        layout.make(officer, date(YEAR, 12, 31))


def draw_up_the_second_report() -> None:
    """A second study with its report, and a recommendation with a task of the new year."""
    congress, units = user("congress"), {unit.code: unit for unit in Unit.objects.all()}
    snapshot = Snapshot.objects.get(code=SNAPSHOT)
    with story_at(on(2026, 5, 11)):
        study = reports.open_study(
            congress,
            TITLE,
            "跟踪上年调研报告所提建议的落实情况，比较两年变化。",
            members=[congress, user("leader")],
            snapshot=snapshot,
            flows_snapshot=snapshot,
        )
        question = reports.ask(
            congress, study.pk, units["bureau"], "上年建议任务的办理情况和未完成原因？", date(2026, 5, 29)
        )
    with story_at(on(2026, 5, 20)):
        reports.answer(user("officer"), question.pk, "办理情况已随函报送；逾期任务附有说明（演示）。")
    with story_at(on(2026, 6, 3)):
        reports.draw_up(congress, study.pk, f"关于{TITLE}的调研报告", "示范市人大常委会办公室")
        kept = recommendations.recommend(
            congress,
            RecommendationOrigin.REPORT,
            "合并平台的资产与人员衔接",
            "平台合并、退出后，设备、专利和在研项目应有明确去向。",
            source="2025年度调研报告四（二）",
        )
    with story_at(on(2026, 6, 8)):
        recommendations.issue(
            user("officer"),
            kept,
            title="清理退出平台资产",
            demand=kept.text,
            lead=units["bureau"],
            support=[units["finance"]],
            due_on=date(2026, 12, 31),
            platform=platform(INTO),
            condition="rd_headcount >= 20",
            period=str(YEAR),
        )
