"""Proposing, confirming, refusing a figure on its pages; what stands by hand bears its mark wherever it shows."""

import io
import re
from decimal import Decimal as D

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.facts_of_two import record_fact
from tests.web.papers import paper

from keqiao.web.accounts.models import Role
from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Evidence, Fact, FigureProposal

AUDIT = paper("audit")


@pytest.fixture
def second_client(client_of, user_with):
    return client_of(user_with("bureau_officer", username="second_officer"))


def given(**changed):
    return {
        "measure": "operating_revenue",
        "platform": "P02",
        "period": "2023",
        "value": "3240.64",
        "basis": "reported",
        "source_kind": "third_party",
        "reason": "补报审计数",
        "evidence_title": "年度审计报告",
        "evidence": SimpleUploadedFile("审计.pdf", AUDIT),
    } | changed


def proposed_by(client, **changed):
    answer = client.post("/facts/record/", given(**changed))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


def text(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_the_form_over_the_page_to_the_figure(city, officer, officer_client, second_client):
    record_fact(officer, "operating_revenue", city.P02, "2023", D("30000000"))
    address = proposed_by(officer_client)
    assert Fact.objects.count() == 1, "nothing stands yet"
    own = text(officer_client.get(address))
    assert "由您申请" in own and "确认数据" not in own and "撤回" in own
    page = second_client.get(address)
    shown = text(page)
    for part in (
        "3,000.00 万元",
        "3,240.64 万元",
        "+8.02%",
        "补报审计数",
        "年度审计报告",
        "确认数据",
        "不予确认",
    ):
        assert part in shown
    sha256 = Evidence.objects.get().sha256
    assert f"/evidence/{sha256}/pages/" in page.content.decode()
    assert second_client.get(f"/evidence/{sha256}/pages/").status_code == 200
    answer = second_client.post(f"{address}confirm/", {"reason": "与原件一致"})
    assert answer["Location"] == "/figures/operating_revenue/P02/2023/"
    figure = text(second_client.get(answer["Location"]))
    assert (
        "3,240.64" in figure
        and "人工补录" in figure
        and str(officer) in figure
        and "second_officer" in figure
    )
    done = text(officer_client.get(address))
    assert "已确认" in done and "与原件一致" in done


def test_a_clerk_posting_to_the_form_changes_nothing(city, officer, client_of):
    """The exact request by which a clerk once replaced a figure alone."""
    record_fact(officer, "rd_expenditure", city.P01, "2024Q3", D("19312400"))
    payload = {
        "measure": "rd_expenditure",
        "platform": "P01",
        "period": "2024Q3",
        "value": "99999",
        "basis": "reported",
        "source_kind": "self_report",
        "confirmed": "on",
    }
    for role in ("platform_clerk", "platform_director"):
        client = client_of(role, unit=city.P01.unit)
        answer = client.post("/facts/record/", payload)
        assert answer.status_code == 403 and client.get("/facts/record/").status_code == 403
        assert "申请补录" not in client.get("/figures/rd_expenditure/P01/2024Q3/").content.decode()
        role_row = Role.objects.get(code=role)
        role_row.rights = [
            *role_row.rights,
            "facts.record",
            "facts.confirm",
        ]  # as an older installation has it
        role_row.save()
        for address in ("/facts/record/", "/facts/proposals/1/confirm/", "/facts/proposals/1/refuse/"):
            assert client.post(address, payload).status_code in {403, 404}
        refused = client.get("/facts/record/")
        assert refused.status_code == 403 and "填报表" in refused.content.decode()
        assert client.get("/facts/proposals/").status_code == 403
    assert Fact.objects.get().value == D("19312400") and not FigureProposal.objects.exists()


def test_own_stale_and_double_confirmations_are_refused_in_words(
    city, officer, officer_client, second_client
):
    address = proposed_by(officer_client)
    own = officer_client.post(f"{address}confirm/", {"reason": "我确认"})
    assert own.status_code == 403 and "另一人复核" in own.content.decode()
    assert own.context["reason"] == "我确认", "what was typed survives"
    record_fact(officer, "operating_revenue", city.P02, "2023", D("30000000"))
    stale = second_client.post(f"{address}confirm/")
    assert stale.status_code == 403 and "现行数据已经变化" in stale.content.decode()
    assert second_client.post(f"{address}refuse/", {"reason": ""}).status_code == 422
    assert second_client.post(f"{address}refuse/", {"reason": "已有新数据"}).status_code == 302
    again = second_client.post(f"{address}confirm/")
    assert again.status_code == 403 and "second_officer" in again.content.decode()
    assert Fact.objects.current().get().value == D("30000000")


def test_the_doubt_is_shown_to_both_and_the_file_is_kept(city, officer, officer_client, second_client):
    record_fact(officer, "operating_revenue", city.P02, "2022", D("32406400"))
    asked = officer_client.post("/facts/record/", given(value="0.32"))
    assert asked.status_code == 422 and asked.context["form"].doubtful
    stored = asked.context["stored"].sha256
    assert stored in asked.content.decode() and "补报审计数" in asked.content.decode()
    address = proposed_by(officer_client, value="0.32", confirmed="on", evidence="", stored=stored)
    assert FigureProposal.objects.get().evidence.get().sha256 == stored
    assert "万元" in second_client.get(address).context["status"].doubt
    refused = second_client.post(f"{address}confirm/")
    assert refused.status_code == 422 and not Fact.objects.filter(period="2023").exists()
    assert second_client.post(f"{address}confirm/", {"confirmed": "on"}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": ""},
        {"value": "abc"},
        {"value": "1e400"},
        {"value": "NaN"},
        {"period": "20233"},
        {"period": "2023-10-31"},
        {"measure": "rd_headcount"},
        {"platform": "P99"},
        {"basis": "guess"},
        {"not_applicable": "on"},
        {"evidence": SimpleUploadedFile("a.pdf", b"MZ")},
        {"evidence": ""},
        {"evidence": "", "stored": "0" * 64},
        {"reason": ""},
        {"reason": " \0 "},
        {"source_kind": "expert"},
    ],
)
def test_a_wrong_form_stores_nothing_and_keeps_what_was_typed(city, officer_client, wrong):
    answer = officer_client.post("/facts/record/", given(source_note="会计师事务所") | wrong)
    assert answer.status_code == 422 and "会计师事务所" in answer.content.decode()
    assert not FigureProposal.objects.exists() and not Fact.objects.exists() and not Evidence.objects.exists()


