"""Somebody with more than whole time at several platforms in the same days is asked about in form, import and API."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.registry import models as m
from keqiao.web.registry.importing.line import ImportLine
from keqiao.web.registry.importing.planning import plan
from keqiao.web.registry.posts import beyond_whole
from keqiao.web.registry.registers import register_of


@golden
def sides(roles):
    common = reference()
    return [side(0, common), side(1, common)]


@pytest.fixture
def post(sides):
    """The full-time post of a person at the first platform."""
    return sides[0].rows[m.Engagement]


def second(post, platform, **changed):
    return m.Engagement(
        **{"person": post.person, "platform": platform, "started_on": date(2024, 1, 1), "fte": Decimal(1)}
        | changed
    )


def test_what_is_asked(sides, post, officer, user_with):
    other = sides[1].rows[m.Platform]
    assert post.platform.short_name in beyond_whole(officer, second(post, other))
    assert "2" in beyond_whole(officer, second(post, other))
    half, past = (
        second(post, other, fte=Decimal(0)),
        second(post, other, ended_on=post.started_on - timedelta(1)),
    )
    past.started_on = post.started_on - timedelta(9)
    assert beyond_whole(officer, half) == beyond_whole(officer, past) == ""
    assert beyond_whole(officer, second(post, post.platform)) == "", "a change of post at one platform"
    assert beyond_whole(officer, post) == ""
    clerk = user_with("platform_clerk", unit=sides[1].unit)
    asked = beyond_whole(clerk, second(post, other))
    assert asked and post.platform.short_name not in asked, "posts elsewhere are not the clerk's to read"


def test_form_program_and_import_ask(sides, post, officer, officer_client):
    other = sides[1].rows[m.Platform]
    given = {
        "person": post.person.code,
        "platform": other.pk,
        "mode": "full",
        "fte": "1",
        "started_on": "2024-01-01",
    }
    page = officer_client.post("/registers/engagements/new/", given)
    assert "sure-fte" in page.content.decode() and m.Engagement.objects.filter(platform=other).count() == 1
    assert officer_client.post("/registers/engagements/new/", given | {"sure-fte": "1"}).status_code == 302
    kept = m.Engagement.objects.get(platform=other, started_on=date(2024, 1, 1))
    where = f"/registers/engagements/{kept.pk}/edit/"
    changed = given | {"role": "主任", "reason": "补登职务", "version": kept.version}
    assert officer_client.post(where, changed).status_code == 302, "what does not change is not asked again"
    sent = {"person": post.person.pk, "platform": other.pk, "started_on": "2024-03-01", "fte": "1"}
    address = "/api/v1/registers/engagements/"
    answer = officer_client.post(address, sent, content_type="application/json")
    assert answer.status_code == 422 and "fte" in answer.json()["fields"]
    sent["has_several_posts"] = True
    assert officer_client.post(address, sent, content_type="application/json").status_code == 201
    cells = {"person": post.person.code, "platform": other.code, "started_on": "2024-05-01"}
    (line,) = plan(officer, register_of("engagements"), [ImportLine(2, cells)])
    assert line.state == "new" and line.warnings


def test_two_lines_of_one_file_are_held_against_each_other(sides, officer):
    m.Person.objects.create(code="R900", name="王五", degree="doctor", person_class="research")
    codes = [one.rows[m.Platform].code for one in sides]
    lines = [
        ImportLine(n, {"person": "R900", "platform": code, "started_on": "2024-05-01"})
        for n, code in enumerate(codes, start=2)
    ]
    first, second_line = plan(officer, register_of("engagements"), lines)
    assert not first.warnings and str(sides[0].rows[m.Platform]) in second_line.warnings[0]
