"""Users from Excel: the template goes round, every error is told by its cell, and it is all or nothing."""

import io

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from keqiao.web.accounts.models import RoleProposal, Unit, User
from keqiao.web.administration.services import imports
from keqiao.web.audit.models import Entry


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
def place(unit, roles):
    return unit


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_filled_in_comes_back(language, place):
    with translation.override(language):
        workbook = openpyxl.load_workbook(io.BytesIO(imports.template()))
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
        found = imports.dry_run(stream.getvalue())
    assert found.problems == []
    assert found.rows == [imports.Row(2, "li", "李四", "P01", "li@example.org", ("broker",))]


def test_a_dry_run_writes_nothing(place):
    imports.dry_run(book(["li", "李四", "P01", "", ""]))
    assert not User.objects.exists()
    assert not Entry.objects.exists()


def test_every_error_is_told_by_its_cell(place, user_with):
    user_with("leader", username="Taken")
    Unit.objects.create(code="Z", name="撤销", kind="platform", is_active=False)
    found = imports.dry_run(
        book(
            ["taken", "甲", "P01", "", ""],
            ["a b", "乙", "", "", ""],
            ["ok", "", "P09", "not an address", "神仙"],
            ["OK", "丁", "Z", "", "system_admin、security_admin"],
            ["", "戊", None, None, None],
            [None, None, None, None, None],
            ["good", "己", "示范平台甲", None, "平台填报员；平台负责人"],
        )
    )
    assert sorted(one.cell for one in found.problems) == [
        "A2",
        "A3",
        "A5",
        "A6",
        "B4",
        "C4",
        "C5",
        "D4",
        "E4",
        "E5",
    ]
    assert [(row.username, row.roles) for row in found.rows] == [
        ("good", ("platform_clerk", "platform_director"))
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
def test_files_of_which_nothing_can_be_used(content, place):
    found = imports.dry_run(content)
    assert found.rows == []
    assert len(found.problems) == 1
    assert found.problems[0].said


def test_names_that_are_numbers_are_texts(place):
    assert imports.dry_run(book([1001, "李四", None, None, None])).rows[0].username == "1001"


def test_all_or_nothing(place, user_with):
    system = user_with("system_admin")
    rows = imports.dry_run(book(["li", "李四", "P01", "", "broker"], ["wang", "王五", "", "", ""])).rows
    User.objects.create_user("WANG")
    with pytest.raises(ValidationError):
        imports.create_all(system, rows)
    assert not User.objects.filter(username="li").exists()
    assert not Entry.objects.exists()


def test_the_whole_way(place, user_with, client_of):
    client = client_of("system_admin")
    page = client.post(
        "/accounts/users/import/",
        {
            "file": SimpleUploadedFile(
                "u.xlsx", book(["li", "李四", "P01", "", "broker"], ["wang", "王五", "", "", ""])
            )
        },
    )
    assert page.status_code == 200
    signed = page.context["signed"]
    answer = client.post("/accounts/users/import/create/", {"signed": signed})
    assert "no-store" in answer["Cache-Control"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    told = {row[0]: row[3] for row in sheet.iter_rows(min_row=5, values_only=True) if row[3]}
    for name in ("li", "wang"):
        user = User.objects.get(username=name)
        assert user.check_password(told[name])
        assert user.must_change_password
        assert not user.roles.exists()
    assert RoleProposal.objects.get().roles == ["broker"]
    log = "".join(Entry.objects.values_list("detail_text", flat=True))
    assert not any(password in log for password in told.values())
    again = client.post("/accounts/users/import/create/", {"signed": signed})
    assert again.status_code == 400
    assert User.objects.count() == 3
    other = client_of(user_with("system_admin", username="other"))
    assert other.post("/accounts/users/import/create/", {"signed": signed}).status_code == 400
    assert client.post("/accounts/users/import/create/", {"signed": signed[:-3]}).status_code == 400