def test_the_list_tells_what_waits_and_what_became_of_the_others(
    city, officer_client, second_client, client_of
):
    assert "暂无补录申请" in text(officer_client.get("/facts/proposals/"))
    first = proposed_by(officer_client)
    proposed_by(officer_client, platform="", measure="national_recognitions", value="2", basis="verified")
    second_client.post(f"{first}refuse/", {"reason": "扫描件不清"})
    for client in (officer_client, second_client, client_of("auditor")):
        page = text(client.get("/facts/proposals/"))
        for part in ("待复核", "全市", "不予确认", "扫描件不清", "补报审计数"):
            assert part in page
    book = openpyxl.load_workbook(io.BytesIO(second_client.get("/facts/proposals/?format=xlsx").content))
    assert "扫描件不清" in str([[cell.value for cell in row] for row in book.active.rows])
    assert Entry.objects.filter(action="facts.export").exists()
    for role in ("leader", "congress", "finance_officer", "broker"):
        assert client_of(role).get("/facts/proposals/").status_code == 403


def test_what_waits_stands_on_the_workbench_of_who_may_confirm(
    city, officer_client, second_client, client_of
):
    proposed_by(officer_client)
    assert "待复核的人工补录数据：1 项" in second_client.get("/").content.decode()
    assert "待复核的人工补录数据" not in officer_client.get("/").content.decode(), (
        "the own one waits for others"
    )
    assert (
        "待复核的人工补录数据"
        not in client_of("platform_clerk", unit=city.P02.unit).get("/").content.decode()
    )


def test_a_figure_by_hand_bears_its_mark_wherever_it_shows(
    city, officer, officer_client, second_client, client_of
):
    address = proposed_by(officer_client)
    record_fact(officer, "operating_revenue", city.P01, "2023", D("10000000"))
    second_client.post(f"{address}confirm/")
    owner = client_of("platform_clerk", unit=city.P02.unit)
    assert "人工补录" in text(owner.get("/figures/operating_revenue/P02/2023/"))
    assert "人工补录" not in text(officer_client.get("/figures/operating_revenue/P01/2023/"))
    whole = officer_client.get("/figures/operating_revenue/city/2023/")
    assert whole.context["figure"].is_by_hand, "a sum with a figure by hand in it"
    rows = {row["platform"].value: row["value"].mark for row in whole.context["platforms"].rows}
    assert rows == {str(city.P01): "", str(city.P02): "人工补录"}
    assert "人工补录" in text(officer_client.get("/platforms/P02/")), "the profile's headline figures"
    assert "人工补录" in text(officer_client.get("/measures/operating_revenue/"))
    for what in ("/figures/operating_revenue/P02/2023/", "/figures/operating_revenue/city/2023/"):
        file = officer_client.get(f"{what}export.xlsx").content
        sheet = openpyxl.load_workbook(io.BytesIO(file)).active
        marked = [cell for row in sheet.rows for cell in row if "人工补录" in cell.number_format]
        assert [cell.value for cell in marked] == [3240.64], "the number stays a number and bears the mark"
