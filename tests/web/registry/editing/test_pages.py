"""The pages of all registers: reading, searching, writing, conflicts, own and foreign units, hostile input."""

import pytest
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.registry import models as m
from keqiao.web.registry.changes.reversal import undo
from keqiao.web.registry.models.changes import ChangeSet
from keqiao.web.registry.registers import BY_MODEL, REGISTERS

HOSTILE = [
    "\x00",
    "x" * 5000,
    "-1",
    "9" * 40,
    "%",
    "<script>",
    "#99999999999999999999",
    "2024-02-31",
    "²",
    "#²",
]


@golden
def city(roles):
    common = reference()
    return [side(0, common), side(1, common)]


def posted(answer):
    """What a browser would send back from the form of a page, unchanged."""
    form = answer.context["form"]
    data = {"version": answer.context["version"]}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        if isinstance(value, list | tuple):
            data[bound.html_name] = [str(getattr(one, "pk", one)) for one in value]
        elif isinstance(value, bool):
            if value:
                data[bound.html_name] = "on"
        else:
            shown = bound.field.widget.format_value(value)
            shown = shown[0] if isinstance(shown, list) and shown else shown
            data[bound.html_name] = "" if not shown else str(shown)
    return data


@pytest.mark.parametrize("key", REGISTERS)
def test_every_register_has_list_row_form_and_workbook(key, city, officer_client):
    model = REGISTERS[key].model
    row = model.objects.first()
    for address in (f"/registers/{key}/", f"/registers/{key}/new/", f"/registers/{key}/?format=xlsx"):
        assert officer_client.get(address).status_code == 200
    for part in ("", "edit/", "withdraw/"):
        assert officer_client.get(f"/registers/{key}/{row.pk}/{part}").status_code == 200
    assert officer_client.get(f"/registers/{key}/choices/?q=a").status_code == 200
    assert officer_client.get(f"/registers/{key}/bulk/?row={row.pk}").status_code == 200


