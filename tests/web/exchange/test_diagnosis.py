"""The grade of a need is a result of its fields."""

import pytest

from keqiao.web.exchange import services
from keqiao.web.exchange.diagnosis import NeedFacts, grade_of, progress_words, questions_for, unanswered

WHOLE = {
    "kind": "technology",
    "befores": 1,
    "targets": 1,
    "pairs": 1,
    "budget": True,
    "decider": True,
    "ways": True,
}


def test_a_whole_one_is_ready():
    assert grade_of(NeedFacts(**WHOLE)) == "ready"


@pytest.mark.parametrize(
    "missing",
    [{"befores": 0, "pairs": 0}, {"pairs": 0}, {"budget": False}, {"decider": False}, {"ways": False}],
)
def test_one_answer_that_is_missing_asks_for_more(missing):
    assert grade_of(NeedFacts(**(WHOLE | missing))) == "further"


def test_months_stand_for_a_budget():
    assert grade_of(NeedFacts(**(WHOLE | {"budget": False, "months": 12}))) == "ready"


@pytest.mark.parametrize("sign", [{"months": 25}, {"beyond_market": True}])
def test_what_takes_long_is_a_challenge(sign):
    assert grade_of(NeedFacts(**(WHOLE | sign))) == "long_term"


def test_an_unknown_cause_asks_for_a_service_first():
    assert grade_of(NeedFacts(**(WHOLE | {"cause_unknown": True}))) == "further"


def test_a_fund_is_not_asked_for_figures():
    facts = NeedFacts(kind="capital", budget=True, decider=True, ways=True)
    assert grade_of(facts) == "ready"
    assert not any(question.of_figures for question in questions_for(facts))


def test_progress_is_told_with_the_next_question():
    facts = NeedFacts(kind="technology", befores=1, decider=True)
    assert len(questions_for(facts)) - len(unanswered(facts)) == 2
    assert "2/6" in progress_words(facts)
    assert "达到多少就够用" in progress_words(facts)


def test_targets_move_the_stored_grade(exchange, need):
    assert need.grade == "further"
    fields = {"months": 12, "decider": "总工程师", "ways": ["joint"]}
    pair = {"quantity": "低温容量保持率", "before": "61", "target": "75", "unit": "%"}
    services.edit(exchange.seeking.user, type(need), need.pk, fields, targets=[pair])
    need.refresh_from_db()
    assert need.grade == "ready"
