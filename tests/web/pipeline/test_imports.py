"""A list of projects as clerks have it: read by its usual words, wrong lines told, no stage ahead of a gate."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from tests.web.imports.conftest import book

from keqiao.web.imports import services as imports
from keqiao.web.imports.models import ImportPlan
from keqiao.web.pipeline.importing.importer import PROJECT_IMPORTER, REGISTER
from keqiao.web.pipeline.importing.words import stage_named
from keqiao.web.pipeline.models import ProjectPassage, Stage
from keqiao.web.pipeline.services.passages import take_up

from .conftest import Walk, a_project

pytestmark = pytest.mark.django_db
HEADINGS = [
    "序号",
    "项目编号",
    "项目名称",
    "依托平台",
    "所属技术领域",
    "技术成熟度",
    "资金需求（万元）",
    "入库时间",
    "所处阶段",
    "联系人",
]
TITLE = ["2024年度科技成果转化项目库台账"]


def line(number, title="低温电解液", platform="P02", **other):
    """A line of the list; ``other`` by the names below."""
    cells = {"field": "新材料产业", "level": "TRL 4", "money": 120, "day": "2024年3月1日", "stage": "储备"}
    return [1, number, title, platform, *(cells | other).values(), "王工"]


def planned(user, *lines) -> ImportPlan:
    """The plan of a list."""
    content = book(TITLE, HEADINGS, *lines)
    return imports.plan_file(user, PROJECT_IMPORTER, REGISTER, "项目库.xlsx", content)


def applied(user, plan) -> None:
    """Apply a plan; wrong lines are left out."""
    imports.apply(user, plan.pk, leave_out=True, confirmed=True)


def test_a_list_as_clerks_have_it_is_entered_and_taken_up(works):
    platform = str(works.platform.organisation)
    plan = planned(
        works.director,
        line("ZH-1", day="2024.3.1", level="4级"),
        line("ZH-2", "高镍正极", platform, field="节能环保产业", day="2024年3月", stage="项目线索"),
    )
    assert [(entry["state"], entry["errors"]) for entry in plan.lines] == [("new", {}), ("new", {})]
    assert plan.unknown == ["序号", "联系人"]
    assert any("2024-03-01" in said for said in plan.lines[1]["warnings"])
    applied(works.director, plan)
    passages = ProjectPassage.objects.filter(project__number__in=["ZH-1", "ZH-2"]).order_by("project__number")
    first, second = passages
    assert (first.project.readiness, first.project.budget) == (4, Decimal(1_200_000))
    assert first.project.proposed_on == second.project.proposed_on == date(2024, 3, 1)
    assert (first.project.field, second.project.field) == ("materials", "environment")
    assert {row.stage for row in passages} == {Stage.LEAD}


def test_what_is_wrong_is_told_by_column_and_marked_in_the_same_workbook(works):
    plan = planned(
        works.director,
        line("ZH-1", platform="火星研究院"),
        line("ZH-2", day="去年春天"),
        line("ZH-3", stage="中试熟化"),
        line("ZH-4", stage="快好了"),
        line("ZH-5", level="很成熟"),
        line("ZH-6"),
        line("ZH-6", "另一个名称"),
        line("", "没有编号"),
        line(works.project.number, "改了名的项目", stage="立项"),
    )
    wrong = [sorted(entry["errors"]) for entry in plan.lines]
    assert wrong == [
        ["platform"],
        ["proposed_on"],
        ["stage"],
        ["stage"],
        ["readiness"],
        [],
        [""],
        ["number"],
        ["stage"],
    ]
    assert "G0" in plan.lines[2]["errors"]["stage"] and "G1" in plan.lines[2]["errors"]["stage"]
    sheet = openpyxl.load_workbook(io.BytesIO(PROJECT_IMPORTER.errors_workbook(works.director, plan))).active
    assert [cell.value for cell in sheet[2]][: len(HEADINGS)] == HEADINGS
    assert "G0" in str([cell.value for cell in sheet[5]][len(HEADINGS)])
    assert sheet.cell(5, 9).fill.start_color.rgb != sheet.cell(8, 9).fill.start_color.rgb
    applied(works.director, plan)
    assert list(
        ProjectPassage.objects.exclude(pk=works.passage.pk).values_list("project__number", flat=True)
    ) == ["ZH-6"]


def test_a_stage_is_corrected_in_place_and_the_line_is_good(works):
    plan = planned(works.director, line("ZH-1", stage="中试"))
    corrected = imports.correct(works.director, plan.pk, {3: {"stage": ""}})
    assert [entry["state"] for entry in corrected.lines] == ["new"]


def test_projects_that_are_there(works, proven):
    waiting = a_project(works.platform, "ZH-9", title="待受理")
    at = {"field": "新材料", "level": 3, "money": 200, "day": "2024-03-01"}
    plan = planned(
        works.director,
        line("ZH-9", "待受理", **at, stage=""),
        line(proven.project.number, proven.project.title, **at, stage="概念验证阶段"),
        line("ZH-10", "待受理", **at, stage="线索"),
    )
    assert [entry["state"] for entry in plan.lines] == ["taken_up", "same", "new"]
    assert "ZH-9" in " ".join(plan.lines[2]["warnings"])
    applied(works.director, plan)
    assert ProjectPassage.objects.get(project=waiting).stage == Stage.LEAD
    assert Walk(proven).passage.stage == Stage.PROOF


def test_a_project_taken_up_meanwhile_is_planned_anew(works):
    waiting = a_project(works.platform, "ZH-9")
    at = {"field": "新材料", "level": 3, "money": 200, "day": "2024-03-01", "stage": ""}
    plan = planned(works.director, line("ZH-9", waiting.title, **at))
    take_up(works.director, waiting)
    with pytest.raises(Exception, match="重新检查"):
        applied(works.director, plan)
    assert ProjectPassage.objects.filter(project=waiting).count() == 1


def test_others_rows_are_refused_and_brokers_import_none(works, client_of):
    foreign = a_project(works.other_platform, "ZH-8")
    plan = planned(works.director, line("ZH-8", "夺走", "P02"), line("ZH-7", platform="P03"))
    assert all(entry["state"] == "error" for entry in plan.lines)
    assert foreign.version == 1
    assert client_of(works.manager).get("/pipeline/import/").status_code == 403
    assert client_of(works.director).get("/pipeline/import/").status_code == 200


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("中试", "pilot"),
        ("中试熟化阶段", "pilot"),
        ("小试", "proof"),
        ("孵化期", "incubation"),
        ("产业化中", "industry"),
        ("已结题", "completed"),
        ("Proof of concept", "proof"),
    ],
)
def test_stages_are_known_by_the_names_that_people_use(text, stage):
    assert stage_named(text) == stage
