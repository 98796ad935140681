"""Alliances for programs: members and light for everybody, minutes and decisions for members."""

from tests.web.alliances.conftest import AFTER
from tests.web.api_reading import ask

from keqiao.web.alliances import services


def test_minutes_are_read_by_members_and_the_calendar_of_the_alliance_by_all(union, market):
    (row,) = ask(market.other_firm.user, "/alliances/")["rows"]
    assert (row["gatherings_held"], row["active_on"], len(row["members"])) == (1, "2024-03-20", 2)
    assert ask(market.other_firm.user, "/alliances/gatherings")["total"] == 0
    rows = ask(market.demand.user, "/alliances/gatherings")["rows"]
    held = next(each for each in rows if each["state"] == "held")
    assert held["minutes"] == "讨论了人才需求。"
    assert [each["words"] for each in held["resolutions"]] == ["汇总需求"]


def test_an_alliance_that_was_changed_is_answered(union, market):
    ahead = "2099-01-01T00:00:00+08:00"
    assert ask(market.officer, "/alliances/", changed_since=ahead)["total"] == 0
    assert ask(market.officer, "/alliances/", changed_since=AFTER.isoformat())["total"] == 1
    assert ask(market.officer, "/alliances/gatherings", changed_since=AFTER.isoformat())["total"] == 2
    assert ask(market.officer, "/alliances/gatherings", changed_since=ahead)["total"] == 0
    services.change(market.officer, union.alliance.pk, {"charter": "章程"})
    assert ask(market.officer, "/alliances/", changed_since="2025-01-01T00:00:00+08:00")["total"] == 1
