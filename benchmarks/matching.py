"""How well and how fast counterparts are sought, against bm25s and SQLite's full text on the same terms.

    python benchmarks/matching.py [--quick]

Offers are the abstracts of ../shared/reference/matching (12 179; ``--quick`` ends there) and 400 000 put together from
their sentences; needs are the titles of the same papers, at the larger size with sentences of theirs. Every peer is
given the terms that our analyzer cuts, so that only search is compared. Printed: quality (MRR@10 of the paper under its
title), seconds to index, milliseconds of one question (p50, p95), all pairs by one and by two processes, memory.
Returns 1 where a question at 400 000 takes more than 2 ms (p50) or 10 000 needs take more than 10 s.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import random
import re
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import bm25s

from keqiao.engine.matching import Lexicon, Profile, TextIndex, all_pairs, analyzer_of, packaged_lexicon
from keqiao.engine.matching.query import FIELDS, query_of
from keqiao.engine.matching.text import Analyzer

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "matching" / "csl_title"
MANY, NEEDS, QUESTIONS, TOP = 400_000, 10_000, 500, 10
MOST_MS, MOST_SECONDS = 2.0, 10.0
Answer = Callable[[Profile], list[str]]


def lines(name: str) -> list[dict[str, Any]]:
    """The objects of one file of the set."""
    with gzip.open(REFERENCE / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sentences(papers: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The parts of each abstract."""
    return [
        [part for part in re.split(r"[。；.;,，]", row["text"]) if len(part) > 5] or [row["text"]]
        for row in papers
    ]


def put_together(parts: Sequence[list[str]], count: int) -> Iterator[Profile]:
    """Offers from the sentences of a paper and of others, the same at every run."""
    draw = random.Random(1)
    for number in range(count):
        own = draw.choice(parts)
        body = draw.sample(own, min(3, len(own))) + [draw.choice(draw.choice(parts)) for _ in range(3)]
        yield Profile(f"o{number}", draw.choice(own)[:24], "，".join(body))


def terms_of(profile: Profile, analyzer: Analyzer) -> list[str]:
    """All terms of a profile, for the peers."""
    return analyzer.terms(f"{profile.title}\n{profile.body}")


def bm25s_over(offers: Sequence[Profile], analyzer: Analyzer) -> Answer:
    """The peer in memory."""
    retriever = bm25s.BM25(k1=1.2, b=0.75)
    retriever.index([terms_of(offer, analyzer) for offer in offers], show_progress=False)
    keys = [offer.key for offer in offers]

    def answer(need: Profile) -> list[str]:
        places, _ = retriever.retrieve([terms_of(need, analyzer)], k=TOP, show_progress=False, n_threads=1)
        return [keys[place] for place in places[0]]

    return answer


def fts5_over(offers: Sequence[Profile], analyzer: Analyzer, place: Path) -> Answer:
    """The peer in a file of SQLite."""
    connection = sqlite3.connect(place)
    connection.execute("create virtual table offer using fts5(key unindexed, terms, tokenize='ascii')")
    connection.executemany(
        "insert into offer values (?, ?)", ((o.key, " ".join(terms_of(o, analyzer))) for o in offers)
    )
    connection.commit()

    def answer(need: Profile) -> list[str]:
        quoted = (term.replace('"', '""') for term in dict.fromkeys(terms_of(need, analyzer)))
        question = " or ".join(f'"{term}"' for term in quoted).replace(" or ", " OR ")
        rows = connection.execute(
            "select key from offer where terms match ? order by bm25(offer) limit ?", (question, TOP)
        )
        return [key for (key,) in rows]

    return answer


def ours_over(index: TextIndex, lexicon: Lexicon) -> Answer:
    """Our index, without conditions and reasons, as the peers know none."""

    def answer(need: Profile) -> list[str]:
        query = query_of(need, index, lexicon)
        return [hit.key for hit in index.search(query.weights, TOP, FIELDS)]

    return answer


