"""Cases for programs: the bureau sees what was applied for, a platform its own."""

from __future__ import annotations

from tests.web.api_reading import ask
from tests.web.evaluations.conftest import _user


def test_a_case_is_told_to_the_bureau_once_it_is_applied_for(draft, officer, director, city):
    assert ask(officer, "/cases/")["total"] == 0
    (row,) = ask(director, "/cases/")["rows"]
    assert (row["code"], row["platform"], row["state"]) == (draft.code, "P02", "draft")
    assert ask(_user("another", "platform_director", city[0].unit), "/cases/")["total"] == 0


def test_cases_are_found_by_platform_state_and_change(accepted, officer):
    assert ask(officer, "/cases/", platform="P02", state="accepted")["total"] == 1
    assert ask(officer, "/cases/", platform="P01")["total"] == 0
    last = accepted.steps.order_by("at").last().at
    assert ask(officer, "/cases/", changed_since=last.isoformat())["total"] == 1
    assert ask(officer, "/cases/", changed_since="2099-01-01T00:00:00Z")["total"] == 0
