"""Whom to attract for a gap: stages with what was said, who is in charge, when the next step is due."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.planning.conftest import DAY

from keqiao.web.audit.clock import today
from keqiao.web.planning.services import attraction, layout


@pytest.fixture
def target(planned_city):
    given = {"node": "steel_rolling", "name": "某钢铁研究院", "kind": "institution", "field": "特种钢"}
    given |= {"owner": planned_city.officer, "due_on": today() + timedelta(days=9)}
    return attraction.add(planned_city.officer, given)


def test_a_target_goes_stage_by_stage_with_what_was_said(target, planned_city):
    with pytest.raises(PermissionDenied):
        attraction.take_step(planned_city.officer, target.pk, "settle", "跳过")
    with pytest.raises(ValidationError):
        attraction.take_step(planned_city.officer, target.pk, "contact", " ")
    day = today() + timedelta(days=30)
    attraction.take_step(planned_city.officer, target.pk, "contact", "拜访院长", day)
    attraction.hand_over(planned_city.officer, target.pk, planned_city.second, "改由二科跟进")
    target.refresh_from_db()
    assert (target.state, target.due_on, target.owner) == ("contact", day, planned_city.second)
    assert list(target.steps.order_by("pk").values_list("action", "reason")) == [
        ("add", ""),
        ("contact", "拜访院长"),
        ("note", "改由二科跟进"),
    ]


def test_pages_of_targets(target, planned_city, as_user):
    client = as_user(planned_city.officer)
    assert "某钢铁研究院" in client.get("/layout/attractions/?node=steel_rolling").content.decode()
    page = client.get(f"/layout/attractions/{target.pk}/").content.decode()
    assert "压延与合金材料" in page
    late = {"contact-reason": "电话", "contact-due_on": "2020-01-01", "contact-edition": str(target.edition)}
    refused = client.post(f"/layout/attractions/{target.pk}/contact/", late)
    assert refused.status_code == 422
    assert "电话" in refused.content.decode()
    assert (
        client.post(f"/layout/attractions/{target.pk}/contact/", late | {"contact-due_on": ""}).status_code
        == 302
    )
    sent = {"node": "nowhere", "name": "甲", "kind": "team", "field": "乙", "due_on": "2999-01-01"}
    assert client.post("/layout/attractions/new/", sent).status_code == 422
    sent |= {"node": "grid_cables", "owner": planned_city.officer.pk}
    assert client.post("/layout/attractions/new/", sent).status_code == 302


def test_a_gap_leads_to_a_target_and_back(planned_city, as_user):
    analysis = layout.make(planned_city.officer, DAY)
    client = as_user(planned_city.officer)
    new = "/layout/attractions/new/?node=steel_rolling"
    assert new in client.get("/layout/").content.decode()
    assert re.search(r'value="steel_rolling"\s+selected', client.get(new).content.decode())
    sent = {"node": "steel_rolling", "name": "某钢铁研究院", "kind": "team", "field": "特种钢"}
    sent |= {"owner": planned_city.officer.pk, "due_on": today() + timedelta(days=9)}
    made = client.post(new, sent)
    back = client.get(made["Location"]).content.decode()
    assert f"/layout/{analysis.code}/nodes/?cluster=steel" in back
    page = client.get("/layout/").content.decode()
    assert new not in page
    assert "/layout/attractions/?node=steel_rolling" in page
    assert "/layout/attractions/new/" not in as_user(planned_city.congress).get("/layout/").content.decode()
