"""The page of a row: its history leads on, and it is shown as it was known on a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from tests.golden import golden
from tests.web.markup import markup
from tests.web.registry.city import reference, side

from keqiao.web.audit.models import Entry
from keqiao.web.registry import models as m
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import ChangeSet

YESTERDAY = (timezone.localdate() - timedelta(days=1)).isoformat()


@golden
def city(roles):
    """Two platforms whose rows were recorded in May 2023."""
    common = reference()
    sides = [side(0, common), side(1, common)]
    for one in sides:
        for row in one.rows.values():
            type(row)._base_manager.filter(pk=row.pk).update(recorded_at=datetime(2023, 5, 1, tzinfo=UTC))
    return sides


def changed(user, row, **values):
    row.refresh_from_db()
    for name, value in values.items():
        setattr(row, name, value)
    with change_set(user, ChangeSet.Kind.EDIT, register="x", reason="核对") as changes:
        changes.save(row)
    return changes.stored


def test_each_step_leads_to_its_set_and_to_the_log_for_who_reads_it(city, officer, client_of):
    row = city[0].rows[m.Patent]
    made = changed(officer, row, title="改名")
    where, number = f"/registers/patents/{row.pk}/", Entry.objects.get(action="registry.edit").number
    auditor = client_of("auditor").get(where).content.decode()
    assert f'href="/changes/{made.pk}/"' in auditor and f'href="/audit/{number}/"' in auditor
    assert client_of(officer).get(f"/changes/{made.pk}/").status_code == 200
    reader = client_of("congress").get(where).content.decode()
    assert f'href="/changes/{made.pk}/"' in reader and "/audit/" not in reader


def test_a_set_that_is_not_shown_is_not_linked(city, officer, client_of):
    """A clerk reads the history of the own row; the set of the bureau holds rows of others as well."""
    row = city[0].rows[m.Patent]
    made = changed(officer, row, title="改名")
    clerk = client_of("platform_clerk", unit=city[0].unit)
    assert "改名" in clerk.get(f"/registers/patents/{row.pk}/").content.decode()
    assert f"/changes/{made.pk}/" not in clerk.get(f"/registers/patents/{row.pk}/").content.decode()
    assert clerk.get(f"/changes/{made.pk}/").status_code == 404


def test_an_earlier_state_is_shown_with_a_banner_and_without_buttons(city, officer, officer_client):
    row = city[0].rows[m.Patent]
    changed(officer, row, title="今天的题")
    page = officer_client.get(f"/registers/patents/{row.pk}/?known={YESTERDAY}")
    text = page.content.decode()
    assert "一种示范" in text and "今天的题" not in text
    assert f"这是历史状态：截至{YESTERDAY}日终的记录" in text
    assert "/edit/" not in text and "/withdraw/" not in text and "/merge/" not in text
    assert page.context["history"] == []
    assert f'href="/registers/patents/{row.pk}/"' in text
    assert m.Patent.objects.get(pk=row.pk).title == "今天的题"


def test_links_from_an_earlier_state_keep_the_day(city, officer_client):
    owner = city[0].rows[m.PatentOwner]
    page = officer_client.get(f"/registers/patents/{owner.patent_id}/?known={YESTERDAY}").content.decode()
    assert f"/registers/patent-owners/{owner.pk}/?known={YESTERDAY}" in page
    page = officer_client.get(f"/registers/patent-owners/{owner.pk}/?known={YESTERDAY}").content.decode()
    assert f"/registers/patents/{owner.patent_id}/?known={YESTERDAY}" in page
    listed = officer_client.get(f"/registers/patents/?known={YESTERDAY}").content.decode()
    assert f'/registers/patents/{owner.patent_id}/?known={YESTERDAY}"' in listed


def test_before_it_was_recorded_the_present_state_is_shown_with_a_word(city, officer_client, client_of):
    row = city[1].rows[m.Patent]
    answer = officer_client.get(f"/registers/patents/{row.pk}/?known=2020-01-01", follow=True)
    assert answer.redirect_chain[-1][0] == f"/registers/patents/{row.pk}/"
    assert "2020-01-01日终时台账中尚无此条记录" in answer.content.decode()
    foreign = client_of("platform_clerk", unit=city[0].unit)
    assert foreign.get(f"/registers/patents/{row.pk}/?known=2020-01-01").status_code == 404


@pytest.mark.parametrize("day", ["x" * 5000, "2024-02-31", "9999-01-01", "-1", "1e9"])
def test_a_day_that_is_none_is_left_out(day, city, officer_client):
    row = city[0].rows[m.Patent]
    page = officer_client.get(f"/registers/patents/{row.pk}/", {"known": day})
    assert page.status_code == 200 and page.context["known"] is None


def test_the_list_of_patents_names_the_owners(city, officer_client):
    patent = city[0].rows[m.Patent]
    other = m.Organisation.objects.create(name="共有单位")
    m.PatentOwner.objects.create(patent=patent, organisation=other)
    m.PatentOwner.objects.create(
        patent=patent, platform=city[1].rows[m.Platform], withdrawn_at=timezone.now(), withdrawn_reason="误"
    )
    page = officer_client.get("/registers/patents/")
    cells = {row.pk: [cell.text for cell in cells] for row, cells in page.context["rows"]}
    assert cells[patent.pk][-2] == f"{city[0].rows[m.Platform]}、共有单位"
    assert "权利人" in [heading.label for heading in page.context["headings"]]
    chosen = officer_client.get("/registers/patents/?column=owners&sort=owners")
    assert [heading.label for heading in chosen.context["headings"]] == ["权利人", "核验"]
    assert officer_client.get("/registers/patents/?format=xlsx").status_code == 200


def test_the_name_of_a_person_is_called_so(city, officer_client):
    page = markup(officer_client.get(f"/registers/persons/{city[0].rows[m.Person].pk}/"))
    assert '<th scope="row">姓名</th>' in page


def test_changes_of_names_are_held_back_on_the_page_of_a_set_as_well(city, officer, client_of):
    person = city[0].rows[m.Person]
    made = changed(officer, person, name="王五", degree="master")
    for role, shown in (("congress", False), ("bureau_officer", True)):
        client = client_of(role)
        for address in (f"/changes/{made.pk}/", f"/registers/persons/{person.pk}/"):
            text = client.get(address).content.decode()
            assert ("王五" in text) is shown, address
            assert "硕士" in text
    person.refresh_from_db()
    changed(officer, person, consent_public=True, consent_note="2024-05-01 书面同意")
    reader = client_of("leader")
    assert "王五" in reader.get(f"/changes/{made.pk}/").content.decode()
    assert date(2024, 5, 1).isoformat() in reader.get(f"/registers/persons/{person.pk}/").content.decode()


def test_a_consent_that_was_taken_back_is_not_read_from_the_past(city, officer, client_of):
    given, never = (one.rows[m.Person] for one in city)
    m.Person.objects.filter(pk=given.pk).update(consent_public=True)
    post = city[0].rows[m.Engagement]
    places = (
        f"/registers/persons/{given.pk}/?known={YESTERDAY}",
        f"/registers/persons/?known={YESTERDAY}",
        f"/registers/engagements/{post.pk}/?known={YESTERDAY}",
    )
    reader = client_of("congress")
    assert all(given.name in reader.get(address).content.decode() for address in places)
    changed(officer, given, consent_public=False)
    for address in places:
        text = reader.get(address).content.decode()
        assert given.name not in text and given.code in text, address
    found = reader.get(f"/registers/persons/?q={given.name}&known={YESTERDAY}").content.decode()
    assert given.code not in found
    keeper = client_of(officer).get(places[0]).content.decode()
    assert given.name in keeper
    assert never.name not in reader.get(places[1]).content.decode()
