"""What a candidate says: shared words with their places, other names, conditions met, missed by how much, not told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.matching import Lexicon, Matcher, Profile, State

OFFERS = [
    Profile(
        "O1",
        "低温锂离子电池电解液",
        "在零下20℃容量保持率82%，可直接注液。",
        {"trl": 7.0, "price_wan": 150.0, "field": "电池"},
    ),
    Profile("O2", "不锈钢钝化工艺", "无铬钝化，耐盐雾。", {"trl": 4.0, "field": "不锈钢"}),
    Profile("O3", "Duplex steel welding for offshore pipes", "Welded seams of duplex steels.", {}),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(OFFERS)


def test_the_words_that_both_name_stand_with_their_places(matcher: Matcher) -> None:
    best = matcher.candidates(Profile("N", "锂电低温性能差", "希望改进电解液"), 1)[0]
    assert best.key == "O1"
    assert best.fits
    terms = {term.word: term for term in best.terms}
    assert {"电解液", "低温"} <= set(terms)
    assert OFFERS[0].title[slice(*terms["低温"].in_title[0])] == "低温"
    assert terms["锂电"].other == "锂离子电池"
    assert OFFERS[0].title[slice(*terms["锂电"].in_title[0])] == "锂离子电池"


def test_english_words_are_found_in_another_form(matcher: Matcher) -> None:
    best = matcher.candidates(Profile("N", "weld seam of a DUPLEX steel pipe"), 1)[0]
    assert best.key == "O3"
    assert "weld" in {term.word for term in best.terms}


def test_conditions_are_met_missed_by_so_much_or_not_told(matcher: Matcher) -> None:
    need = Profile(
        "N", "锂离子电池电解液", conditions={"trl": 8.0, "budget_wan": 120.0, "field": "电池", "months": 12.0}
    )
    verdicts = {verdict.condition: verdict for verdict in matcher.candidates(need, 1)[0].verdicts}
    assert verdicts["field"].state is State.MET
    assert (verdicts["trl"].state, verdicts["trl"].gap) == (State.MISSED, 1)
    assert (verdicts["budget"].state, verdicts["budget"].gap) == (State.MISSED, 30)
    assert verdicts["months"].state is State.UNTOLD
    assert verdicts["trl"].words.in_language("en") == "readiness level: 7, short of 8 by 1 readiness levels"
    assert verdicts["budget"].words.in_language("zh") == "预算：150，超出120，多30万元"


def test_what_was_not_told_passes_a_filter_and_what_misses_does_not(matcher: Matcher) -> None:
    need = Profile("N", "不锈钢 duplex steel", conditions={"trl": 6.0})
    assert {c.key for c in matcher.candidates(need, 3)} >= {"O2", "O3"}
    assert "O2" not in {c.key for c in matcher.candidates(need, 3, only=["trl"])}
    assert "O3" in {c.key for c in matcher.candidates(need, 3, only=["trl"])}


def test_a_missed_condition_costs_and_an_untold_one_does_not() -> None:
    same = [
        Profile(key, "固态电解质薄膜", "", conditions) for key, conditions in (("A", {"trl": 3.0}), ("B", {}))
    ]
    ranked = Matcher(same).candidates(Profile("N", "固态电解质薄膜", conditions={"trl": 6.0}), 2)
    assert [c.key for c in ranked] == ["B", "A"]
    assert ranked[1].score == pytest.approx(ranked[0].score * 0.85, abs=1e-3)


def test_equal_offers_stand_in_the_order_of_their_keys() -> None:
    twins = [Profile(key, "激光焊接工艺") for key in ("C", "A", "B")]
    assert [c.key for c in Matcher(twins).candidates(Profile("N", "激光焊接"), 3)] == ["A", "B", "C"]


def test_all_offers_are_listed_where_all_are_wanted(matcher: Matcher) -> None:
    ranked = matcher.candidates(Profile("N", "不锈钢钝化"), None)
    assert [c.key for c in ranked] == ["O2", "O3", "O1"]  # steel is another name of 不锈钢's group
    assert ranked[1].score > ranked[2].score == 0
    assert not ranked[-1].fits


@pytest.mark.parametrize(
    "title", ["", " ", "的", "。，！", "1", "𠮷", "\u202e\x00", "a" * 30_000, "查" * 30_000]
)
def test_a_need_that_says_nothing_finds_nothing_and_breaks_nothing(matcher: Matcher, title: str) -> None:
    assert matcher.candidates(Profile("N", title), 3) == []


def test_another_dictionary_finds_another_name() -> None:
    offers = [Profile("O", "黑胶体填充料", "")]
    need = Profile("N", "乌料")
    assert Matcher(offers, Lexicon()).candidates(need, 1) == []
    named = Matcher(offers, Lexicon(synonyms=(("黑胶体", "乌料"),))).candidates(need, 1)
    assert [c.key for c in named] == ["O"]
    assert named[0].terms[0].other == "黑胶体"


@given(st.lists(st.text(st.sampled_from("电池钢锂a1 ，"), max_size=12), min_size=1, max_size=8))
def test_scores_fall_and_no_profile_stands_twice(titles: list[str]) -> None:
    profiles = [Profile(str(at), title) for at, title in enumerate(titles)]
    ranked = Matcher(profiles).candidates(profiles[0], None)
    assert sorted(c.key for c in ranked) == sorted(p.key for p in profiles)
    scores = [c.score for c in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
