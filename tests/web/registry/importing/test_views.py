"""Pages of imports and pastes, from the upload to the undo."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keqiao.web.accounts.models import Unit
from keqiao.web.audit.models import Entry
from keqiao.web.imports.models import ImportPlan
from keqiao.web.registry.identifiers import patent_check_digit
from keqiao.web.registry.models import ChangeSet, Organisation, Patent, PatentOwner, Platform
from keqiao.web.registry.registers import REGISTERS


def number(serial: int) -> str:
    """An invention's application number with the check digit of ZC 0006-2003."""
    digits = f"20191{serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


def wrong(serial: int) -> str:
    """The same with a wrong check digit."""
    right = number(serial)
    return right[:-1] + ("1" if right[-1] != "1" else "2")


@pytest.fixture
def platforms(unit):
    """P01 of the unit, P02 of another."""
    other = Unit.objects.create(code="P02", name="乙", kind="platform")
    return [
        Platform.objects.create(
            organisation=Organisation.objects.create(name=f"研究院{code}"),
            code=code,
            short_name=f"院{code}",
            type="rd",
            settled_on=date(2019, 1, 1),
            valid_from=date(2019, 1, 1),
            unit=of,
        )
        for code, of in (("P01", unit), ("P02", other))
    ]


@pytest.fixture
def clerk(client_of, unit):
    return client_of("platform_clerk", unit)


def pasted(client, key, text, **common):
    answer = client.post(
        f"/registers/{key}/paste/", {"text": text, **{f"common-{k}": v for k, v in common.items()}}
    )
    assert answer.status_code == 302, answer.content.decode()
    return ImportPlan.objects.get(pk=answer.url.strip("/").split("/")[-1])


def states(plan):
    return [line["state"] for line in plan.lines]


def test_thirty_numbers_two_wrong_corrected_in_place_written_undone(clerk, platforms):
    numbers = [number(n) for n in range(28)] + [wrong(28), wrong(29)]
    plan = pasted(clerk, "patents", "\n".join(numbers), granted_on="2024-05-01")
    assert states(plan).count("new") == 28 and states(plan).count("error") == 2
    page = clerk.get(f"/imports/{plan.pk}/").content.decode()
    assert number(28)[-1] in page and 'name="cell-29-application_no"' in page
    refused = clerk.post(f"/imports/{plan.pk}/apply/")
    assert refused.status_code == 422 and Patent.objects.count() == 0
    clerk.post(
        f"/imports/{plan.pk}/correct/",
        {"cell-29-application_no": number(28), "cell-30-application_no": "ZL" + number(29)},
    )
    assert clerk.post(f"/imports/{plan.pk}/apply/").status_code == 302
    plan.refresh_from_db()
    assert plan.state == "applied" and (plan.outcome["created"], plan.outcome["beside"]) == (30, 30)
    assert set(Patent.objects.values_list("status", "kind", "granted_on")) == {
        ("granted", "invention", date(2024, 5, 1))
    }
    assert PatentOwner.objects.current().filter(platform=platforms[0]).count() == 30
    shown = clerk.get(f"/changes/{plan.outcome['change_set']}/")
    assert shown.status_code == 200
    assert clerk.post(f"/changes/{plan.outcome['change_set']}/undo/", {"reason": "试"}).status_code == 302
    assert Patent.objects.current().count() == 0
    assert {"imports.plan", "imports.correct", "imports.apply", "registry.paste", "registry.undo"} <= set(
        Entry.objects.values_list("action", flat=True)
    )


@pytest.mark.parametrize("key", REGISTERS)
def test_every_register_has_template_import_and_paste(officer_client, platforms, key):
    for page in ("template.xlsx", "rows.xlsx", "import/", "paste/"):
        assert officer_client.get(f"/registers/{key}/{page}").status_code == 200, page


def upload(client, key, content, name="a.xlsx"):
    return client.post(f"/registers/{key}/import/", {"file": SimpleUploadedFile(name, content)})


def book_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_errors_come_back_in_the_same_workbook(officer_client, platforms):
    content = book_of(
        ["某表"], ["申请号", "平台", "备忘"], [number(1), "院P01", "甲"], [wrong(2), "院P09", "乙"]
    )
    answer = upload(officer_client, "patents", content)
    plan = ImportPlan.objects.get()
    assert answer.url == f"/imports/{plan.pk}/" and states(plan) == ["new", "error"]
    assert plan.unknown == ["备忘"]
    back = openpyxl.load_workbook(io.BytesIO(officer_client.get(f"/imports/{plan.pk}/errors.xlsx").content))
    sheet = back.active
    assert sheet["C4"].value == "乙" and sheet["D3"].value is None and "院P09" in sheet["D4"].value
    assert sheet["A4"].fill.fgColor.rgb == "FFF8D7DA" and sheet.auto_filter.ref == "A2:D4"
    assert officer_client.post(f"/imports/{plan.pk}/apply/", {"leave_out": "on"}).status_code == 302
    assert Patent.objects.count() == 1 and ChangeSet.objects.get().file_digest == plan.file_digest


def test_plans_are_seen_by_who_made_them_and_by_auditors(clerk, client_of, officer_client, platforms):
    plan = pasted(clerk, "patents", number(1))
    assert officer_client.get(f"/imports/{plan.pk}/").status_code == 404
    auditor = client_of("auditor")
    assert auditor.get(f"/imports/{plan.pk}/").status_code == 200
    assert auditor.post(f"/imports/{plan.pk}/apply/").status_code == 403


def test_discarding_forgets_the_file(officer_client, platforms):
    upload(officer_client, "parks", book_of(["代码", "名称"], ["a", "甲"]))
    plan = ImportPlan.objects.get()
    officer_client.post(f"/imports/{plan.pk}/discard/")
    plan.refresh_from_db()
    assert plan.state == "discarded" and plan.content is None
    assert officer_client.post(f"/imports/{plan.pk}/apply/").status_code == 403
