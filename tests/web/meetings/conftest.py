"""An event with two firms that seek and two platforms that offer."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.golden import golden
from tests.web.deals.conftest import market  # noqa: F401 (fixture)

from keqiao.web.audit.clock import story_at
from keqiao.web.meetings.models import MatchmakingEvent
from keqiao.web.meetings.services import events, participations

DAY = date(2024, 6, 20)
BEFORE = timezone.make_aware(datetime(2024, 6, 10, 9))
MORNING = timezone.make_aware(datetime(2024, 6, 20, 8))


def an_event(**other) -> MatchmakingEvent:
    """An event of two slots at two tables, not stored."""
    fields = {"title": "储能对接会", "place": "一楼报告厅", "on": DAY, "until": date(2024, 6, 15)}
    return MatchmakingEvent(**(fields | {"slots": 2, "tables": 2, "most": 2, "minutes": 20} | other))


@golden
def fair(market):  # noqa: F811
    """The event with its four participants; everybody has signed up, nobody has a wish."""
    with story_at(BEFORE):
        event = events.announce(market.officer, an_event())
        rows = {
            name: participations.sign_up(getattr(market, name).user, event.pk, side)
            for name, side in (
                ("demand", "demand"),
                ("other_firm", "demand"),
                ("supply", "supply"),
                ("other_platform", "supply"),
            )
        }
    return SimpleNamespace(event=event, market=market, **rows)


@pytest.fixture
def before():
    """Some days before the event, while the sign-up is open."""
    with story_at(BEFORE):
        yield


def wish(fair, of: str, **wanted: bool) -> None:
    """Let a participant wish."""
    row = getattr(fair, of)
    wishes = {getattr(fair, name).pk: each for name, each in wanted.items()}
    user = getattr(fair.market, of).user
    participations.change(user, row.pk, row.side, row.away, wishes)
