"""Merging and splitting on the pages, and taking it back."""

import pytest
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import undo
from keqiao.web.registry.models import ChangeSet, Firm, FirmReport, Organisation, OrganisationAlias


@pytest.fixture
def city(db):
    common = reference()
    return side(0, common), side(1, common)


def test_two_names_of_one_body_become_one_and_are_found_by_both(city, officer, officer_client):
    kept = city[0].rows[Organisation]
    twin = Organisation.objects.create(name="江苏示范中心")
    OrganisationAlias.objects.create(organisation=twin, name="示范中心")
    page = f"/registers/organisations/{kept.pk}/merge/"
    assert "江苏示范中心" in officer_client.get(f"{page}?q=jssf").content.decode()
    shown = officer_client.get(f"{page}?with={twin.pk}").content.decode()
    assert "江苏示范中心" in shown
    assert Organisation.objects.current().filter(pk=twin.pk).exists(), "a preview changed something"
    refused = officer_client.post(page, {"with": twin.pk})
    assert refused.status_code == 200  # a reason is asked for
    done = officer_client.post(page, {"with": twin.pk, "reason": "同一单位"}, follow=True)
    assert done.status_code == 200
    assert not Organisation.objects.current().filter(pk=twin.pk).exists()
    for word in ("江苏示范中心", "jssfzx", "示范中心"):
        assert str(kept) in officer_client.get("/registers/organisations/", {"q": word}).content.decode()
    undo(officer, ChangeSet.objects.latest("pk"), "误并")
    assert Organisation.objects.current().filter(pk=twin.pk).exists()
    assert set(twin.aliases.current().values_list("name", flat=True)) == {"示范中心"}


def test_a_record_is_split(city, officer_client):
    whole = city[0].rows[Organisation]
    alias = city[0].rows[OrganisationAlias]
    page = f"/registers/organisations/{whole.pk}/split/"
    assert alias.name in officer_client.get(page).content.decode()
    given = {"name": "新示范院", "row": f"registry.OrganisationAlias/{alias.pk}", "reason": "两个单位"}
    assert officer_client.post(page, given | {"row": "registry.OrganisationAlias/999"}).status_code == 200
    assert not Organisation.objects.filter(name="新示范院").exists()
    assert officer_client.post(page, given, follow=True).status_code == 200
    alias.refresh_from_db()
    assert alias.organisation.name == "新示范院"


@pytest.mark.parametrize("key", ["patents", "nothing"])
def test_other_registers_are_not_merged(key, city, officer_client):
    assert officer_client.get(f"/registers/{key}/1/merge/").status_code == 404


def test_a_clerk_merges_nothing(city, client_of):
    clerk = client_of("platform_clerk", unit=city[0].unit)
    assert clerk.get(f"/registers/organisations/{city[0].rows[Organisation].pk}/merge/").status_code == 403


def test_where_both_have_a_row_the_values_of_both_are_shown(city, officer_client):
    kept, other = (one.rows[Firm] for one in city)
    for firm, revenue in ((kept, 1_000_000), (other, 2_500_000)):
        FirmReport.objects.filter(firm=firm).delete()
        FirmReport.objects.create(firm=firm, year=2023, revenue=revenue)
    page = f"/registers/organisations/{kept.organisation_id}/merge/?with={other.organisation_id}"
    text = officer_client.get(page).content.decode()
    assert "1000000" in text and "2500000" in text
