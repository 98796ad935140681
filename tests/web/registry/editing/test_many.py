"""What stands in the workbook of a list, and what a bulk edit or withdrawal writes, row by row."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from tests.golden import golden
from tests.web.registry.city import reference, side
from tests.web.registry.crowd import crowd

from keqiao.web.audit.models import Entry
from keqiao.web.registry import models as m
from keqiao.web.registry.changes import undo
from keqiao.web.registry.changes.state import states_of
from keqiao.web.registry.models import Change, ChangeSet
from keqiao.web.registry.registers import REGISTERS


@golden
def city(roles):
    common = reference()
    sides = [side(0, common), side(1, common)]
    crowd(0, 3, common | sides[0].rows)
    m.TechContract.objects.filter(registration_no="HT1").update(
        amount=Decimal("1234567.89"), title='=HYPERLINK("x")', buyer_local=True
    )
    return sides


def sheet_of(answer):
    """The sheet of a downloaded workbook."""
    book = load_workbook(io.BytesIO(answer.content))
    return book.worksheets[0]


def as_text(value, shown):
    """A cell of the workbook as the page prints it; ``shown``: the page's text, for the number of decimals."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == datetime.min.time()
            else value.strftime("%Y-%m-%d %H:%M")
        )
    if isinstance(value, int | float):
        decimals = len(shown.partition(".")[2])
        return f"{value:,.{decimals}f}"
    return value


@pytest.mark.parametrize("key", REGISTERS)
def test_the_workbook_of_a_list_holds_what_the_page_shows(key, city, officer_client):
    every = "&".join(f"column={name}" for name in REGISTERS[key].fields)
    address = f"/registers/{key}/?{every}&sort=source"
    page = officer_client.get(address)
    sheet = sheet_of(officer_client.get(f"{address}&format=xlsx"))
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][0] == REGISTERS[key].title
    assert timezone.localdate().isoformat() in lines[1][0]
    headings = [heading.label for heading in page.context["headings"]]
    told = [text for text in lines[3] if text]
    assert [text.split("（")[0].split("(")[0].strip() for text in told] == [
        text.split("（")[0].split("(")[0].strip() for text in headings
    ]
    rows = page.context["rows"]
    assert len(rows) == REGISTERS[key].model.objects.count() > 0
    for (_row, cells), line in zip(rows, lines[4:], strict=False):
        shown = [cell.text for cell in cells]
        # A row without a value in its first field is called by its number on the page and in the workbook.
        said = [as_text(value, text) for value, text in zip(line, shown, strict=False)]
        assert said == shown
    last = [text for line in lines[4 + len(rows) :] for text in line if text]
    assert any(str(text).startswith("制表人") and str(officer_client.user) in text for text in last)
    entry = Entry.objects.filter(action="registry.export").latest("pk")
    assert entry.detail["rows"] == len(rows)


