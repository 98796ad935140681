"""A heading that nobody knows is matched to a column on the page of the plan; it is remembered for the unit."""

import pytest

from keqiao.web.imports import services
from keqiao.web.imports.models import HeadingMatch, ImportPlan
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER

from .test_files_of_practice import sheet

HEAD = ["单位全称或牌匾名", "统一社会信用代码", "成立时间", "备忘"]
ROWS = (["示范新材料有限公司", "91320481000000019U", "2020-05-01", "不用"],)


@pytest.fixture
def plan(officer):
    return lambda: services.plan_file(
        officer, REGISTER_IMPORTER, "organisations", "a.xlsx", sheet(HEAD, *ROWS)
    )


def test_what_is_matched_is_read_and_remembered(plan, officer_client, officer):
    first = plan()
    assert first.lines[0]["state"] == "error" and first.unknown[0] == HEAD[0]
    page = officer_client.get(first.get_absolute_url()).content.decode()
    assert f"{HEAD[1]} → 统一社会信用代码" in page and 'name="column-0"' in page
    answer = officer_client.post(f"/imports/{first.pk}/headings/", {"column-0": "name"}, follow=True)
    assert f"{HEAD[0]} → 名称" in answer.content.decode()
    first.refresh_from_db()
    assert first.state == ImportPlan.State.DISCARDED
    second = plan()
    assert second.lines[0]["state"] == "new" and second.unknown == [HEAD[3]]
    assert HeadingMatch.objects.get().unit == officer.unit


@pytest.mark.parametrize(
    "chosen", [{}, {"column-0": "nope"}, {"column-0": "usci"}, {"column-0": "name", "column-1": "name"}]
)
def test_what_is_no_match_is_refused_in_words(chosen, plan, officer_client):
    made = plan()
    answer = officer_client.post(f"/imports/{made.pk}/headings/", chosen)
    assert answer.status_code == 422 and not HeadingMatch.objects.exists()


def test_another_persons_plan_is_not_matched(plan, client_of):
    made = plan()
    assert (
        client_of("bureau_officer").post(f"/imports/{made.pk}/headings/", {"column-0": "name"}).status_code
        == 404
    )
