"""Latent semantic analysis: the directions are those of the exact decomposition; other words for the same are near."""

import numpy as np
import pytest

from keqiao.engine.matching import Matcher, Profile, analyzer_of
from keqiao.engine.matching.latent import LatentSpace

from .conftest import exchange

ANALYZER = analyzer_of(())


def test_directions_are_those_of_the_exact_decomposition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Oracle: the singular value decomposition of numpy (LAPACK), cut off after eight dimensions."""
    monkeypatch.setattr("keqiao.engine.matching.latent.DIMENSIONS", 8)
    monkeypatch.setattr("keqiao.engine.matching.latent.ROUNDS", 40)
    kept: list[np.ndarray] = []
    rows = LatentSpace._unit_rows

    def keeping(self: LatentSpace, texts: list[dict[str, int]]) -> object:
        matrix = rows(self, texts)
        kept.append(matrix.toarray())
        return matrix

    monkeypatch.setattr(LatentSpace, "_unit_rows", keeping)
    offers = exchange("offers.csv", "offer_id")
    space = LatentSpace(offers, ANALYZER)
    left, values, _right = np.linalg.svd(kept[0], full_matrices=False)
    exact = left[:, :8] * values[:8]
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    assert np.abs(space._directions @ space._directions.T - exact @ exact.T).max() < 1e-3


def test_an_offer_in_other_words_comes_before_one_that_has_as_little_of_the_need() -> None:
    offers = [
        Profile("A", "电芯鼓包原因诊断", "软包电芯产气鼓包，拆解检测。"),
        Profile("B", "产气检测服务", "拆解后测产气成分。"),
        Profile("C", "鼓包与产气", "产气导致鼓包。"),
        Profile("D", "厂房屋面检测服务", "屋面渗漏，现场测量。"),
        Profile("E", "屋面防水", "屋面渗漏治理。"),
    ]
    need = Profile("N", "鼓包检测服务")
    plain, latent = (
        [candidate.key for candidate in Matcher(offers, latent=wanted).candidates(need, 5)]
        for wanted in (False, True)
    )
    assert latent.index("B") < latent.index("D")
    assert set(plain) == set(latent) or len(latent) == 5


@pytest.mark.parametrize("offers", [[], [Profile("A", "电池")], [Profile("A", "，。"), Profile("B", "、")]])
def test_few_or_empty_texts_make_a_space_in_which_nothing_is_near(offers: list[Profile]) -> None:
    space = LatentSpace(offers, ANALYZER)
    assert space.nearness(Profile("N", "电池"), [offer.key for offer in offers]) == [0.0] * len(offers)
    assert Matcher(offers, latent=True).candidates(Profile("N", ""), None) is not None