def test_numbers_are_numbers_amounts_in_ten_thousand_yuan_and_names_stay_names(city, officer_client):
    sheet = sheet_of(officer_client.get("/registers/contracts/?format=xlsx&q=HT1"))
    lines = list(sheet.iter_rows(values_only=True))
    heads = lines[3]
    amount = next(place for place, text in enumerate(heads) if text and "万元" in text)
    row = next(line for line in lines[4:] if "HT1" in line)
    assert row[amount] == pytest.approx(123.456789)
    assert '=HYPERLINK("x")' in row
    formulas = [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert not formulas
    signed = next(value for value in row if isinstance(value, datetime))
    assert signed.date() == date(2023, 5, 1)


def test_the_workbook_keeps_words_filters_and_order_of_the_page(city, officer_client):
    address = (
        "/registers/patents/?status=granted&sort=-application_no&column=application_no&q=%E7%A4%BA%E8%8C%83"
    )
    page = [cells[0].text for _row, cells in officer_client.get(address).context["rows"]]
    lines = list(
        sheet_of(officer_client.get(f"{address}&format=xlsx")).iter_rows(min_row=5, values_only=True)
    )
    assert page == [line[0] for line in lines[: len(page)]] == sorted(page, reverse=True)
    assert len(page) == m.Patent.objects.filter(status="granted").count()


def test_a_clerk_exports_what_the_clerk_sees(city, client_of):
    clerk = client_of("platform_clerk", unit=city[0].unit)
    lines = list(
        sheet_of(clerk.get("/registers/contracts/?format=xlsx")).iter_rows(min_row=5, values_only=True)
    )
    numbers = {line[0] for line in lines}
    assert "HT1" in numbers and "HT2" not in numbers


def test_a_bulk_edit_writes_one_field_of_each_row_with_its_history(city, officer_client):
    rows = list(m.TechContract.objects.order_by("pk"))
    before = states_of(rows)
    data = {
        "keys": ",".join(str(row.pk) for row in rows),
        "field": "title",
        "title": "统一题",
        "reason": "统一 名称",
    }
    preview = officer_client.post("/registers/contracts/bulk/", data).context
    assert [one for _row, one in preview["preview"]] == [row.title or "—" for row in rows]
    assert preview["after"] == "统一题" and not ChangeSet.objects.exists()
    assert officer_client.post("/registers/contracts/bulk/", data | {"confirm": "1"}).status_code == 302
    made = ChangeSet.objects.get()
    assert (made.kind, made.register, made.reason, made.size) == ("bulk", "contracts", "统一 名称", len(rows))
    now = list(m.TechContract.objects.order_by("pk"))
    assert states_of(now) == {key: state | {"title": "统一题"} for key, state in before.items()}
    assert [row.version for row in now] == [row.version + 1 for row in rows]
    changes = {one.row: (one.before, one.after) for one in Change.objects.all()}
    assert changes == {key: ({"title": state["title"]}, {"title": "统一题"}) for key, state in before.items()}
    found = officer_client.get("/registers/contracts/?q=tyt").context["rows"]
    assert len(found) == len(rows)  # the search knows the new words
    undo(officer_client.user, made, "误改")
    assert states_of(list(m.TechContract.objects.all())) == before
    assert not officer_client.get("/registers/contracts/?q=tyt").context["rows"]


def test_one_wrong_row_stops_the_whole_bulk_edit_and_is_named(city, officer_client):
    rows = list(m.TechContract.objects.order_by("pk"))
    m.TechContract.objects.filter(pk=rows[1].pk).update(tech_amount=900)
    data = {
        "keys": ",".join(str(row.pk) for row in rows),
        "field": "amount",
        "amount": "0.05",
        "reason": "更正",
        "confirm": "1",
        "sure-amount": "1",
    }
    page = officer_client.post("/registers/contracts/bulk/", data)
    assert page.status_code == 200 and str(rows[1]) in page.context["errors"][0]
    assert not ChangeSet.objects.exists()
    assert states_of(list(m.TechContract.objects.order_by("pk")))[rows[0].pk]["amount"] == "1234567.89"


def test_a_field_that_tells_rows_apart_is_checked_row_by_row(city, officer_client):
    """Two yearly reports of one firm cannot both become that of 2022."""
    report = city[0].rows[m.FirmReport]
    other = m.FirmReport.objects.create(firm=report.firm, year=2021, revenue=1)
    data = {
        "keys": f"{report.pk},{other.pk}",
        "field": "year",
        "year": "2022",
        "reason": "更正",
        "confirm": "1",
    }
    page = officer_client.post("/registers/firm-reports/bulk/", data)
    assert page.status_code == 200 and page.context["errors"]
    assert not ChangeSet.objects.exists()
    assert {row.year for row in m.FirmReport.objects.filter(firm=report.firm)} == {2023, 2021}


def test_a_bulk_withdrawal_takes_all_or_none(city, officer_client):
    free = [one.rows[m.PatentTransfer] for one in city]
    held = [one.rows[m.Patent] for one in city]
    data = {"field": "withdraw", "reason": "重复登记", "confirm": "1"}
    keys = ",".join(str(row.pk) for row in held)
    page = officer_client.post("/registers/patents/bulk/", data | {"keys": keys})
    assert str(held[0]) in page.context["errors"][0]
    assert not m.Patent.objects.exclude(withdrawn_at=None).exists()
    keys = ",".join(str(row.pk) for row in free)
    assert officer_client.post("/registers/patent-transfers/bulk/", data | {"keys": keys}).status_code == 302
    gone = m.PatentTransfer.objects.exclude(withdrawn_at=None)
    assert {row.pk for row in gone} == {row.pk for row in free}
    assert {row.withdrawn_reason for row in gone} == {"重复登记"}
    made = ChangeSet.objects.get()
    assert (made.withdrawn, made.created, made.changed) == (2, 0, 0)
    undo(officer_client.user, made, "误撤")
    assert not m.PatentTransfer.objects.exclude(withdrawn_at=None).exists()
    assert set(Change.objects.filter(change_set__undoes=made).values_list("action", flat=True)) == {
        "restored"
    }


def test_rows_that_leave_together_do_not_hold_each_other_but_others_do(city, officer):
    """The twenty-first row that refers to one is seen as well, behind twenty that leave with it."""
    from django.core.exceptions import ValidationError

    from keqiao.web.registry.changes import change_set

    agreement = city[1].rows[m.Agreement]
    m.Commitment.objects.filter(agreement=agreement).delete()
    m.Instalment.objects.filter(agreement=agreement).delete()
    m.Condition.objects.filter(agreement=agreement).delete()
    rows = [
        m.Commitment.objects.create(agreement=agreement, party="platform", item=f"第{n}项") for n in range(21)
    ]
    with pytest.raises(ValidationError) as refused, change_set(officer, ChangeSet.Kind.EDIT) as changes:
        changes.withdraw(agreement, "终止", together=rows[:20])
    assert "第20项" in str(refused.value)
    with change_set(officer, ChangeSet.Kind.EDIT) as changes:
        changes.withdraw(m.Agreement.objects.get(pk=agreement.pk), "终止", together=rows)
        changes.withdraw_all(rows, "终止")
    assert changes.stored.withdrawn == 22
