"""Users from Excel: the template goes round, every error is told by its cell, and it is all or nothing."""

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from keqiao.web.accounts.models import RoleProposal, Unit, User
from keqiao.web.administration.importing.importer import USER_IMPORTER
from keqiao.web.administration.importing.template import template
from keqiao.web.audit.models import Entry
from keqiao.web.imports.importer import PlannedAnew
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.services import apply, plan_file


def book(*rows, head=("用户名", "姓名", "单位", "电子邮箱", "拟定角色")) -> bytes:
    """A workbook as another program writes it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (head, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.fixture
def system(unit, roles, user_with):
    return user_with("system_admin")


def planned(system, content):
    return plan_file(system, USER_IMPORTER, "", "u.xlsx", content)


def faults(plan):
    """Row and column of every error."""
    return sorted((line["row"], column) for line in plan.lines for column in line["errors"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_filled_in_comes_back(language, system):
    with translation.override(language):
        workbook = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = workbook.worksheets[0]
    lists = workbook["lists"]
    units = [cell.value for cell in lists["A"]]
    names = [cell.value for cell in lists["B"]]
    assert any(one.startswith("P01 ") for one in units)
    validations = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert {key.split(":")[0] for key in validations} == {"C2", "E2"}
    sheet.append(["li", "李四", units[0], "li@example.org", next(n for n in names if n.startswith("broker"))])
    stream = io.BytesIO()
    workbook.save(stream)
    with translation.override("zh-hans"):
        plan = planned(system, stream.getvalue())
    assert [line["user"] for line in plan.lines] == [
        {
            "username": "li",
            "display_name": "李四",
            "unit": "P01",
            "email": "li@example.org",
            "roles": ["broker"],
        }
    ]


def test_a_dry_run_writes_no_account(system):
    planned(system, book(["li", "李四", "P01", "", ""]))
    assert not User.objects.filter(username="li").exists()
    assert list(Entry.objects.values_list("action", flat=True)) == ["imports.plan"]


def test_every_error_is_told_by_its_cell(system, user_with):
    user_with("leader", username="Taken")
    Unit.objects.create(code="Z", name="撤销", kind="platform", is_active=False)
    plan = planned(
        system,
        book(
            ["taken", "甲", "P01", "", ""],
            ["a b", "乙", "", "", ""],
            ["ok", "", "P09", "not an address", "神仙"],
            ["OK", "丁", "Z", "", "system_admin、security_admin"],
            ["", "戊", None, None, None],
            [None, None, None, None, None],
            ["good", "己", "示范平台甲", None, "平台填报员；平台负责人"],
        ),
    )
    assert faults(plan) == [
        (2, "username"),
        (3, "username"),
        (4, "display_name"),
        (4, "email"),
        (4, "roles"),
        (4, "unit"),
        (5, "roles"),
        (5, "unit"),
        (5, "username"),
        (6, "username"),
    ]
    good = [line["user"] for line in plan.lines if line["state"] == "new"]
    assert [(user["username"], user["roles"]) for user in good] == [
        ("good", ["platform_clerk", "platform_director"])
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04broken",
        b"not excel at all",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"x" * 2_000_001,
        book(),
        book(["a", "b"], head=("x", "y")),
        book(*[[f"u{n}", "甲"] for n in range(501)]),
    ],
    ids=["empty", "broken", "text", "old", "large", "no rows", "other headings", "too many"],
)
def test_files_of_which_nothing_can_be_used(content, system):
    with pytest.raises(ValidationError) as refused:
        planned(system, content)
    assert len(refused.value.messages) == 1 and refused.value.messages[0]
    assert not ImportPlan.objects.exists()


def test_names_that_are_numbers_are_texts(system):
    plan = planned(system, book([1001, "李四", None, None, None]))
    assert plan.lines[0]["user"]["username"] == "1001"


def test_all_or_nothing(system):
    plan = planned(system, book(["li", "李四", "P01", "", "broker"], ["wang", "王五", "", "", ""]))
    User.objects.create_user("WANG")
    with pytest.raises(PlannedAnew):
        apply(system, plan.pk)
    assert not User.objects.filter(username="li").exists()
    plan.refresh_from_db()
    assert faults(plan) == [(3, "username")]
    with pytest.raises(ValidationError):
        apply(system, plan.pk, leave_out=True)
    assert not User.objects.filter(username="li").exists()


def test_the_whole_way(system, user_with, client_of):
    client = client_of(system)
    content = book(["li", "李四", "P01", "", "broker"], ["wang", "", "", "", ""])
    sent = client.post("/accounts/users/import/", {"file": SimpleUploadedFile("u.xlsx", content)})
    plan = ImportPlan.objects.get()
    assert sent.url == f"/imports/{plan.pk}/" and client.get(sent.url).status_code == 200
    assert client.post(f"{sent.url}apply/").status_code == 422
    assert client.post(f"{sent.url}correct/", {"cell-3-display_name": "王五"}).status_code == 302
    other = client_of(user_with("system_admin", username="other"))
    assert other.post(f"{sent.url}apply/").status_code == 404
    answer = client.post(f"{sent.url}apply/")
    assert "no-store" in answer["Cache-Control"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    told = {row[0]: row[3] for row in sheet.iter_rows(min_row=5, values_only=True) if row[3]}
    for name in ("li", "wang"):
        user = User.objects.get(username=name)
        assert user.check_password(told[name])
        assert user.must_change_password
        assert not user.roles.exists()
    assert RoleProposal.objects.get().roles == ["broker"]
    kept = "".join(Entry.objects.values_list("detail_text", flat=True)) + str(
        ImportPlan.objects.values().get()
    )
    assert not any(password in kept for password in told.values())
    again = client.post(f"{sent.url}apply/")
    assert again.status_code == 302 and again.url == sent.url
    assert User.objects.count() == 4


def test_a_title_may_stand_above_the_headings(system):
    plan = planned(system, book(("用户名", "姓名"), ("zhang", "张三"), head=("平台用户名单",)))
    assert plan.heading_row == 2 and [line["row"] for line in plan.lines] == [3]


def test_a_file_of_another_kind_is_told_which_is_read(system):
    with pytest.raises(ValidationError) as refused:
        plan_file(system, USER_IMPORTER, "", "名单.csv", "用户名,姓名".encode())
    assert "名单.csv" in refused.value.messages[0] and ".xlsx" in refused.value.messages[0]


def test_a_preview_names_unit_and_roles(system):
    plan = planned(system, book(["li", "李四", "P01", "", "platform_clerk"]))
    with translation.override("zh-hans"):
        shown = {one.label: one.after for one in USER_IMPORTER.differences(system, plan, plan.lines[0])}
    assert "platform_clerk" not in shown["拟定角色"] and "填报员" in shown["拟定角色"]
    assert Unit.objects.get(code="P01").name in shown["单位"]
