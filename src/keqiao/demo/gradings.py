"""Gradings of the demonstration: 2022 and 2023 are final, 2024 is in its publicity with one objection lodged.

The first two happened in the April after their year. That of 2024 began a few days before the demonstration is built,
so that its pages are alive: objections can be lodged, re-checked and answered.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.services import own_file
from keqiao.web.grading.models import Grading
from keqiao.web.grading.services import consultation, objections, preparation, publicity
from keqiao.web.registry.models import Platform

from .calendar import YEARS
from .evidence import pdf

TITLE = "{year}年度科创平台绩效评价等次（演示数据）"
MINUTES = (
    "会议听取了{year}年度绩效评价测算情况，逐一审议边界、临界平台和否决事项，审阅名次区间，"
    "一致同意测算等次，按程序公示。"
)
BASIS_REASON = "本年度评价沿用按填报值计分的口径；登记行已全部核验，个别核定值的差异已在会商中说明。"
DAYS = 14
"""Days of each publicity, twice the least."""
OBJECTS = "P05"
OBJECTION = (
    "我院对指标A1的得分提出异议：2024年四季度授权的两件发明专利未计入评价。"
    "请复核相关数据后重新评价。附发明专利授权通知书扫描件。"
)


def add_gradings() -> None:
    """Lead the runs of the three years as far as the story goes."""
    officer, reviewer = (User.objects.get(username=name) for name in ("officer", "reviewer"))
    for year in YEARS[:-1]:
        begun = datetime(year + 1, 4, 3, 2, tzinfo=UTC)
        grading = _published(officer, year, begun)
        with story_at(begun + timedelta(days=2 + DAYS)):
            publicity.finish(reviewer, grading.pk)
    grading = _published(officer, YEARS[-1], present() - timedelta(days=4))
    _objected(grading)


def _published(officer: User, year: int, begun: datetime) -> Grading:
    """Begin the grading of a year, hold the meeting the day after, publish on the second day."""
    run = Run.objects.filter(periods=[str(year)], state=Run.State.DONE).order_by("pk")[0]
    with story_at(begun):
        grading = preparation.prepare(
            officer,
            run,
            str(year),
            Run.Basis.REPORTED,
            title=TITLE.format(year=year),
            basis_reason=BASIS_REASON,
        )
    with story_at(begun + timedelta(days=1)):
        consultation.consult(officer, grading.pk, MINUTES.format(year=year), {})
    published = begun + timedelta(days=2)
    with story_at(published):
        first = timezone.localdate(published)
        return publicity.publish(officer, grading.pk, first, first + timedelta(days=DAYS - 1))


def _objected(grading: Grading) -> None:
    """The director of one platform objects on the day of the building, with a file."""
    platform = Platform.objects.get(code=OBJECTS)
    director = User.objects.get(username=f"director_{OBJECTS.removeprefix('P')}")
    lines = [
        "授权公告日：2024年11月26日",
        "授权公告日：2024年12月17日",
        f"专利权人：{platform.organisation.name}",
    ]
    file = ContentFile(pdf(f"patents-{OBJECTS}-2024", lines), name="发明专利授权通知书.pdf")
    objections.lodge(director, grading.pk, platform, OBJECTION, indicators=["A1"], files=[own_file(file)])
