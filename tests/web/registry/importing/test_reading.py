"""Files and pastes as lines; whatever is uploaded is answered."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.web.registry.importing.reading import read_file, read_paste
from keqiao.web.registry.registers import REGISTERS

PATENTS = REGISTERS["patents"]


def book(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_headings_are_found_below_a_title_in_any_language_and_order():
    content = book(
        ["专利清单"], [], ["status", "Application number", "授权公告日"], ["有效", 1.5, date(2024, 5, 1)]
    )
    found = read_file(PATENTS, "a.xlsx", content)
    assert found.heading_row == 3 and found.places == {"status": 0, "application_no": 1, "granted_on": 2}
    assert found.lines[0].cells == {"status": "有效", "application_no": "1.5", "granted_on": "2024-05-01"}


def test_a_heading_in_ten_thousands_is_noticed():
    found = read_file(
        REGISTERS["contracts"], "a.csv", "registration_no,amount（万元）\nH1,3\n".encode("gb18030")
    )
    assert found.ten_thousand == ["amount"]


@pytest.mark.parametrize(
    "text",
    [
        "201710601862.3\nZL 201710601862.3",
        "201710601862.3, CN201710601862.3",
        "2017106018623\r\n2017106018623\r\n",
    ],
)
def test_plain_numbers(text):
    found = read_paste(PATENTS, text)
    assert len(found.lines) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04zip"),
        ("a.xlsx", b"hello"),
        ("a.csv", b"\x00\xff\xfe\x00"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600),
        ("a.csv", b"foo,bar\n1,2"),
        ("", b"x" * 50),
    ],
)
def test_what_is_no_table_is_told(name, content):
    with pytest.raises(ValidationError):
        read_file(PATENTS, name, content)


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 6000), noise=st.binary(min_size=1, max_size=40), cut=st.integers(0, 3000))
def test_fuzzed_workbooks_are_answered(read_here, officer_client, at, noise, cut):
    whole = book(["申请号", "平台"], ["201710601862.3", "P01"])
    place = at % len(whole)
    content = whole[:place] + noise + whole[place + len(noise) : len(whole) - cut % 40]
    answer = officer_client.post(
        "/registers/patents/import/", {"file": SimpleUploadedFile("a.xlsx", content)}
    )
    assert answer.status_code in {302, 422}


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=200))
def test_any_paste_is_answered(officer_client, text):
    answer = officer_client.post("/registers/contracts/paste/", {"text": text, "common-kind": text[:5]})
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        assert officer_client.get(answer.url).status_code == 200


def test_a_percentage_reads_the_same_whichever_program_saved_the_file():
    """Excel leaves the type of a number out, openpyxl and LibreOffice write it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["registration_no", "amount"])
        sheet.write_row(1, 0, ["H1", 0.27], made.add_format({"num_format": "0%"}))
        sheet.write_row(2, 0, ["H2", 12_005_000], made.add_format({"num_format": "#,##0,"}))
    again = io.BytesIO()
    openpyxl.load_workbook(stream).save(again)
    read = [read_file(REGISTERS["contracts"], "a.xlsx", one.getvalue()).lines for one in (stream, again)]
    assert read[0] == read[1]
    assert read[0][0].cells["amount"] == "27%"
    assert read[0][1].cells["amount"] == "12,005 (12005000)"
