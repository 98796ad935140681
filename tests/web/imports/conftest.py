"""What each importer is tried with. A new importer adds its own: ``<key>_import``."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import openpyxl
import pytest
from tests.web.exchange.conftest import exchange  # noqa: F401 (fixtures)
from tests.web.open_cap import package, packed
from tests.web.returns.conftest import bureau, opened  # noqa: F401 (fixtures)
from tests.web.returns.uploading.workbooks import downloaded, filled, many

from keqiao.web.accounts.models import User
from keqiao.web.exchange.models import Need
from keqiao.web.finance.models import InnovationPoints
from keqiao.web.pipeline.models import ProjectPassage
from keqiao.web.registry.models import CapitalMovement, Firm, Organisation, Park


@dataclass
class Trial:
    """Files for an importer: ``good`` writes, ``mixed`` has a wrong line beside a good one (empty: none can be),
    ``strange`` has headings that nobody knows. ``written`` tells what stands in the system. ``stranger`` may use the
    product, not this import.
    """

    user: User
    stranger: User
    subject: str
    address: str
    good: bytes
    mixed: bytes
    strange: bytes
    written: Callable[[], Any]
    name: str = "表.xlsx"


def book(*rows) -> bytes:
    """A workbook as another program writes it."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


STRANGE = book(["甲", "乙"], ["1", "2"])


@pytest.fixture
def registers_import(roles, user_with):
    """The register of parks."""
    head = ["代码", "名称"]
    return Trial(
        user_with("bureau_officer", username="officer"),
        user_with("leader", username="stranger"),
        "parks",
        "/registers/parks/import/",
        book(head, ["a", "甲园"]),
        book(head, ["a", "甲园"], ["b", ""]),
        STRANGE,
        lambda: list(Park.objects.values_list("code", "name")),
    )


def _returns(opened, user, subject, address, content):  # noqa: F811
    return Trial(
        user,
        opened.congress,
        subject,
        address,
        filled(content, {"market_income": 3}, **_of(content)),
        filled(content, {"market_income": 3, "total_expenditure": "约十万"}, **_of(content)),
        STRANGE,
        lambda: list(
            opened.form.cells.filter(origin="typed")
            .exclude(value=None)
            .values_list("item__measure__code", "value")
        ),
    )


def _of(content):
    """Whose row is filled in, where a workbook holds several platforms."""
    first = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell.value for row in first.iter_rows(max_row=8) for cell in row]
    return {"platform": "P01"} if "平台代码" in cells else {}


@pytest.fixture
def returns_import(opened):  # noqa: F811
    """The form of a platform, by its clerk."""
    content = downloaded(opened.clerk_1, opened.form)
    return _returns(
        opened, opened.clerk_1, str(opened.form.pk), f"/returns/{opened.form.pk}/upload/", content
    )


@pytest.fixture
def collections_import(opened):  # noqa: F811
    """The workbook of many platforms, by the bureau."""
    key = opened.collection.pk
    content = many(opened.officer_1, opened.collection)
    return _returns(opened, opened.officer_1, str(key), f"/returns/collections/{key}/upload/", content)


@pytest.fixture
def users_import(unit, roles, user_with):
    """Accounts."""
    head = ["用户名", "姓名"]
    return Trial(
        user_with("system_admin", username="system"),
        user_with("leader", username="stranger"),
        "",
        "/accounts/users/import/",
        book(head, ["li", "李四"]),
        book(head, ["li", "李四"], ["wang", ""]),
        STRANGE,
        lambda: list(
            User.objects.filter(username__in=["li", "wang"]).values_list("username", "display_name")
        ),
    )


@pytest.fixture
def postings_import(exchange, user_with):  # noqa: F811
    """Needs of a firm, by its own person."""
    head = ["标题", "类别", "情况说明", "预算（万元）"]
    good = ["低温电芯保持率提升", "技术", "零下20℃容量保持率由61%提高到75%以上。", 120]
    return Trial(
        exchange.seeking.user,
        user_with("leader", username="stranger"),
        "needs",
        "/exchange/import/needs/",
        book(head, good),
        book(head, good, ["薄板表面检测", "技术", "", 80]),
        STRANGE,
        lambda: list(Need.objects.values_list("title", "kind", "budget_high", "organisation__name")),
    )


@pytest.fixture
def innovation_points_import(db, user_with):
    """Points of a firm."""
    for name in ("甲电池有限公司", "乙"):
        Firm.objects.create(organisation=Organisation.objects.create(name=name), local=True)
    head = ["企业（信用代码或名称）", "年度", "积分", "出处"]
    return Trial(
        user_with("finance_officer", username="office"),
        user_with("leader", username="stranger"),
        "",
        "/finance/points/import/",
        book(head, ["甲电池有限公司", 2025, 81.5, "省平台"]),
        book(head, ["甲电池有限公司", 2025, 81.5, "省平台"], ["不在册有限公司", 2025, 60, ""]),
        STRANGE,
        lambda: list(InnovationPoints.objects.values_list("organisation__name", "year", "points", "basis")),
    )


@pytest.fixture
def open_cap_import(roles, user_with):
    """The capital of a firm out of a package; a package has no lines that could be wrong alone."""
    body = Organisation.objects.create(
        usci="91320481000000027N", name="示范传感公司", legal_form="company", division="320481"
    )
    firm = Firm.objects.create(organisation=body, founded_on=date(2024, 8, 1))
    return Trial(
        user_with("bureau_officer", username="officer"),
        user_with("leader", username="stranger"),
        str(firm.pk),
        f"/capital/{firm.pk}/import/",
        packed(package()),
        b"",
        packed({"Transactions.ocf.json": "{}"}),
        lambda: list(CapitalMovement.objects.values_list("holder", "amount")),
        "股权.zip",
    )


@pytest.fixture
def pipeline_import(opened):  # noqa: F811
    """A list of projects, by the clerk of their platform."""
    head = ["项目编号", "项目名称", "平台", "技术领域", "成熟度", "提出日期", "阶段"]
    good = ["ZH-1", "低温电解液", "P01", "新材料", 4, "2024-03-01", "线索"]
    return Trial(
        opened.clerk_1,
        opened.congress,
        "pipeline-projects",
        "/pipeline/import/",
        book(head, good),
        book(head, good, ["ZH-2", "", "P01", "新材料", 4, "2024-03-01", ""]),
        STRANGE,
        lambda: list(ProjectPassage.objects.values_list("project__number", "stage")),
    )
