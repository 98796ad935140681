import re
from decimal import Decimal as D

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.papers import PDF

from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Evidence, Fact
from keqiao.web.facts.services import create_snapshot, record_fact
from keqiao.web.registry.models import Engagement


@pytest.fixture
def filled(city, officer, new_person):
    people = [new_person(degree="doctor", consent_public=number == 0) for number in range(120)]
    for number, person in enumerate(people):
        platform = city.P01 if number % 2 else city.P02
        Engagement.objects.create(person=person, platform=platform, started_on="2021-01-01")
    for year, value in ((2022, "40000000"), (2023, "77590000")):
        record_fact(officer, "operating_revenue", city.P01, str(year), D(value), source_note="审计报告")
    return city


def text(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_of_a_derived_figure(filled, officer_client):
    page = text(officer_client.get("/figures/rd_headcount/city/2024-10-31/"))
    for part in ("120", "2024-10-31", "每人计一次", "示范市", "演示数据", "R0002"):
        assert part in page
    second = officer_client.get("/figures/rd_headcount/city/2024-10-31/?page=3")
    assert second.context["rows"].rows and second.context["page"].number == 3
    row = second.context["rows"].rows[0][second.context["rows"].columns[0].key]
    assert row.url.startswith("/registers/") and officer_client.get(row.url).status_code == 200


def test_the_page_of_a_recorded_figure_with_its_history(filled, officer, officer_client):
    record_fact(officer, "operating_revenue", filled.P01, "2023", D("77000000"), note="审计调整")
    response = officer_client.get("/figures/operating_revenue/P01/2023/")
    page = text(response)
    for part in ("7,700.00", "7,759.00", "万元", "审计调整", "审计报告", str(officer), "+92.50%"):
        assert part in page
    assert len(response.context["history"].rows) == 2


def test_the_page_without_a_value_says_why(filled, officer_client):
    page = officer_client.get("/figures/operating_revenue/P03/2023/")
    assert page.status_code == 200
    assert page.context["figure"].reason in page.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/figures/nothing/city/2023/",
        "/figures/rd_headcount/P99/2023/",
        "/figures/rd_headcount/city/bogus/",
        "/figures/rd_headcount/city/2023/?basis=guess",
        "/figures/?measure=rd_headcount",
        "/figures/?measure=a b&scope=../..&period=%01",
        "/measures/nothing/",
        "/snapshots/nothing/",
    ],
)
def test_bad_addresses_lead_nowhere(filled, officer_client, address):
    assert officer_client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=-1", "?page=99999999999999", "?q=%01%FF", "?category=zzz&q=人员"]
)
def test_bad_queries_are_borne(filled, officer_client, query):
    for address in ("/measures/", "/figures/rd_headcount/city/2023/", "/snapshots/"):
        assert officer_client.get(address + query).status_code == 200


def test_the_form_leads_to_the_figure(filled, officer_client):
    response = officer_client.get("/figures/?measure=rd_headcount&scope=P01&period=2023Q4&basis=verified")
    assert response["Location"] == "/figures/rd_headcount/P01/2023Q4/?basis=verified"


def test_measures_are_found_by_words_with_the_citys_figure(filled, officer_client):
    page = text(officer_client.get("/measures/?q=研发人员"))
    assert "研发人员数" in page and "120" in page and "2024-10-31" in page
    english = officer_client.get("/measures/?q=revenue", headers={"accept-language": "en"})
    assert "7,759.00" in english.content.decode() and "Operating revenue" in english.content.decode()


def test_a_measures_page_shows_versions_and_platforms(filled, officer_client):
    page = text(officer_client.get("/measures/operating_revenue/"))
    assert "以审计报告为准" in page and "平台1" in page


def test_workbooks_are_written_down(filled, officer_client):
    for address in ("/figures/rd_headcount/city/2023/", "/figures/operating_revenue/P01/2023/"):
        response = officer_client.get(f"{address}export.xlsx")
        assert response.status_code == 200 and response.content[:2] == b"PK"
    assert Entry.objects.filter(action="facts.export").count() == 2


