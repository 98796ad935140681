"""Known items are found again: titles and keywords of 12 179 published papers, and the judged set of an exchange."""

import math
from collections import defaultdict
from csv import DictReader

import pytest

from keqiao.engine.matching import Matcher, Profile
from keqiao.engine.matching.query import FIELDS, query_of

from .conftest import exchange, lines, reference


@pytest.fixture(scope="module")
def papers() -> Matcher:
    folder = reference("matching")
    corpus = lines(folder / "csl_title" / "corpus.jsonl.gz")
    return Matcher(Profile(row["id"], row["title"], row["text"]) for row in corpus)


@pytest.mark.parametrize(("name", "least"), [("csl_title", 0.960), ("csl_keyword", 0.962)])
def test_the_paper_of_a_title_or_of_keywords_stands_first(papers: Matcher, name: str, least: float) -> None:
    """Mean reciprocal rank within the first ten (MRR@10) over all questions of the set."""
    folder = reference("matching") / name
    right = {row["q"]: row["d"] for row in lines(folder / "qrels.jsonl.gz")}
    questions = lines(folder / "queries.jsonl.gz")
    ranks = 0.0
    for question in questions:
        query = query_of(Profile(question["id"], question["text"]), papers.index, papers.lexicon)
        keys = [hit.key for hit in papers.index.search(query.weights, 10, FIELDS)]
        if right[question["id"]] in keys:
            ranks += 1 / (1 + keys.index(right[question["id"]]))
    assert ranks / len(questions) >= least


@pytest.fixture(scope="module")
def offers() -> Matcher:
    return Matcher(exchange("offers.csv", "offer_id"))


def judged() -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    with (reference("exchange") / "relevance.csv").open(encoding="utf-8") as file:
        for need, offer, grade, *_ in list(map(list, map(dict.values, DictReader(file)))):
            grades[need][offer] = int(grade)
    return grades


def test_the_judged_offers_of_an_exchange_come_first(offers: Matcher) -> None:
    """Mean nDCG@10 (gain 2^grade − 1) over the needs that have an offer of grade 2 or 3."""
    grades, shares = judged(), []
    for need in exchange("needs.csv", "need_id"):
        given = grades[need.key]
        if max(given.values(), default=0) < 2:
            continue
        ranked = [given.get(candidate.key, 0) for candidate in offers.candidates(need, 10)]
        best = sorted(given.values(), reverse=True)[:10]
        gain, ideal = (
            sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(row))
            for row in (ranked, best)
        )
        shares.append(gain / ideal)
    assert len(shares) == 36
    assert sum(shares) / len(shares) >= 0.95


def test_where_nothing_fits_the_list_says_so(offers: Matcher) -> None:
    grades = judged()
    fits = {need.key: offers.candidates(need, 1)[0].fits for need in exchange("needs.csv", "need_id")}
    assert {key for key, fit in fits.items() if not fit} == {
        key for key in fits if max(grades[key].values(), default=0) < 2
    }
