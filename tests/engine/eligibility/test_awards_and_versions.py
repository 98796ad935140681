"""Once only, exclusions, places, the version of the day of application, decisions that today's text would change."""

from datetime import date

import polars as pl
import pytest

from keqiao.engine.eligibility import (
    AwardEntry,
    EligibilityState,
    PastDecision,
    SubjectWords,
    benefits,
    changed_decisions,
    distances,
    in_force,
    judge,
    load_programme,
    places,
    validity_findings,
    with_awards,
)

from .programmes import programme

VERSIONS = [load_programme("specialised_sme_2022"), load_programme("specialised_sme_2026")]
KEY = ("工业和信息化部", "specialised_sme")


@pytest.mark.parametrize(
    ("day", "version"), [(date(2026, 3, 31), "2022"), (date(2026, 4, 1), "2026"), (date(2022, 7, 31), None)]
)
def test_the_version_of_the_day(day: date, version: str | None) -> None:
    found = in_force(VERSIONS, KEY, day)
    assert (found.version if found else None) == version
    assert in_force(VERSIONS, ("某市", "specialised_sme"), day) is None  # another issuer, another programme


def test_versions_that_hold_together_or_leave_days_out() -> None:
    assert list(validity_findings(VERSIONS)) == []
    early = VERSIONS[0].model_copy(update={"valid_to": date(2026, 3, 30)})
    late = VERSIONS[0].model_copy(update={"valid_to": date(2026, 4, 1)})
    assert [f.severity for f in validity_findings([early, VERSIONS[1]])] == ["notice"]
    assert [f.severity for f in validity_findings([late, VERSIONS[1]])] == ["warning"]


def test_decisions_that_todays_text_would_change() -> None:
    figures = {
        "years_market": 2.0,
        "rd": 100.0,
        "revenue": 2000.0,
        "equity_2y": 0.0,
        "points": 70.0,
        "development_score": 60.0,
    }
    decisions = [
        PastDecision("甲", KEY, date(2025, 5, 1), figures),
        PastDecision("乙", KEY, date(2025, 5, 1), figures | {"years_market": 3.0}),
        PastDecision("丙", KEY, date(2026, 5, 1), figures),
    ]
    (found,) = changed_decisions(decisions, VERSIONS, date(2026, 11, 30))
    assert (found.decision.subject, found.version, found.then, found.version_now, found.now) == (
        "甲",
        "2022",
        True,
        "2026",
        False,
    )


def test_once_and_exclusions() -> None:
    text = programme(
        measures=["a"],
        conditions={"c": "a >= 1"},
        once={"years": 3},
        excludes=[{"programme": "q", "issuer": "某省"}],
    )
    frame = pl.DataFrame({"unit": ["甲", "乙", "丙", "丁"], "a": [1.0] * 4})
    day = date(2026, 6, 1)
    awards = [
        AwardEntry("甲", "某市", "p", date(2023, 6, 1)),  # three years ago to the day: still within
        AwardEntry("乙", "某市", "p", date(2023, 5, 31)),
        AwardEntry("丙", "某省", "q", date(2001, 1, 1)),
        AwardEntry("丁", "某市", "q", date(2025, 1, 1)),  # the same title of another issuer
    ]
    assert judge(text, with_awards(text, frame, awards, day), day).whole.to_list() == [
        False,
        True,
        False,
        True,
    ]
    assert judge(text, with_awards(text, frame, None, day), day).whole.to_list() == [None] * 4


@pytest.mark.parametrize("rule", [{"once": True}, {"excludes": [{"programme": "q"}]}])
def test_the_nearest_change_is_told_before_the_register_is_looked_at(rule: dict[str, object]) -> None:
    text = programme(measures=["a", "b"], conditions={"c": "a >= 100", "d": "b >= 1"}, **rule)
    frame = pl.DataFrame({"unit": ["甲", "乙", "丙"], "a": [99.0, 40.0, 100.0], "b": [1.0, 0.0, 1.0]})
    day = date(2026, 6, 1)
    judgement = judge(text, with_awards(text, frame, None, day), day)
    nearest = distances(judgement)
    assert [(change.code, change.then) for change in nearest.of_row[0].singles] == [("a", 100)]
    assert [(change.code, change.then) for change in nearest.of_row[1].together] == [("a", 100), ("b", 1)]
    words = SubjectWords(judgement, nearest, "en")
    assert [str(words.state(row)) for row in range(3)] == ["near", "missed", "unknown"]
    for row in range(3):  # nobody is told that a change alone is enough
        assert words.unsettled(row, words.state(row)) == ["whether an award was held before"]
    # Who holds an award has no change that is enough; who holds none has the same change, with nothing to verify.
    held = [AwardEntry("甲", "某市", "p", date(2020, 1, 1)), AwardEntry("甲", "某市", "q", date(2020, 1, 1))]
    looked = judge(text, with_awards(text, frame, held, day), day)
    nearest = distances(looked)
    assert nearest.of_row[0].singles == nearest.of_row[0].together == ()
    assert [(change.code, change.then) for change in nearest.of_row[1].together] == [("a", 100), ("b", 1)]
    assert SubjectWords(looked, nearest, "en").unsettled(1, EligibilityState.MISSED) == []


def test_benefits_are_limited_and_say_how() -> None:
    text = programme(
        measures=["spend"], conditions={"c": "spend > 0"},
        benefits=[{"code": "b", "name": "b", "formula": "0.4 * spend", "most": 30}],
    )  # fmt: skip
    judgement = judge(text, pl.DataFrame({"spend": [60.0, 200.0, 0.0]}))
    (benefit,) = benefits(judgement)
    assert benefit.amount.to_list() == [24.0, 30.0, None]
    assert benefit.formula(judgement, 1) == "0.4 * spend [spend = 200] = 80 → 30 万元"


def test_classes_and_places() -> None:
    text = programme(
        attributes=[{"code": "town", "name": "town"}], measures=["a"], conditions={"high": "a >= 5", "low": "a >= 1"},
        accept={"any": ["low"]}, quota={"count": 1, "order": "a", "within": "town"},
        classes=[{"code": "A", "name": "A", "accept": {"all": ["high"]}}, {"code": "B", "name": "B", "accept": "low"}],
    )  # fmt: skip
    judgement = judge(text, pl.DataFrame({"town": ["x", "x", "y", "y"], "a": [7.0, 9.0, 2.0, 0.0]}))
    assert judgement.frame["class"].to_list() == ["A", "A", "B", None]
    assert places(judgement).to_list() == [2, 1, 1, None]  # type: ignore[union-attr]
