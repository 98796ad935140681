"""The page that verifies the log: who may, what it shows, and that it writes itself down."""

import pytest
from django.db import connection
from django.test import override_settings
from tests.web.conftest import triggers_off

from keqiao.web.accounts.models import Role
from keqiao.web.audit import verification
from keqiao.web.audit.models import Entry, Head
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Evidence

PAGE, RUN = "/audit/verification/", "/audit/verification/run/"


@pytest.fixture
def seven(officer):
    return [record(officer, f"test.act{number}") for number in range(1, 8)]


def sql(statement: str) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_log_that_was_never_verified_says_so(client_of):
    assert "尚未校验" in client_of("auditor").get(PAGE).content.decode()


def test_a_verification_is_shown_and_written_down(client_of, seven):
    client = client_of("auditor")
    html = client.post(RUN, follow=True).content.decode()
    assert "链条完整" in html
    assert "受保护数据均与审计记录相符" in html
    assert "7 条（第 1 至 7 条）" in html
    assert "用户auditor (auditor)" in html
    entry = Entry.objects.filter(action="audit.verify").order_by("-number")[0]
    assert (entry.action, entry.outcome, entry.detail["checked"]) == ("audit.verify", "success", 7)
    assert Entry.objects.order_by("-number")[0].action == "audit.verify_rows"
    assert "第 1 至 9 条" in client.post(RUN, follow=True).content.decode()


def test_every_broken_place_is_shown_with_its_neighbours(client_of, seven):
    sql("UPDATE audit_entry SET action = 'forged' WHERE number = 2")
    sql("DELETE FROM audit_entry WHERE number IN (4, 5)")
    response = client_of("audit_admin").post(RUN, follow=True)
    rows = response.context["places"].rows
    assert [row["number"].value for row in rows] == ["2", "4–5"]
    assert [row["before"].url for row in rows] == ["/audit/1/", "/audit/3/"]
    assert [row["after"].url for row in rows] == ["/audit/3/", "/audit/6/"]
    assert "链条断裂" in response.content.decode()
    entry = Entry.objects.filter(action="audit.verify").order_by("-number")[0]
    assert (entry.outcome, entry.detail["places"]) == ("failure", 2)


def test_to_see_is_not_to_verify(client_of, user_with, roles):
    role = Role.objects.create(code="reader", name="读者", scope="all", rights=["audit.view"])
    user = user_with(username="reader")
    user.roles.add(role)
    client = client_of(user)
    assert RUN not in client.get(PAGE).content.decode()
    assert client.post(RUN).status_code == 403
    assert client.get("/audit/export/").status_code == 403
    assert 'href="/audit/export/"' not in client.get("/audit/").content.decode()


def test_asking_without_post_verifies_nothing(client_of, seven):
    assert client_of("auditor").get(RUN).status_code == 302


def test_a_log_that_takes_no_entry_still_tells_what_is_wrong(client_of, seven):
    """A head that was set back makes the next number one that is taken."""
    Head.objects.update(number=3)
    client = client_of("auditor")
    html = client.post(RUN, follow=True).content.decode()
    assert "链条断裂" in html
    assert "未能留痕" in html


def test_a_seal_that_cannot_be_read_is_told(client_of, seven, archive_folder):
    archive_folder.mkdir()
    (archive_folder / "a.jsonl.gz.seal.json").write_text("[]")
    assert "a.jsonl.gz.seal.json" in client_of("auditor").post(RUN).content.decode()


def test_a_page_walks_a_bounded_number_of_entries(client_of, seven, monkeypatch):
    monkeypatch.setattr(verification, "MOST_AT_ONCE", 3)
    html = client_of("auditor").post(RUN, follow=True).content.decode()
    assert "3 条（第 5 至 7 条）" in html
    assert "verify_audit" in html


def test_a_tampered_result_is_no_error(client_of, seven):
    client = client_of("auditor")
    client.post(RUN)
    sql("""UPDATE audit_entry SET detail_text = '{"broken": 7}' WHERE action = 'audit.verify'""")
    assert client.get(PAGE).status_code == 200


def test_rows_that_do_not_hold_are_shown_with_their_entry(client_of, officer):
    with override_settings(AUDIT_HEADS="/nowhere/at/all"):
        evidence = Evidence(
            sha256="0" * 64, size=1, media_type="application/pdf", original_name="a.pdf", title="a", grade="C"
        )
        evidence.save()
        entry = record(officer, "facts.store_evidence", evidence)
    sql(f"UPDATE facts_evidence SET title = 'b' WHERE id = {evidence.pk}")
    html = client_of("auditor").post(RUN, follow=True).content.decode()
    assert "有受保护数据与审计记录不符" in html
    assert "facts_evidence" in html and f"第{entry.number}条记录" in html
    assert f'href="/audit/{entry.number}/"' in html
    result = Entry.objects.get(action="audit.verify_rows")
    assert (result.outcome, result.detail["places"]) == (
        "failure",
        2,
    )  # the row, and its file which is not there


def test_guards_that_were_dropped_are_told(client_of, seven):
    name = "facts_fact_no_update" if connection.vendor == "sqlite" else "facts_fact_append_only ON facts_fact"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
    html = client_of("auditor").post(RUN, follow=True).content.decode()
    assert name.split()[0] in html
    assert Entry.objects.get(action="audit.verify_rows").detail["guards"] == [name.split()[0]]
