"""The registers for programs: record, read, change, withdraw, restore; errors that say what and where."""

import pytest
from django.test import Client
from django.utils import timezone

from keqiao.web.registry.models import Change, Patent, Person, Platform


@pytest.fixture
def clerk(client_of, sides):
    return client_of("platform_clerk", unit=sides[0].unit)


def test_a_row_lives_its_whole_life(officer_client, sides, call):
    new = {"application_no": "201810123456.3", "kind": "invention", "title": "一种方法"}
    answer = call(officer_client, "post", "/patents/", new)
    assert answer.status_code == 422  # a check digit is never guessed
    assert "application_no" in answer.json()["fields"]
    made = call(officer_client, "post", "/patents/", new | {"application_no": "201810123456.5"})
    assert made.status_code == 201
    row = made.json()
    changed = call(
        officer_client,
        "patch",
        f"/patents/{row['id']}",
        {"version": 1, "title": "另一种方法", "reason": "笔误"},
    )
    assert (changed.status_code, changed.json()["title"], changed.json()["version"]) == (200, "另一种方法", 2)
    steps = call(officer_client, "get", f"/patents/{row['id']}/history").json()
    assert [step["reason"] for step in steps] == ["笔误", ""]
    assert [(told["before"], told["after"]) for told in steps[0]["fields"]] == [("一种方法", "另一种方法")]
    gone = call(officer_client, "post", f"/patents/{row['id']}/withdraw", {"reason": "重复"})
    assert gone.json()["withdrawn_reason"] == "重复"
    assert not Patent.objects.current().filter(pk=row["id"]).exists()
    back = call(officer_client, "post", f"/patents/{row['id']}/restore", {"reason": "并非重复"})
    assert back.status_code == 200
    assert Patent.objects.current().filter(pk=row["id"]).exists()


def test_an_old_version_is_told_and_changes_nothing(officer_client, sides, call):
    patent = sides[0].rows[Patent]
    assert (
        call(officer_client, "patch", f"/patents/{patent.pk}", {"version": 1, "title": "甲"}).status_code
        == 200
    )
    late = call(officer_client, "patch", f"/patents/{patent.pk}", {"version": 1, "title": "乙"})
    assert late.status_code == 409
    patent.refresh_from_db()
    assert patent.title == "甲"


def test_fields_that_nobody_knows_are_refused(officer_client, call, sides):
    answer = call(officer_client, "post", "/parks/", {"code": "x", "name": "x", "recorded_by": 1})
    assert answer.status_code == 422
    assert "recorded_by" in str(answer.json()["fields"])


def test_a_clerk_cannot_point_at_what_is_not_shown(clerk, call, sides):
    foreign = sides[1].rows[Person]
    new = {"person": foreign.pk, "platform": sides[0].rows[Platform].pk, "started_on": "2024-01-01"}
    answer = call(clerk, "post", "/engagements/", new)
    assert answer.status_code == 422
    assert "person" in answer.json()["fields"]
    absent = call(clerk, "post", "/engagements/", new | {"person": 999_999})
    assert absent.json() == answer.json()


def test_rows_are_named_by_key_by_code_and_as_they_are_read(officer_client, call, sides):
    own, other = (side.rows[Platform] for side in sides)
    new = {"name": "电镜", "in_use_from": "2024-01-01"}
    made = call(officer_client, "post", "/equipment/", new | {"asset_no": "C1", "platform": own.code})
    assert made.status_code == 201 and made.json()["platform"]["id"] == own.pk
    read = call(officer_client, "get", f"/platforms/{other.pk}").json()
    whole = {"id": other.pk, "name": read["name_shown"], "code": other.code}
    given = {"version": 1, "platform": whole, "reason": "转给另一平台"}
    changed = call(officer_client, "patch", f"/equipment/{made.json()['id']}", given)
    assert changed.status_code == 200 and changed.json()["platform"] == whole
    # What was read is sent back as it was: nothing differs.
    assert call(
        officer_client, "patch", f"/platforms/{other.pk}", {"version": 1, "clusters": read["clusters"]}
    )
    for wrong in ({"id": own.pk, "code": other.code}, {"code": "P-nobody"}, {}, "P-nobody"):
        answer = call(officer_client, "post", "/equipment/", new | {"asset_no": "C2", "platform": wrong})
        assert answer.status_code == 422 and "platform" in answer.json()["fields"], wrong


