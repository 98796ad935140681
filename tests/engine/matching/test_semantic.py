"""The optional semantic leg: it finds what shares no word, and is fused by reciprocal rank."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.matching import Matcher, Profile
from keqiao.engine.matching.semantic import SentenceModelLeg, fused

OFFERS = [Profile("A", "污水处理"), Profile("B", "供水管网监测"), Profile("C", "咖啡杯设计")]


class LettersModel:
    """In the place of the model: a direction by two letters."""

    def passage(self, texts: list[str]) -> np.ndarray:
        return np.array([self.query(text) for text in texts])

    def query(self, text: str) -> np.ndarray:
        return np.array([float("水" in text or "河" in text), float("咖" in text)])


def test_what_shares_no_word_but_the_meaning_is_found() -> None:
    need = Profile("N", "河")
    assert Matcher(OFFERS).candidates(need, 3) == []
    ranked = Matcher(OFFERS, semantic=SentenceModelLeg(OFFERS, LettersModel())).candidates(need, 2)
    assert [candidate.key for candidate in ranked] == ["A", "B"]
    assert not ranked[0].fits
    assert ranked[0].terms == ()


@given(st.lists(st.permutations("ABCDE"), min_size=1, max_size=3))
def test_scores_are_those_of_the_published_formula(orders: list[list[str]]) -> None:
    """Σ 1/(60 + rank), ranks from 1, on a scale on which 100 is first in every order."""
    highest = len(orders) / 61
    for key, score in fused(orders).items():
        assert score == pytest.approx(100 * sum(1 / (61 + order.index(key)) for order in orders) / highest)
