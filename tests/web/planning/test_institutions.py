"""The library of institutions: what of the check-list is in place today, how complete it is."""

from datetime import date

import pytest

from keqiao.web.planning.institutions import CHECKLIST, institutions_of
from keqiao.web.registry.models import GovernanceItem

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 6)


def item(platform, kind, state="in_place", since=date(2023, 1, 1), until=None):
    return GovernanceItem.objects.create(
        platform=platform, kind=kind, title="制度", state=state, valid_from=since, valid_to=until
    )


def test_what_is_in_place_counts_once_and_what_ended_does_not(planned_city):
    platform = planned_city.P01
    GovernanceItem.objects.filter(platform=platform).update(valid_to=date(2020, 1, 1))
    item(platform, "charter")
    item(platform, "rule")
    item(platform, "rule")
    item(platform, "rule", "missing")
    item(platform, "council", "partly")
    item(platform, "market", until=date(2024, 5, 5))
    read = institutions_of([platform.pk], DAY)[platform.pk]
    assert (read.in_place, read.share) == (2, 100 * 2 / len(CHECKLIST))
    assert read.states["rule"].state == "in_place"
    assert read.lacking == ["head", "investors", "management", "market", "employment"]


def test_a_reader_sees_and_filters_it(planned_city, client, user_with):
    client.force_login(planned_city.officer)
    for kind in ("charter", "council"):
        item(planned_city.P01, kind)
    page = client.get("/plans/institutions/?lacking=charter").content.decode()
    assert "物理中心" in page
    assert "储能院" not in page.split("<table")[1]
    whole = client.get("/plans/institutions/?sort=-complete").content.decode()
    assert whole.index("储能院") < whole.index("物理中心")
    client.force_login(user_with("leader"))
    assert client.get("/plans/institutions/").status_code == 200