def measured(
    name: str, build: Callable[[], Answer], needs: Sequence[Profile], right: dict[str, str]
) -> float:
    """Build, ask, print; the median of a question in milliseconds."""
    start = time.process_time()
    answer = build()
    built = time.process_time() - start
    for need in needs[:50]:
        answer(need)
    times, ranks = [], 0.0
    for need in needs:
        start = time.process_time()
        keys = answer(need)
        times.append(1000 * (time.process_time() - start))
        ranks += 1 / (1 + keys.index(right[need.key])) if right.get(need.key) in keys else 0.0
    times.sort()
    quality = f"MRR@10 {ranks / len(needs):.3f}, " if right else ""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"  {name:12}{quality}index {built:6.1f} s, question p50 {statistics.median(times):6.2f} ms, "
        f"p95 {times[int(0.95 * len(times))]:6.2f} ms; highest memory so far {memory:.2f} GiB",
        flush=True,
    )
    return statistics.median(times)


def compare(offers: Sequence[Profile], needs: Sequence[Profile], right: dict[str, str], place: Path) -> float:
    """Ours and the peers over the same offers; the median of our question."""
    print(f"{len(offers)} offers, {len(needs)} questions")
    lexicon = packaged_lexicon()
    analyzer = analyzer_of(lexicon.words)
    folder = place / f"index-{len(offers)}"
    folder.mkdir()

    def ours() -> Answer:
        index = TextIndex(analyzer, folder=folder)
        index.change(offers, anew=True)
        return ours_over(index, lexicon)

    median = measured("Keqiao", ours, needs, right)
    measured("bm25s", lambda: bm25s_over(offers, analyzer), needs, right)
    few = needs[: max(1, len(needs) * 12_179 // len(offers) // 4)]
    measured("SQLite FTS5", lambda: fts5_over(offers, analyzer, place / f"{len(offers)}.db"), few, right)
    return median


def pairs(folder: Path, needs: Sequence[Profile]) -> float:
    """All pairs here and by two processes, in seconds of the clock; the same pairs."""
    lexicon = packaged_lexicon()
    start = time.perf_counter()
    here = list(all_pairs(needs, folder, lexicon, TOP))
    alone = time.perf_counter() - start
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        list(all_pairs(needs[:1000], folder, lexicon, TOP, executor=executor))
        start = time.perf_counter()
        there = list(all_pairs(needs, folder, lexicon, TOP, executor=executor))
        both = time.perf_counter() - start
    print(
        f"  all pairs: {len(needs)} needs × {TOP}: {alone:.1f} s in one process, {both:.1f} s in two "
        f"({len(needs) / both:.0f} needs a second); the same pairs: {here == there}"
    )
    return both


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="the published set only")
    arguments = parser.parse_args()
    if not REFERENCE.exists():
        print("the reference sets of ../shared are not beside this checkout")
        return 0
    papers, titles = lines("corpus.jsonl.gz"), lines("queries.jsonl.gz")
    right = {row["q"]: row["d"] for row in lines("qrels.jsonl.gz")}
    offers = [Profile(row["id"], row["title"], row["text"]) for row in papers]
    questions = [Profile(row["id"], row["text"]) for row in titles]
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        compare(offers, questions, right, place)
        if arguments.quick:
            return 0
        parts = sentences(papers)
        of = {row["id"]: part for row, part in zip(papers, parts, strict=True)}
        draw = random.Random(2)

        def need(number: int) -> Profile:
            title = questions[number % len(questions)]
            own = of[right[title.key]]
            return Profile(
                f"{title.key}.{number}", title.title, "，".join(draw.sample(own, min(4, len(own))))
            )

        needs = [need(number) for number in range(NEEDS)]
        many = list(put_together(parts, MANY))
        median = compare(many, needs[:QUESTIONS], {}, place)
        both = pairs(place / f"index-{MANY}", needs)
    return int(median > MOST_MS or both > MOST_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
