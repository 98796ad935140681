import re
from decimal import Decimal as D

import pytest
from django.db.models import F
from tests.web.facts_of_two import record_fact

from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Snapshot
from keqiao.web.facts.services import create_snapshot
from keqiao.web.jobs.models import Job
from keqiao.web.registry.changes.state import records
from keqiao.web.registry.models import Engagement, RowState


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


def test_snapshot_pages(filled, officer_client, client_of):
    assert "暂无快照" in officer_client.get("/snapshots/").content.decode()
    chosen = {"title": "2023年度", "periods": ["2022", "2023"]}
    told = officer_client.post("/snapshots/new/", chosen)
    assert not Snapshot.objects.exists()  # what is missing comes first
    assert "将冻结的数据和缺数情况" in text(told) and "营业收入（2）" in text(told)
    other = officer_client.post("/snapshots/new/", chosen | {"previewed": "2021"})
    assert not Snapshot.objects.exists() and "冻结以上数据" in text(other)
    made = officer_client.post("/snapshots/new/", chosen | {"previewed": "2022 2023"})
    assert made["Location"].startswith("/jobs/")
    address = Job.objects.get(kind="facts.freeze").result_url
    page = text(officer_client.get(address + "?check=1&q=研发人员"))
    assert "结果一致" in page and "研发人员数" in page
    assert officer_client.get(address + "?format=xlsx").content[:2] == b"PK"
    assert "新建评价" in page  # the next step leads to a run of it
    for wrong in (["abc"], ["2999"], []):
        refused = officer_client.post("/snapshots/new/", {"title": "自拟标题", "periods": wrong})
        assert refused.status_code == 422 and "自拟标题" in refused.content.decode()
    used = officer_client.get("/figures/rd_headcount/P01/2023/")
    assert "2023年度" in used.content.decode()
    clerk = client_of("platform_clerk", unit=filled.P01.unit)
    assert clerk.get(address).status_code == 404
    assert clerk.post("/snapshots/new/", {"title": "x", "periods": ["2023"]}).status_code == 403


def test_pages_ask_the_database_no_more_with_more_rows(
    filled, officer, officer_client, django_assert_max_num_queries
):
    create_snapshot(officer, "年度", ["2023"])
    for model in records():
        model._base_manager.update(verification=RowState.VERIFIED, verified_version=F("version"))
    for address, most in (
        ("/figures/rd_headcount/city/2024-10-31/", 52),
        ("/figures/operating_revenue/city/2023/", 52),
        ("/measures/", 45),
        ("/snapshots/", 12),
    ):
        officer_client.get(address)
        with django_assert_max_num_queries(most, info=address):
            officer_client.get(address)
