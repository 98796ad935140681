"""An alliance whose secretary is a platform; a firm is its member, another is none."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.golden import golden
from tests.web.deals.conftest import market  # noqa: F401 (fixture)

from keqiao.web.alliances import services
from keqiao.web.alliances.models import Alliance, AllianceGathering, AllianceResolution
from keqiao.web.audit.clock import story_at

FOUNDED, DAY = date(2024, 1, 10), date(2024, 3, 20)
AFTER = timezone.make_aware(datetime(2024, 3, 21, 9))


@golden
def union(market):  # noqa: F811
    """The alliance with a gathering that is planned, and one with a decision that the member carries out."""
    alliance = services.establish(
        market.officer,
        Alliance(name="新能源产业人才创新联盟", secretary=market.supply.organisation, founded_on=FOUNDED),
    )
    services.join(market.supply.user, alliance.pk, market.demand.organisation, "member", FOUNDED)
    held, planned = (
        services.plan(
            market.supply.user,
            AllianceGathering(alliance=alliance, kind="council", title=title, on=DAY),
        )
        for title in ("第一次理事会", "第二次理事会")
    )
    with story_at(AFTER):
        decided = {"words": "汇总需求", "owner": market.demand.organisation, "due_on": date(2024, 5, 1)}
        services.hold(market.supply.user, held.pk, "讨论了人才需求。", [decided])
    resolution = AllianceResolution.objects.get()
    return SimpleNamespace(
        market=market, alliance=alliance, held=held, planned=planned, resolution=resolution
    )


@pytest.fixture
def after():
    """The day after the gatherings."""
    with story_at(AFTER):
        yield
