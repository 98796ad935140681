"""Places on the same dimensions with source and day, claims of rank only with data, a chain that counts once."""

from __future__ import annotations

import pytest

from keqiao.web.facts.services import create_snapshot
from keqiao.web.planning import documents, places
from keqiao.web.registry.models import Firm, IncubationLink


@pytest.fixture
def frozen(planned_city):
    """Two platforms incubate the same firm."""
    firm = Firm.objects.get(organisation__name="甲电池有限公司")
    for platform in (planned_city.P01, planned_city.P02):
        IncubationLink.objects.create(platform=platform, firm=firm, basis="equity", valid_from="2022-01-01")
    return create_snapshot(planned_city.officer, "两年数据", ["2023", "2024"], code="two-years")


def test_every_cell_has_its_source_and_day(planned_city, as_user, frozen):
    page = as_user(planned_city.congress).get("/layout/places/").content.decode()
    assert "大科学装置集群和前沿科技交叉研究平台（调研报告二（一），2025-09-02）" in page
    assert "2016-09" in page
    assert "3 家" in page  # the platforms of the city, with the snapshot beside
    assert frozen.code in page
    document = documents.PLACES.in_force()
    assert len(document.dimensions) >= 6
    huairou = next(place for place in document.places if place.code == "huairou")
    assert huairou.cell("radius").text.zh == "全国"


def test_a_claim_without_figures_of_the_others_is_unsupported(planned_city, frozen):
    document = documents.PLACES.in_force()
    own = places.own_figures(planned_city.congress, ["platform_count", "rd_headcount"])
    assert {places.judged(document, claim, own).verdict for claim in document.claims} == {"unsupported"}
    text = documents.PLACES.package_text.replace(
        "peers: [], top: 3, least: 5", "peers: [huairou], top: 1, least: 1"
    ).replace(
        "      - {dimension: core, text: {zh: 大科学",
        "      - {dimension: platforms, value: 2, source: 统计公报, as_of: 2024-12-31}\n"
        "      - {dimension: core, text: {zh: 大科学",
    )
    known = documents.PLACES.read(text).usable
    assert known is not None
    claim = places.judged(known, known.claims[0], own)
    assert (claim.verdict, claim.rank, claim.of) == ("holds", 1, 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("dimension: core, text", "dimension: cor, text"), "cor"),
        (("measure: platform_count", "measure: platform_cout"), "platform_cout"),
        (("peers: [huairou, shushan]", "peers: [huairou, shusan]"), "shusan"),
        ((", source: 调研报告一, as_of: 2025-09-02}", ", source: 调研报告一, as_of: 去年}"), "as_of"),
    ],
)
def test_what_is_wrong_with_places_is_told(change, said):
    assert any(
        said in str(finding)
        for finding in documents.PLACES.read(documents.PLACES.package_text.replace(*change)).findings
    )


def test_the_chain_counts_a_firm_of_two_platforms_once(planned_city, as_user, frozen):
    own = places.own_figures(planned_city.congress, ["incubated_firms"])
    assert own.values["incubated_firms", "2023"] == 1
    assert own.sums["incubated_firms", "2023"] == 2
    page = as_user(planned_city.congress).get("/layout/conversion/?year=2023").content.decode()
    assert "/figures/incubated_firms/city/2023/" in page
    assert as_user(planned_city.congress).get("/layout/conversion/?format=xlsx").status_code == 200