def test_a_clerk_records_nothing_for_another_platform(clerk, call, sides):
    own, foreign = (one.rows[Platform].pk for one in sides)
    new = {"asset_no": "B7", "name": "电镜", "in_use_from": "2024-01-01"}
    assert call(clerk, "post", "/equipment/", new | {"platform": foreign}).status_code == 403
    made = call(clerk, "post", "/equipment/", new | {"platform": own})
    assert made.status_code == 201
    given = {"version": 1, "platform": foreign, "reason": "给别人"}
    assert call(clerk, "patch", f"/equipment/{made.json()['id']}", given).status_code == 403
    event = {"title": "全市大会", "on": "2024-01-01"}  # without a platform it would be the city's
    assert call(clerk, "post", "/events/", event).status_code == 403


def test_names_of_persons_need_consent(client_of, call, sides):
    reader = client_of("congress")
    person = sides[0].rows[Person]
    assert call(reader, "get", f"/persons/{person.pk}").json()["name"] == ""
    assert call(reader, "get", "/persons/", {"q": "张三"}).json()["total"] == 0
    assert call(reader, "get", "/persons/", {"q": "R1"}).json()["total"] == 1
    assert call(reader, "get", f"/persons/{person.pk}/history").json() == []
    Person.objects.filter(pk=person.pk).update(consent_public=True)
    assert call(reader, "get", f"/persons/{person.pk}").json()["name"] == "张三1"


def test_lists_are_searched_by_pinyin_and_bounded(officer_client, call, sides):
    found = call(officer_client, "get", "/platforms/", {"q": "sfy"}).json()
    assert found["total"] == 2
    assert call(officer_client, "get", "/platforms/", {"per_page": 201}).status_code == 422
    assert call(officer_client, "get", "/platforms/", {"page": 10**30}).status_code == 422
    assert call(officer_client, "get", "/platforms/", {"page": 1_000_000}).json()["rows"] == []
    ordered = call(officer_client, "get", "/platforms/", {"order": "-code"}).json()["rows"]
    assert [row["code"] for row in ordered] == ["P02", "P01"]


@pytest.mark.parametrize("right", ["registry.view", "registry.edit"])
def test_a_token_opens_only_what_it_was_given(right, officer, officer_client, key_of, sides):
    key = key_of(officer, right)
    asked = Client(headers={"authorization": f"Bearer {key}"})
    sees = asked.get("/api/v1/registers/parks/")
    writes = asked.post(
        "/api/v1/registers/parks/", {"code": "n", "name": "新园区"}, content_type="application/json"
    )
    assert sees.status_code == (200 if right == "registry.view" else 403)
    assert writes.status_code == (201 if right == "registry.edit" else 403)
    if right == "registry.edit":
        assert Change.objects.latest("pk").change_set.by == officer


def test_without_a_valid_token_nothing_opens(db):
    for headers in ({}, {"authorization": "Bearer kq_00000000_x"}, {"authorization": "Basic eDp5"}):
        assert Client(headers=headers).get("/api/v1/registers/").status_code == 401


def test_a_browser_needs_the_form_token(officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(
        "/api/v1/registers/parks/", {"code": "n", "name": "n"}, content_type="application/json"
    )
    assert answer.status_code in {401, 403}


def test_an_order_that_is_none_is_refused_in_words(officer_client, sides, call):
    answer = call(officer_client, "get", "/patents/?order=-colour")
    assert answer.status_code == 422
    assert (
        "colour" in answer.json()["fields"]["order"][0]
        and "granted_on" in answer.json()["fields"]["order"][0]
    )
    assert call(officer_client, "get", "/patents/?order=-granted_on").status_code == 200


def test_only_what_changed_since(officer_client, sides, call):
    """Recorded, changed, withdrawn or taken back at or after a moment; a platform stands by its code too."""
    new = {"application_no": "201810123456.5", "kind": "invention", "title": "一种方法"}
    made = call(officer_client, "post", "/patents/", new).json()["id"]

    def since(moment, **more):
        answer = call(officer_client, "get", "/patents/", {"changed_since": moment, **more})
        return [row["id"] for row in answer.json()["rows"]]

    moment = timezone.now().isoformat()
    assert since(moment) == []
    call(officer_client, "patch", f"/patents/{made}", {"version": 1, "title": "甲"})
    assert since(moment) == [made]
    call(officer_client, "post", f"/patents/{made}/withdraw", {"reason": "重复"})
    assert since(moment) == [] and since(moment, withdrawn="true") == [made]
    staff = call(officer_client, "get", "/engagements/").json()["rows"]
    assert {row["platform"]["code"] for row in staff} == {side.rows[Platform].code for side in sides}
