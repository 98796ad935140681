"""All pairs: the same in one process and in several, and the same as need by need."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from keqiao.engine.matching import (
    Matcher,
    MissingIndexError,
    Profile,
    TextIndex,
    all_pairs,
    analyzer_of,
    packaged_lexicon,
)

from .conftest import exchange


def test_pieces_in_other_processes_give_the_same_pairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers, needs = exchange("offers.csv", "offer_id"), exchange("needs.csv", "need_id")
    needs.append(Profile("N99", "不锈钢钝化"))  # which tells nothing beside
    lexicon = packaged_lexicon()
    TextIndex(analyzer_of(lexicon.words), folder=tmp_path).change(offers)
    here = list(all_pairs(needs, tmp_path, lexicon, 10))
    monkeypatch.setattr("keqiao.engine.matching.pair_search.PIECE", 7)
    shares: list[float] = []
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        elsewhere = list(
            all_pairs(
                needs,
                tmp_path,
                lexicon,
                10,
                executor=executor,
                progress=lambda share, _: shares.append(share),
            )
        )
    assert elsewhere == here
    assert shares == sorted(shares)
    assert shares[-1] == 1
    matcher = Matcher(offers)
    assert here == [
        (need.key, [(c.key, pytest.approx(c.score, abs=1e-4)) for c in matcher.candidates(need, 10)])
        for need in needs
    ]


def test_without_an_index_there_are_no_pairs(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError):
        list(all_pairs([Profile("N", "电池")], tmp_path / "none", packaged_lexicon(), 3))
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(MissingIndexError):
        list(all_pairs([Profile("N", "电池")], tmp_path, packaged_lexicon(), 3))
