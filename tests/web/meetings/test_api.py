"""Events for programs: who takes part and who meets whom, as far as the caller's page would show it."""

from datetime import timedelta

from tests.web.api_reading import ask
from tests.web.meetings.conftest import BEFORE, wish

from keqiao.web.audit.clock import story_at
from keqiao.web.meetings.services import events, timetable


def test_a_draft_is_the_organisers_and_then_each_reads_the_own_meetings(fair):
    market = fair.market
    with story_at(BEFORE):
        wish(fair, "demand", supply=True)
        wish(fair, "other_firm", other_platform=True)
        timetable.plan(market.officer, fair.event.pk)
    drafted = ask(market.officer, "/meetings/meetings", event=fair.event.code)
    assert drafted["total"] >= 2
    assert ask(market.demand.user, "/meetings/meetings")["total"] == 0
    with story_at(BEFORE + timedelta(hours=1)):
        events.publish(market.officer, fair.event.pk)
    rows = ask(market.demand.user, "/meetings/meetings")["rows"]
    assert {row["demand"] for row in rows} == {str(fair.demand)}
    assert [row["deal"] for row in rows] == [None] * len(rows)
    (event,) = ask(market.demand.user, "/meetings/", state="published")["rows"]
    assert (event["code"], event["coming"]) == (fair.event.code, 4)
    (again,) = ask(market.officer, "/meetings/", changed_since=(BEFORE + timedelta(minutes=1)).isoformat())[
        "rows"
    ]
    assert again["code"] == fair.event.code
    later = (BEFORE + timedelta(days=1)).isoformat()
    assert ask(market.officer, "/meetings/", changed_since=later)["total"] == 0


def test_participants_are_read_by_who_comes_too_and_wishes_by_nobody(fair):
    wish_free = {"event", "organisation", "side", "state", "signed_at", "arrived_at"}
    rows = ask(fair.market.supply.user, "/meetings/participants", event=fair.event.code)["rows"]
    assert len(rows) == 4 and all(set(row) == wish_free for row in rows)
    assert ask(fair.market.officer, "/meetings/participants", event="M1999-001")["total"] == 0
