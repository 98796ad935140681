import re
from datetime import date

import pytest
from django.db.models import F
from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.audit.models import Entry
from keqiao.web.registry.changes.state import records
from keqiao.web.registry.models import (
    Agreement,
    Engagement,
    Event,
    Organisation,
    OrganisationAlias,
    Partner,
    PartnerFamily,
    Person,
    Platform,
    Qualification,
    Region,
    RowState,
)


@golden
def city(db):
    """Three platforms; the second has an alias, the third begins in 2022 with month precision."""
    Region.objects.create(
        name="示范市",
        name_en="Model city",
        division_code="320481",
        demonstration=True,
        default_as_of=date(2024, 10, 31),
    )
    partner = Partner.objects.create(
        organisation=Organisation.objects.create(name="示范大学"),
        family=PartnerFamily.objects.create(code="university", name="高校系"),
    )
    platforms = []
    for number, since in enumerate((date(2012, 7, 1), date(2017, 5, 1), date(2022, 3, 1)), start=1):
        unit, _ = Unit.objects.get_or_create(
            code=f"U{number}", defaults={"name": f"单位{number}", "kind": "platform"}
        )
        platforms.append(
            Platform.objects.create(
                organisation=Organisation.objects.create(name=f"示范研究院{number}号", legal_form="company"),
                code=f"P0{number}",
                short_name=f"平台{number}",
                short_name_en=f"Platform {number}",
                type="rd" if number < 3 else "service",
                settled_on=since,
                settled_precision="month",
                valid_from=since,
                unit=unit,
            )
        )
    platforms[0].partners.add(partner)
    OrganisationAlias.objects.create(organisation=platforms[1].organisation, name="储能院")
    Event.objects.create(
        platform=platforms[0], kind="founded", title="成立", on=date(2012, 7, 1), precision="month"
    )
    Event.objects.create(
        kind="opened", title="产业园开园", on=date(2012, 3, 1), precision="month", source="调研报告"
    )
    Event.objects.create(kind="signed", title="龙头企业签约", on=date(2016, 9, 1), precision="month")
    return platforms