def test_others_see_totals_but_not_rows_nor_names(filled, client_of):
    own = client_of("platform_clerk", unit=filled.P01.unit)
    response = own.get("/figures/rd_headcount/city/2023/")
    assert response.context["figure"].value == 120
    assert len(response.context["behind"].ids) == 60
    assert own.get("/figures/rd_headcount/P02/2023/").status_code == 403
    assert "R0001" not in response.content.decode()
    leader = client_of("leader").get("/figures/rd_headcount/city/2023/").content.decode()
    assert "人员1" in leader and "人员3" not in leader  # number 1 agreed to be named, number 3 did not
    broker = client_of("broker").get("/figures/rd_headcount/city/2023/")
    assert broker.context["figure"].value == 120 and broker.context["behind"].ids == []
    refused = client_of("system_admin").get("/figures/rd_headcount/city/2023/")
    assert refused.status_code == 403


def test_signing_in_comes_first(client, city):
    for address in ("/measures/", "/figures/rd_headcount/city/2023/", "/snapshots/", "/facts/record/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_recording_through_the_form(filled, officer_client):
    given = {
        "measure": "operating_revenue",
        "platform": "P02",
        "period": "2023",
        "value": "3240.64",
        "basis": "reported",
        "source_kind": "third_party",
        "evidence_title": "年度审计报告",
        "evidence": SimpleUploadedFile("审计.pdf", PDF),
    }
    response = officer_client.post("/facts/record/", given)
    assert response["Location"] == "/figures/operating_revenue/P02/2023/"
    fact = Fact.objects.get(platform=filled.P02)
    assert fact.value == D("32406400")
    page = text(officer_client.get(response["Location"]))
    assert "3,240.64" in page and "年度审计报告" in page
    doubtful = officer_client.post("/facts/record/", given | {"value": "0.32", "evidence": ""})
    assert doubtful.status_code == 400 and doubtful.context["form"].doubtful
    confirmed = officer_client.post(
        "/facts/record/", given | {"value": "0.32", "evidence": "", "confirmed": "on"}
    )
    assert confirmed.status_code == 302


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
    ],
)
def test_a_wrong_form_stores_nothing(filled, officer_client, wrong):
    before = Fact.objects.count()
    given = {
        "measure": "operating_revenue",
        "platform": "P02",
        "period": "2023",
        "value": "1",
        "basis": "reported",
    }
    response = officer_client.post("/facts/record/", given | {"source_kind": "register"} | wrong)
    assert response.status_code == 400
    assert Fact.objects.count() == before and not Evidence.objects.exists()


def test_clerks_choose_among_their_own(filled, client_of):
    clerk = client_of("platform_clerk", unit=filled.P01.unit)
    form = clerk.get("/facts/record/").context["form"]
    assert [platform.code for platform in form.fields["platform"].queryset] == ["P01"]
    given = {
        "measure": "operating_revenue",
        "platform": "P02",
        "period": "2024",
        "value": "1",
        "basis": "reported",
    }
    assert clerk.post("/facts/record/", given | {"source_kind": "self_report"}).status_code == 400


def test_snapshot_pages(filled, officer_client, client_of):
    assert "暂无快照" in officer_client.get("/snapshots/").content.decode()
    made = officer_client.post("/snapshots/new/", {"title": "2023年度", "periods": "2022、2023"})
    page = text(officer_client.get(made["Location"] + "?check=1&q=研发人员"))
    assert "结果一致" in page and "研发人员数" in page
    assert officer_client.get(made["Location"] + "?format=xlsx").content[:2] == b"PK"
    assert officer_client.post("/snapshots/new/", {"title": "x", "periods": "abc"}).status_code == 400
    used = officer_client.get("/figures/rd_headcount/P01/2023/")
    assert "2023年度" in used.content.decode()
    clerk = client_of("platform_clerk", unit=filled.P01.unit)
    assert clerk.get(made["Location"]).status_code == 404
    assert clerk.post("/snapshots/new/", {"title": "x", "periods": "2023"}).status_code == 403


def test_pages_ask_the_database_no_more_with_more_rows(
    filled, officer, officer_client, django_assert_max_num_queries
):
    create_snapshot(officer, "年度", ["2023"])
    for address, most in (
        ("/figures/rd_headcount/city/2024-10-31/", 35),
        ("/figures/operating_revenue/city/2023/", 35),
        ("/measures/", 45),
        ("/snapshots/", 12),
    ):
        officer_client.get(address)
        with django_assert_max_num_queries(most):
            officer_client.get(address)
