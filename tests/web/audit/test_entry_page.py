"""One entry with everything it says, and the log of one object."""

import pytest
from django.db import connection
from tests.web.conftest import triggers_off

from keqiao.web.audit import selectors
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record


@pytest.fixture
def three(officer):
    return [
        record(officer, "accounts.set_roles", officer, {"before": ["firm"], "after": [f"r{n}"]})
        for n in range(3)
    ]


def test_everything_is_shown(client_of, three):
    html = client_of("auditor").get("/audit/2/").content.decode()
    for text in (
        "调整角色",
        "firm → r1",
        "变更",
        three[1].hash,
        three[0].hash,
        "用户officer",
        "内容与哈希值相符",
    ):
        assert text in html
    assert "不符" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_and_the_last_hold(client_of, three, number):
    context = client_of("auditor").get(f"/audit/{number}/").context
    assert [holds for holds, _ in context["checks"]] == [True, True, True]


def test_a_changed_entry_and_its_neighbours_say_so(client_of, three):
    with triggers_off("audit_*"), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET action = 'x', detail_text = 'no json' WHERE number = 2")
    client = client_of("auditor")
    checks = {number: client.get(f"/audit/{number}/").context["checks"] for number in (1, 2, 3)}
    held = {number: [holds for holds, _ in found] for number, found in checks.items()}
    assert held == {1: [True, True, True], 2: [False, True, False], 3: [True, False, True]}
    assert "no json" in client.get("/audit/2/").content.decode()


def test_who_may_not_see_the_log_sees_no_entry(client_of, three):
    assert client_of("system_admin").get("/audit/1/").status_code == 403


@pytest.mark.parametrize("number", ["99", "0", "9" * 30])
def test_what_is_not_there_is_not_found(client_of, three, number):
    assert client_of("auditor").get(f"/audit/{number}/").status_code == 404


def test_the_log_of_one_object(client_of, officer, three, unit):
    record(officer, "accounts.edit_unit", unit)
    assert [entry.number for entry in selectors.of(officer)] == [3, 2, 1]
    assert [entry.number for entry in selectors.of(unit)] == [4]
    page = client_of("auditor").get(selectors.address_of(officer)).context["page"]
    assert page.paginator.count == 3
    record(None, "site.refuse", "/somewhere/")
    assert selectors.of("/somewhere/").count() == 1


def test_markup_in_details_stays_text(client_of, officer):
    record(officer, "test.act", detail={"<script>": "<script>alert(1)</script>"})
    html = client_of("auditor").get(f"/audit/{Entry.objects.count()}/").content.decode()
    assert "<script>alert" not in html