@pytest.mark.parametrize("key", REGISTERS)
def test_an_unchanged_form_saves_and_changes_nothing(key, city, officer_client):
    row = REGISTERS[key].model.objects.first()
    where = f"/registers/{key}/{row.pk}/edit/"
    answer = officer_client.post(where, posted(officer_client.get(where)) | {"reason": "核对"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert not ChangeSet.objects.exists()


@pytest.mark.parametrize("key", REGISTERS)
def test_a_platform_sees_and_changes_what_its_scope_says(key, city, client_of):
    """The pages agree with the rows that the scope gives, for the own rows and those of the other platform."""
    client = client_of("platform_clerk", unit=city[0].unit)
    model = REGISTERS[key].model
    for row in model.objects.all():
        seen = model.objects.visible_to(client.user).filter(pk=row.pk).exists()
        kept = model.objects.editable_by(client.user).filter(pk=row.pk).exists()
        assert client.get(f"/registers/{key}/{row.pk}/").status_code == (200 if seen else 404)
        expected = 200 if kept else 403 if seen else 404
        assert client.get(f"/registers/{key}/{row.pk}/edit/").status_code == expected
        assert client.get(f"/registers/{key}/{row.pk}/withdraw/").status_code == expected


def test_the_others_patent_is_not_listed_found_or_proposed(city, client_of):
    client = client_of("platform_clerk", unit=city[0].unit)
    other = city[1].rows[m.Patent]
    for address in ("/registers/patents/", f"/registers/patents/choices/?q={other.application_no}"):
        assert other.application_no not in client.get(address).content.decode()


def test_search_finds_initials_and_the_address_keeps_its_state(city, officer_client):
    page = officer_client.get("/registers/platforms/?q=sfy1&sort=-code&column=code&column=level")
    assert [row.code for row, _ in page.context["rows"]] == ["P01"]
    text = page.content.decode()
    assert 'value="sfy1"' in text and "column=code&amp;column=level" in text and "sort=code" in text


def test_saving_returns_to_where_one_was_and_nowhere_else(city, officer_client):
    row = city[0].rows[m.Patent]
    where = f"/registers/patents/{row.pk}/edit/"
    data = posted(officer_client.get(where)) | {"title": "另一题", "reason": "更正"}
    back = "/registers/patents/?q=zl&page=2"
    assert officer_client.post(where, data | {"next": back}).url == back
    data = posted(officer_client.get(where)) | {"title": "又一题", "reason": "更正"}
    assert (
        officer_client.post(where, data | {"next": "https://elsewhere.test/"}).url
        == f"/registers/patents/{row.pk}/"
    )
    page = officer_client.get(f"/registers/patents/{row.pk}/").content.decode()
    assert "另一题" in page and "更正" in page


def test_an_error_keeps_what_was_typed_and_a_change_needs_a_reason(city, officer_client):
    row = city[0].rows[m.Patent]
    where = f"/registers/patents/{row.pk}/edit/"
    data = posted(officer_client.get(where)) | {"title": "留下的字", "application_no": "123"}
    page = officer_client.post(where, data)
    assert page.status_code == 200 and "留下的字" in page.content.decode()
    assert 'href="#id_application_no"' in page.content.decode()
    row.refresh_from_db()
    assert row.title == "一种示范"


def test_the_second_of_two_editors_sees_who_changed_what_and_decides(city, client_of, officer_client):
    row = city[0].rows[m.Patent]
    where = f"/registers/patents/{row.pk}/edit/"
    clerk = client_of("platform_clerk", unit=city[0].unit)
    opened = posted(officer_client.get(where))
    theirs = posted(clerk.get(where)) | {"title": "填报员的题", "reason": "核实"}
    assert clerk.post(where, theirs).status_code == 302
    page = officer_client.post(where, opened | {"ipc": "H01M", "reason": "补充"})
    text = page.content.decode()
    assert "填报员的题" in text and str(clerk.user) in text
    (clash,) = page.context["clashes"]
    assert clash.name == "title" and clash.keep_theirs
    again = opened | {
        "ipc": "H01M",
        "reason": "补充",
        "version": page.context["version"],
        "keep-title": "theirs",
    }
    assert officer_client.post(where, again).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.ipc) == ("填报员的题", "H01M")


def test_an_amount_in_the_wrong_unit_is_asked_again(city, officer_client):
    row = city[0].rows[m.TechContract]
    where = f"/registers/contracts/{row.pk}/edit/"
    data = posted(officer_client.get(where)) | {"amount": "10000000", "reason": "更正"}
    page = officer_client.post(where, data)
    assert page.status_code == 200 and 'name="sure-amount"' in page.content.decode()
    assert officer_client.post(where, data | {"sure-amount": "1"}).status_code == 302


def test_many_rows_are_previewed_changed_and_changed_back(city, officer_client):
    rows = [one.rows[m.Patent] for one in city]
    where, keys = "/registers/patents/bulk/", ",".join(str(row.pk) for row in rows)
    data = {"keys": keys, "field": "ipc", "ipc": "G06N", "reason": "统一"}
    assert len(officer_client.post(where, data).context["preview"]) == 2
    assert not m.Patent.objects.filter(ipc="G06N").exists()
    assert officer_client.post(where, data | {"confirm": "1"}).status_code == 302
    assert m.Patent.objects.filter(ipc="G06N").count() == 2
    undo(officer_client.user, ChangeSet.objects.get(kind="bulk"), "误改")
    assert not m.Patent.objects.filter(ipc="G06N").exists()


def test_bulk_leaves_other_units_rows_alone(city, client_of):
    client = client_of("platform_clerk", unit=city[0].unit)
    keys = ",".join(str(one.rows[m.Patent].pk) for one in city)
    data = {"keys": keys, "field": "ipc", "ipc": "G06N", "reason": "统一", "confirm": "1"}
    assert client.post("/registers/patents/bulk/", data).status_code == 302
    assert [row.pk for row in m.Patent.objects.filter(ipc="G06N")] == [city[0].rows[m.Patent].pk]


def test_withdrawing_needs_a_reason_and_can_be_taken_back(city, officer_client):
    row = city[0].rows[m.PatentTransfer]
    where = f"/registers/patent-transfers/{row.pk}/withdraw/"
    assert officer_client.post(where, {"reason": ""}).status_code == 200
    assert officer_client.post(where, {"reason": "重复"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at and row.withdrawn_reason == "重复"
    assert officer_client.post(where, {"reason": "误撤"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_names_of_persons_need_consent(city, client_of):
    reader = client_of("auditor")
    row = city[0].rows[m.Person]
    for address in (
        "/registers/persons/",
        f"/registers/persons/{row.pk}/",
        f"/registers/persons/choices/?q={row.code}",
    ):
        text = reader.get(address).content.decode()
        assert row.code in text and row.name not in text


def test_hostile_input_is_never_an_error(city, officer_client):
    row = city[0].rows[m.TechContract]
    for text in HOSTILE:
        fine = 400 if text == "\x00" else 200  # the site refuses a NUL in any address
        for name in ("q", "sort", "page", "known", "column", "platform", "buyer", "cluster", "kind"):
            assert officer_client.get("/registers/contracts/", {name: text}).status_code == fine
        assert (
            officer_client.get("/registers/contracts/new/", {"platform": text, "amount": text}).status_code
            == fine
        )
        assert officer_client.get("/registers/organisations/choices/", {"q": text}).status_code == fine
        data = dict.fromkeys(REGISTERS["contracts"].fields, text) | {
            "version": text,
            "reason": text,
            "next": text,
        }
        assert officer_client.post(f"/registers/contracts/{row.pk}/edit/", data).status_code in {200, 302}
        data = {"keys": text, "field": text, "list": text, "reason": text, "confirm": "1"}
        assert officer_client.post("/registers/contracts/bulk/", data).status_code == 200
    assert officer_client.get(f"/registers/contracts/{10**30}/").status_code == 404
    assert officer_client.get("/registers/nothing/").status_code == 404


def test_an_earlier_state_is_said_to_be_one(city, officer_client):
    page = officer_client.get("/registers/patents/?known=2020-01-01")
    assert not page.context["rows"] and "2020-01-01" in page.content.decode()
    assert m.Patent.objects.count() == 2


def test_the_page_of_registers_counts_what_the_user_sees(city, officer_client):
    groups = officer_client.get("/registers/").context["groups"]
    numbers = {register.key: number for _, lines in groups for register, number, _ in lines}
    assert set(numbers) == set(REGISTERS) and numbers["patents"] == 2
    assert BY_MODEL[m.Patent].key == "patents"


def test_a_number_that_is_taken_leads_to_its_row_for_those_who_may_see_it(city, officer_client, client_of):
    own, other = (one.rows[m.Patent] for one in city)
    data = {"application_no": own.application_no, "kind": own.kind, "status": "pending", "title": "重复"}
    data["owner_platform"] = city[0].rows[m.Platform].pk
    clerk = client_of("platform_clerk", unit=city[0].unit)
    for client in (officer_client, clerk):
        page = client.post("/registers/patents/new/", data).content.decode()
        assert "已有登记" in page and f'href="/registers/patents/{own.pk}/"' in page
    hidden = clerk.post("/registers/patents/new/", data | {"application_no": other.application_no})
    page = hidden.content.decode()
    assert "已有登记" in page and f"/registers/patents/{other.pk}/" not in page