def text(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def names(response):
    return [row["code"] for row in response.context["table"].rows]


def test_platforms_are_found_by_alias_filter_and_day(city, officer_client):
    assert names(officer_client.get("/platforms/")) == ["P01", "P02", "P03"]
    assert names(officer_client.get("/platforms/?q=储能院")) == ["P02"]
    assert names(officer_client.get("/platforms/?q=示范 2号")) == ["P02"]
    assert names(officer_client.get("/platforms/?type=service")) == ["P03"]
    assert names(officer_client.get("/platforms/?family=university")) == ["P01"]
    assert names(officer_client.get("/platforms/?on=2017-12-31")) == ["P01", "P02"]
    assert "没有符合条件" in text(officer_client.get("/platforms/?q=nothing"))


@pytest.mark.parametrize(
    "query", ["?type=guess", "?on=yesterday", "?q=" + "x" * 500, "?q=%01", "?cluster=%27--"]
)
def test_bad_searches_are_borne(city, officer_client, query):
    assert officer_client.get("/platforms/" + query).status_code == 200


def test_the_count_grows_with_the_register(city):
    days = (date(2012, 6, 30), date(2012, 7, 31), date(2024, 10, 31))
    assert [Platform.objects.current().in_force(day).count() for day in days] == [0, 1, 3]


def test_a_month_is_never_printed_with_a_day(city, officer_client):
    page = text(officer_client.get("/platforms/"))
    order = [page.index(words) for words in ("产业园开园", "龙头企业签约")]
    assert order == sorted(order)
    assert "2012-03 " in page and "2016-09 " in page
    assert "2012-03-01" not in page and "2012-07-01" not in page


def test_the_profile_shows_what_is_recorded(city, officer_client):
    one = city[0]
    Qualification.objects.create(
        platform=one, name="省级中心", kind="centre", level="provincial", granted_on=date(2020, 1, 1)
    )
    Agreement.objects.create(platform=one, title="共建协议", signed_on=date(2011, 12, 1))
    for number, agreed in enumerate((True, False)):
        person = Person.objects.create(
            code=f"R{number}", name=f"姓名{number}", degree="doctor", consent_public=agreed
        )
        Engagement.objects.create(person=person, platform=one, started_on=date(2020, 1, 1))
    page = text(officer_client.get("/platforms/P01/"))
    for part in (
        "示范研究院1号",
        "示范大学",
        "2012-07",
        "共建协议",
        "省级中心",
        "演示数据",
        "未登记市场方向",
        "博士",
    ):
        assert part in page
    english = officer_client.get("/platforms/P01/", headers={"accept-language": "en"})
    assert "Platform 1" in english.content.decode()


def test_names_need_consent(city, client_of, officer_client):
    for number, agreed in enumerate((True, False)):
        person = Person.objects.create(code=f"R{number}", name=f"姓名{number}", consent_public=agreed)
        Engagement.objects.create(person=person, platform=city[0], started_on=date(2020, 1, 1))
    congress = client_of("congress").get("/platforms/P01/").content.decode()
    assert "姓名0" in congress and "姓名1" not in congress and "R1" in congress
    assert "姓名1" in officer_client.get("/platforms/P01/").content.decode()


def test_who_sees_what(city, client_of):
    clerk = client_of("platform_clerk", unit=city[0].unit)
    assert clerk.get("/platforms/P01/").context["details"]
    other = clerk.get("/platforms/P02/")
    assert other.status_code == 200 and not other.context["details"]
    assert "本单位" in text(other) or other.context["details"].reason in other.content.decode()
    assert clerk.get("/platforms/P01/people/").status_code == 200
    assert clerk.get("/platforms/P02/people/").status_code == 403
    broker = client_of("broker")
    assert broker.get("/platforms/").status_code == 200
    assert "extracts" not in broker.get("/platforms/P01/").context
    assert client_of("system_admin").get("/platforms/").status_code == 403


def test_unknown_pages(city, officer_client):
    for address in ("/platforms/P99/", "/platforms/P01/secrets/", "/platforms/P01/site-months/"):
        assert officer_client.get(address).status_code == 404


def test_a_withdrawn_row_is_gone_from_pages(city, officer_client):
    Platform.objects.filter(code="P03").update(withdrawn_at="2024-01-01T00:00Z", withdrawn_reason="重复")
    assert names(officer_client.get("/platforms/")) == ["P01", "P02"]
    assert officer_client.get("/platforms/P03/").status_code == 404


def test_registers_are_paged_and_exported(city, officer_client):
    for number in range(60):
        person = Person.objects.create(code=f"R{number}", name=f"姓名{number}")
        Engagement.objects.create(person=person, platform=city[0], started_on=date(2020, 1, 1))
    assert len(officer_client.get("/platforms/P01/people/?page=2").context["table"].rows) == 10
    assert officer_client.get("/platforms/P01/people/?format=xlsx").content[:2] == b"PK"
    assert officer_client.get("/platforms/export.xlsx?q=储能院").content[:2] == b"PK"
    assert Entry.objects.filter(action="registry.export").count() == 2


def test_lists_ask_the_database_no_more_with_more_rows(city, officer_client, django_assert_max_num_queries):
    for number in range(40):
        person = Person.objects.create(code=f"R{number}", name=f"姓名{number}")
        Engagement.objects.create(person=person, platform=city[0], started_on=date(2020, 1, 1))
    for model in (
        records()
    ):  # what is not verified is put back for the verified figures: as many questions as registers
        model._base_manager.update(verification=RowState.VERIFIED, verified_version=F("version"))
    for address, most in (("/platforms/", 20), ("/platforms/P01/", 64), ("/platforms/P01/people/", 20)):
        officer_client.get(address)
        with django_assert_max_num_queries(most):
            officer_client.get(address)
