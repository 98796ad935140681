"""One thing is entered once: like names are asked about, what must be unique is refused in words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.registry import models as m
from keqiao.web.registry.duplicates import alike, suspected
from keqiao.web.registry.importing.line import ImportLine
from keqiao.web.registry.importing.planning import plan
from keqiao.web.registry.registers import register_of

NEW = "/registers/organisations/new/"
FORM = {"legal_form": "company", "status": "existing"}


@golden
def city(roles):
    common = reference()
    m.Organisation.objects.create(
        name="示范（溧阳）科技有限公司", usci="91320481000000019U", legal_form="company"
    )
    m.Organisation.objects.filter(name="示范企业1").delete()
    return [side(number, common) for number in (1,)]


@pytest.mark.parametrize(
    "name",
    [
        "示范(溧阳)科技有限公司",
        "示范（溧阳）科技有限责任公司",
        "示范（溧阳） 科技公司",
        "示范（溧阳）\u200b科技有限公司",
    ],
)
def test_a_like_name_is_asked_about_in_the_form(city, officer_client, name):
    answer = officer_client.post(NEW, FORM | {"name": name})
    page = answer.content.decode()
    assert "名称相近" in page and "91320481000000019U" in page and "sure-name" in page
    assert not m.Organisation.objects.filter(usci=None, name__contains="溧阳").exists()
    assert officer_client.post(NEW, FORM | {"name": name, "sure-name": "1"}).status_code == 302
    assert m.Organisation.objects.filter(usci=None, name__contains="溧阳").count() == 1


def test_a_former_name_counts_too_and_an_unchanged_one_does_not(city, officer):
    kept = m.Organisation.objects.get(name="示范（溧阳）科技有限公司")
    m.OrganisationAlias.objects.create(organisation=kept, name="溧阳示范电池（集团）有限公司", kind="former")
    assert alike(officer, m.Organisation(name="溧阳示范电池集团有限公司")) == [kept]
    assert alike(officer, kept) == []


def test_like_names_are_asked_about_in_imports(city, officer):
    names = ["示范(溧阳)科技有限公司", "ＡＢＣ科技有限公司", "abc科技有限公司", "毫不相干有限公司"]
    lines = plan(
        officer, register_of("organisations"), [ImportLine(n, {"name": x}) for n, x in enumerate(names)]
    )
    assert [line.state for line in lines] == ["new"] * 4
    assert [bool(line.warnings) for line in lines] == [True, False, True, False]


def test_programs_are_asked_too(city, officer_client, officer):
    sent = {"name": "示范(溧阳)科技有限公司", "legal_form": "company"}
    address = "/api/v1/registers/organisations/"
    answer = officer_client.post(address, sent, content_type="application/json")
    assert answer.status_code == 422 and "name" in answer.json()["fields"]
    answer = officer_client.post(address, sent | {"is_another": True}, content_type="application/json")
    assert answer.status_code == 201


def test_the_same_orcid_is_refused_with_the_row_that_has_it(city, officer, officer_client):
    m.Person.objects.create(code="R00009", name="李四", orcid="0000-0002-1825-0097")
    given = {"code": "张三-001", "name": "李四", "orcid": "0000-0002-1825-0097", "degree": "doctor"}
    answer = officer_client.post("/registers/persons/new/", given | {"person_class": "research"})
    assert "R00009" in answer.content.decode() and m.Person.objects.filter(name="李四").count() == 1
    cells = {"name": "王五", "orcid": "0000-0001-5109-3700"}
    lines = plan(officer, register_of("persons"), [ImportLine(n, cells | {"code": f"R{n}"}) for n in (7, 8)])
    assert [line.state for line in lines] == ["new", "error"] and "orcid" in lines[1].errors


def test_suspected_duplicates_are_listed_for_those_who_merge(
    city, officer, officer_client, client_of, user_with
):
    for _time in range(2):
        m.Organisation.objects.create(name="示范储能（溧阳）有限公司")
    for code in ("R101", "R102"):
        m.Person.objects.create(code=code, name="赵六")
    assert [len(group) for group in suspected(officer, m.Organisation)] == [2]
    assert "比对并合并" in officer_client.get("/registers/organisations/duplicates/").content.decode()
    talent = client_of(user_with("talent_officer", username="talent"))
    page = talent.get("/registers/persons/duplicates/").content.decode()
    assert "赵六" in page
    kept, other = m.Person.objects.filter(name="赵六").order_by("pk")
    done = talent.post(f"/registers/persons/{kept.pk}/merge/", {"with": other.pk, "reason": "同一人"})
    assert done.status_code == 302 and m.Person.objects.current().filter(name="赵六").get() == kept
    assert talent.get("/registers/organisations/duplicates/").status_code == 403


def test_a_new_patent_is_recorded_with_its_owner(city, officer_client):
    platform = city[0].rows[m.Platform]
    given = {"application_no": "202310500002.6", "kind": "invention", "status": "pending"}
    assert officer_client.post("/registers/patents/new/", given).status_code == 200
    assert (
        officer_client.post("/registers/patents/new/", given | {"owner_platform": platform.pk}).status_code
        == 302
    )
    assert m.PatentOwner.objects.get(patent__application_no="202310500002.6").platform == platform


@pytest.mark.parametrize(
    ("filed", "granted", "wrong"),
    [
        (date(2010, 5, 5), None, "filed_on"),
        (date(2023, 5, 5), timezone.localdate() + timedelta(days=400), "granted_on"),
        (None, date(2020, 1, 1), "granted_on"),
        (date(2023, 5, 5), date(2024, 1, 1), ""),
    ],
)
def test_days_of_a_patent_agree_with_its_number_and_with_today(filed, granted, wrong):
    patent = m.Patent(application_no="202310500002.6", kind="invention", filed_on=filed, granted_on=granted)
    if not wrong:
        patent.clean()
        return
    with pytest.raises(ValidationError) as refused:
        patent.clean()
    assert list(refused.value.message_dict) == [wrong]


def test_an_application_from_abroad_keeps_its_day_of_filing():
    patent = m.Patent(application_no="201780012345.6", filed_on=date(2015, 3, 1))
    patent.clean()
    assert patent.filed_on == date(2015, 3, 1)


def test_a_code_with_another_check_character_is_kept_where_somebody_says_why():
    firm = m.Organisation(name="示范老码有限公司", usci="91990101M0001ABC29", legal_form="company")
    with pytest.raises(ValidationError) as refused:
        firm.clean()
    assert list(refused.value.message_dict) == ["usci"]
    firm.usci_ground = "2026-11-30 李某核对营业执照原件"
    firm.full_clean(validate_constraints=False, validate_unique=False)
    # The ground is for such codes only, and a person's number is none.
    ordinary = m.Organisation(name="甲", usci="91320481000000019U", usci_ground="核对", legal_form="company")
    ordinary.clean()
    assert ordinary.usci_ground == ""
    with pytest.raises(ValidationError):
        m.Organisation(name="甲", usci="11010519491231002X", usci_ground="核对").full_clean(
            validate_constraints=False
        )
