"""The layout of a day: coverage, gaps, overlap, positions, what was not mapped; it stands, and each figure leads on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.web.planning.conftest import DAY

from keqiao.web.planning.documents import CHAINS, TERMS
from keqiao.web.planning.models import NodeCoverage, PlatformOverlap, PlatformPosition, UnmappedThing
from keqiao.web.planning.services import layout


@pytest.fixture
def analysis(planned_city):
    return layout.make(planned_city.officer, DAY)


def test_nodes_show_gaps_on_either_side(analysis):
    nodes = {row.node: row for row in NodeCoverage.objects.filter(analysis=analysis)}
    cells = nodes["battery_cells"]
    assert (cells.platforms, cells.firms, cells.contracts, cells.gap) == (2, 1, 1, "none")
    assert cells.revenue == 900_000
    assert (nodes["steel_rolling"].firms, nodes["steel_rolling"].gap) == (1, "no_platform")
    assert (nodes["equipment_robots"].platforms, nodes["equipment_robots"].gap) == (1, "no_industry")
    assert nodes["grid_cables"].gap == "neither"
    of = {line["cluster"]: line for line in analysis.city["clusters"]}
    assert of["battery"]["quotient"] == pytest.approx((2 / 3) / (1 / 2))
    assert ["county", "battery", 2] in analysis.city["matrix"]
    assert analysis.city["mapped"]["firms"] == [2, 3]
    assert list(UnmappedThing.objects.values_list("kind", "label", "code")) == [
        ("firms", "丙咨询有限公司", "7239")
    ]


def test_platforms_that_resemble_each_other_are_a_pair_with_why(analysis, planned_city):
    pair = PlatformOverlap.objects.get(analysis=analysis)
    assert (pair.first, pair.second) == (planned_city.P01, planned_city.P02)
    assert (pair.codes, pair.ipc, pair.text, pair.resemblance) == pytest.approx((1, 1, 1, 1))
    assert pair.common["codes"] == ["固态电池"]
    assert pair.common["ipc"] == ["H01M"]


def test_fit_has_its_parts_and_no_contract_is_an_alarm(analysis, planned_city):
    rows = {row.platform_id: row for row in PlatformPosition.objects.filter(analysis=analysis)}
    first, second = rows[planned_city.P01.pk], rows[planned_city.P02.pk]
    assert first.parts["contracts"] == 1
    assert first.parts["patents"] == 0
    assert "needs" not in first.parts  # no deal about a need: not known, not nothing
    assert first.fit == pytest.approx(100 * (0.5 + 0.1 * min(1, first.parts["text"] / 0.5)) / 0.8)
    assert (first.light, second.light) == ("good", "bad")
    assert first.outputs == 2
    assert first.concentration == 1


def test_an_analysis_names_its_documents_and_computes_the_same_again(analysis, planned_city):
    assert set(analysis.documents) == {CHAINS.code, TERMS.code}
    again = layout.make(planned_city.officer, DAY)
    assert again.sha256 == analysis.sha256
    assert again.code != analysis.code
    earlier = layout.make(planned_city.officer, date(2022, 12, 31))
    assert earlier.city["clusters"][0]["contracts"] == 0
    with pytest.raises(PermissionDenied):
        layout.make(planned_city.congress, DAY)
    with pytest.raises(ValidationError):
        layout.make(planned_city.officer, timezone.localdate() + timedelta(days=1))


def test_pages_lead_from_the_picture_to_each_platform(analysis, planned_city, as_user):
    client = as_user(planned_city.congress)
    page = client.get("/layout/", headers={"accept-language": "zh-hans"}).content.decode()
    for words in ("有产业无平台", "有平台无本地企业", "压延与合金材料", "同质化", "香农"):
        assert words in page
    one = client.get(f"/layout/{analysis.code}/platforms/P02/").content.decode()
    assert TERMS.in_force().no_contract.zh in one
    gaps = client.get(f"/layout/{analysis.code}/nodes/?gap=no_platform").content.decode()
    assert "压延与合金材料" in gaps
    assert "工业机器人" not in gaps
    assert client.get(f"/layout/{analysis.code}/platforms/P09/").status_code == 404
    assert client.get("/layout/L19990101-01/").status_code == 404


def test_a_day_to_come_comes_back_with_what_was_typed(planned_city, as_user):
    client = as_user(planned_city.officer)
    refused = client.post("/layout/new/", {"as_of": "2999-01-01"})
    assert refused.status_code == 422
    assert "2999-01-01" in refused.content.decode()
    assert client.post("/layout/new/", {"as_of": "2024-12-31"}).status_code == 302


def test_a_very_large_city_is_analysed_in_the_background(planned_city, as_user, monkeypatch):
    monkeypatch.setattr(layout, "LARGE", 1)
    answer = as_user(planned_city.officer).post("/layout/new/", {"as_of": "2024-12-31"})
    assert answer.url.startswith("/jobs/")
