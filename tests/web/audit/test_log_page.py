"""The list of audit entries: who sees it, searching, the workbook."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.web.markup import markup

from keqiao.web.audit import selectors
from keqiao.web.audit.models import Entry
from keqiao.web.audit.origin import Origin, acting_from
from keqiao.web.audit.services import record


@pytest.fixture
def entries(officer):
    record(officer, "facts.record", "研发人员", {"value": "817"})
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    with acting_from(Origin(request=request)):
        record(None, "accounts.sign_in", detail={"username": "mallory"}, outcome="failure")
    for number in range(60):
        record(officer, "test.many", f"第{number}项")


@pytest.mark.parametrize(
    ("role", "status"),
    [("auditor", 200), ("audit_admin", 200), ("bureau_officer", 403), ("system_admin", 403)],
)
def test_only_auditors_read_it(client_of, role, status):
    client = client_of(role)
    assert client.get("/audit/").status_code == status
    assert client.get("/audit/?format=xlsx").status_code == status


def test_pages_of_fifty_newest_first(client_of, entries):
    client = client_of("auditor")
    first, second = (client.get(f"/audit/?page={page}").context["page"].object_list for page in (1, 2))
    assert [entry.number for entry in first][:2] == [62, 61]
    assert len(first) == 50
    assert len(second) == 12


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=mallory", 1),
        ("words=研发", 1),
        ("action=test.many", 60),
        ("outcome=failure", 1),
        ("words=zzz", 0),
        ("user=offi", 61),
        ("user=用户offi", 61),
        ("user=系统", 1),
        ("user=zzz", 0),
        ("action=facts.", 1),
        ("action=test.", 60),
        ("address=10.1.2.3", 1),
        ("address=10.1.", 1),
        ("address=10.9.", 0),
        ("kind=nothing.such", 62),
        ("user=officer&action=facts.record&outcome=success", 1),
        ("first=0001-01-01&last=9999-12-31", 62),
        ("last=2000-01-01", 0),
        ("first=2000-01-01", 62),
    ],
)
def test_searching(client_of, entries, query, found):
    assert client_of("auditor").get(f"/audit/?{query}").context["page"].paginator.count == found


@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "first=yesterday", "outcome=maybe", "action=%01", "words=%01", "words=%ff"]
)
def test_bad_queries_are_no_errors(client_of, entries, query):
    assert client_of("auditor").get(f"/audit/?{query}").status_code == 200


def test_the_workbook_has_the_entries_and_is_itself_recorded(client_of, entries):
    client = client_of("auditor")
    answer = client.get("/audit/?format=xlsx&action=facts.record")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any("研发人员" in row for row in rows)
    assert Entry.objects.order_by("-number")[0].action == "audit.export"


def test_text_of_an_entry_is_never_markup(client_of, officer):
    record(officer, "test.act", "<script>alert(1)</script>")
    text = client_of("auditor").get("/audit/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_actions_stand_in_words_and_unknown_ones_as_they_are(client_of, entries):
    html = client_of("auditor").get("/audit/?first=2000-01-01&page=2").content.decode()
    assert ">登录<" in html
    assert ">test.many<" in html


def test_long_details_are_cut_on_the_page_and_whole_in_the_workbook(client_of, officer):
    record(officer, "facts.record", detail={"reason": "长" * 500})
    client = client_of("auditor")
    assert f"原因：{'长' * 500}</td>" not in markup(client.get("/audit/"))
    answer = client.get("/audit/?format=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert any(f"原因：{'长' * 500}" in row for row in rows)


def test_the_number_of_queries_does_not_grow_with_the_log(
    client_of, officer, django_assert_num_queries, entries
):
    client = client_of("auditor")
    client.get("/audit/")  # what a process reads once
    with CaptureQueriesContext(connection) as few:
        client.get("/audit/?user=officer")
    for number in range(40):
        record(officer, f"test.more{number}", officer)
    with django_assert_num_queries(len(few)):
        client.get("/audit/?user=officer")


def test_no_more_than_ten_thousand_are_counted(client_of, entries, monkeypatch):
    monkeypatch.setattr(selectors, "MOST_COUNTED", 20)
    response = client_of("auditor").get("/audit/")
    assert response.context["page"].paginator.count == 20
    assert "缩小范围" in response.content.decode()


def test_actions_are_offered_by_room_and_an_unknown_one_stays_chosen(client_of, entries):
    html = markup(client_of("auditor").get("/audit/?action=test.many"))
    assert '<optgroup label="账号与登录">' in html
    assert '<option value="test.many" selected>' in html


def test_the_state_of_the_search_stands_in_the_address_of_pages_and_files(client_of, entries):
    html = client_of("auditor").get("/audit/?action=test.many&page=2").content.decode()
    assert 'href="/audit/export/?action=test.many"' in html
    assert "?action=test.many&amp;page=1" in html
