"""Two platforms of one chain that resemble each other, one of another without firms, and a firm that nobody serves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from tests.golden import golden

from keqiao.web.accounts.models import Unit
from keqiao.web.facts.services import load_measures
from keqiao.web.planning.services import plans
from keqiao.web.registry.models import (
    Cluster,
    Direction,
    Firm,
    FirmReport,
    Organisation,
    Patent,
    PatentOwner,
    Platform,
    Region,
    TechContract,
)

DAY = date(2024, 12, 31)


def a_firm(name, industry, revenue):
    organisation = Organisation.objects.create(name=name, division="320481", industry_code=industry)
    firm = Firm.objects.create(organisation=organisation, local=True)
    FirmReport.objects.create(firm=firm, year=2023, revenue=revenue)
    return firm


def a_platform(code, name, research, cluster, direction):
    platform = Platform.objects.create(
        organisation=Organisation.objects.create(name=f"示范{name}"),
        code=code,
        short_name=name,
        type=Platform.Type.RD,
        settled_on=date(2020, 1, 1),
        operating_since=date(2020, 1, 1),
        valid_from=date(2020, 1, 1),
        research_direction=research,
        unit=Unit.objects.create(code=code, name=f"单位{code}", kind=Unit.Kind.PLATFORM),
    )
    platform.clusters.set([cluster])
    platform.directions.set([direction])
    return platform


@golden
def planned_city(user_with):
    """The city; ``P01`` sold to a battery firm, ``P02`` to nobody, ``P03`` works on robots."""
    load_measures()
    Region.objects.create(name="示范市", division_code="320481", demonstration=True)
    battery, _steel, equipment = (
        Cluster.objects.create(code=code, name=name, tier=tier)
        for tier, (code, name) in enumerate(
            (("battery", "动力电池"), ("steel", "不锈钢"), ("equipment", "智能装备"))
        )
    )
    cells = Direction.objects.create(code="cells", name="固态电池", industry_code="C3841")
    robots = Direction.objects.create(code="robots", name="工业机器人", industry_code="C3491")
    first = a_platform("P01", "储能院", "固态电池与储能", battery, cells)
    second = a_platform("P02", "物理中心", "固态电池与储能", battery, cells)
    third = a_platform("P03", "智造院", "机器人应用", equipment, robots)
    maker = a_firm("甲电池有限公司", "3841", 900_000)
    steelworks = a_firm("乙特钢有限公司", "3130", 500_000)
    strange = a_firm("丙咨询有限公司", "7239", 1)
    TechContract.objects.create(
        registration_no="HT-1",
        kind="development",
        buyer=maker.organisation,
        platform=first,
        cluster=battery,
        amount=100_000,
        signed_on=date(2024, 1, 5),
        registered_on=date(2024, 1, 9),
    )
    for number, platform in (("2020106018629", first), ("2020106018630", second)):
        patent = Patent.objects.create(
            application_no=number,
            kind="invention",
            ipc="H01M 10/0525",
            granted_on=date(2023, 1, 5),
            status="granted",
        )
        PatentOwner.objects.create(patent=patent, platform=platform)
    bureau = Unit.objects.create(code="bureau", name="科技局", kind=Unit.Kind.BUREAU)
    return SimpleNamespace(
        P01=first,
        P02=second,
        P03=third,
        steelworks=steelworks,
        strange=strange,
        officer=user_with("bureau_officer", unit=bureau, username="officer_1"),
        second=user_with("bureau_officer", unit=bureau, username="officer_2"),
        director=user_with("platform_director", unit=first.unit, username="director_1"),
        congress=user_with("congress", username="congress_1"),
    )


GIVEN = {
    "research_direction": "固态电池",
    "market_direction": "电池材料检测服务",
    "cluster": None,
    "focuses": ["固态电池", "电池检测"],
    "measures_taken": "",
    "first_year": 2023,
    "last_year": 2024,
}
"""What a plan says."""


def a_plan(city, state="", more=None):
    """A plan of the first platform, ``more`` targets beside those of contracts; brought to a state if one is given."""
    plan = plans.draft(city.director, city.P01, GIVEN)
    values = {("local_contract_amount", year): Decimal(200_000) for year in (2023, 2024)}
    plans.set_targets(city.director, plan.pk, values | (more or {}))
    if state in {"submitted", "reviewed", "approved"}:
        plans.submit(city.director, plan.pk)
    if state in {"reviewed", "approved"}:
        plans.review(city.officer, plan.pk, "专家认为可行。")
    if state == "approved":
        plans.approve(city.second, plan.pk)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def as_user(client):
    """A client that is signed in as somebody."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
