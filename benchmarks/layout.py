"""How fast the layout of very many platforms is analysed, beside plain code that says the same.

    python benchmarks/layout.py [--quick]

10 000 platforms with directions, patents and words over the packaged chains (``--quick``: 1 000): mapping, coverage,
overlap of all pairs, diversity. The plain code (dictionaries and sets, one thing after the other) works on a part of
the same platforms in the same run; every pair and every node of the part is compared. Returns 1 where the whole takes
more than 20 seconds.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl

from keqiao.engine.layout import (
    CHAINS,
    OverlapFeatures,
    by_group,
    map_to_nodes,
    node_coverage,
    overlapping,
    reasons,
)
from keqiao.engine.layout.chains import PACKAGED

MANY, PART, MOST_SECONDS = 10_000, 300, 20.0
WEIGHTS = {"codes": 0.4, "ipc": 0.3, "text": 0.3}
THRESHOLD = 0.4
WORDS = [f"词{number}" for number in range(4_000)]
INDUSTRIES = ("C3841", "C3985", "C3823", "C3491", "C3130", "C3749", "M7320", "C2921", "I6510")
SUBCLASSES = [f"{a}{b:02d}{c}" for a in "ABCGH" for b in (1, 2, 21, 22, 62) for c in "BCDGJKM"]


def city(count: int) -> dict[str, list[tuple[Any, ...]]]:
    """Codes, patents and words of platforms, the same at every run."""
    draw = random.Random(17)
    codes = [
        (i, "industry", draw.choice(INDUSTRIES)) for i in range(count) for _ in range(draw.randint(0, 3))
    ]
    ipc = []
    words = []
    for item in range(count):
        own = draw.sample(SUBCLASSES, 4)
        ipc += [(item, draw.choice(own), 1.0) for _ in range(draw.randint(0, 25))]
        words += [(item, WORDS[min(3999, int(draw.expovariate(1 / 700)))], 1.0) for _ in range(30)]
    return {"codes": codes, "ipc": ipc, "text": words}


def cells(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Features as the engine takes them."""
    schema = {"item": pl.Int64, "feature": pl.String, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def plain_pairs(rows: dict[str, list[tuple[Any, ...]]], count: int, of: int) -> dict[tuple[int, int], float]:
    """Pairs over the threshold among the first ``count`` of ``of`` platforms, by dictionaries and sets."""
    sets = [{code for i, _k, code in rows["codes"] if i == item} for item in range(count)]
    patents = [Counter() for _ in range(count)]
    texts = [Counter() for _ in range(count)]
    often: Counter[str] = Counter(word for word in {(i, w) for i, w, _v in rows["text"]} for word in word[1:])
    for item, name, _value in rows["ipc"]:
        if item < count:
            patents[item][name] += 1
    for item, word, _value in rows["text"]:
        if item < count:
            texts[item][word] += 1
    texts = [Counter({w: n * math.log(of / often[w]) for w, n in text.items()}) for text in texts]
    found = {}
    for a in range(count):
        for b in range(a + 1, count):
            known = {}
            if sets[a] and sets[b]:
                known["codes"] = len(sets[a] & sets[b]) / len(sets[a] | sets[b])
            for part, all_of in (("ipc", patents), ("text", texts)):
                length = math.hypot(*all_of[a].values()) * math.hypot(*all_of[b].values())
                if length:
                    known[part] = sum(all_of[a][k] * all_of[b][k] for k in all_of[a]) / length
            if known:
                weight = sum(WEIGHTS[part] for part in known)
                value = sum(WEIGHTS[part] * v for part, v in known.items()) / weight
                if value >= THRESHOLD:
                    found[a, b] = value
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1 000 platforms")
    count = 1_000 if parser.parse_args().quick else MANY
    rows = city(count)
    chains = CHAINS.load(PACKAGED)
    codes = pl.DataFrame(
        rows["codes"], schema={"item": pl.Int64, "kind": pl.String, "code": pl.String}, orient="row"
    )
    none = pl.DataFrame(schema={"item": pl.Int64, "text": pl.String, "cluster": pl.String})
    features = {
        "codes": cells([(item, code, 1.0) for item, _kind, code in rows["codes"]]),
        "ipc": cells(rows["ipc"]),
        "text": cells(rows["text"]),
    }
    items = pl.Series(range(count))
    times: dict[str, float] = {}
    times["mapping"], members = timed(
        lambda: map_to_nodes(chains, codes, none.select("item", "text"), none.select("item", "cluster"))
    )
    times["coverage"], _table = timed(lambda: node_coverage(chains, {"platforms": members, "firms": members}))
    times["features"], made = timed(lambda: OverlapFeatures(items, features))
    times["all pairs"], pairs = timed(lambda: overlapping(made, WEIGHTS, THRESHOLD, 1_000_000))
    times["reasons"], _why = timed(lambda: reasons(made, pairs.head(2_000)))
    grouped = features["ipc"].rename({"item": "group", "feature": "category"})
    times["indices"], _indices = timed(lambda: by_group(grouped))
    plain, expected = timed(lambda: plain_pairs(rows, PART, count))
    ours = {
        (a, b): value
        for a, b, value in pairs.select("first", "second", "resemblance").iter_rows()
        if a < PART and b < PART
    }
    near = {
        pair for pair in ours.keys() ^ expected.keys() if abs({**ours, **expected}[pair] - THRESHOLD) > 1e-5
    }
    worst = max((abs(ours[pair] - expected[pair]) for pair in ours.keys() & expected.keys()), default=0.0)
    total = sum(times.values())
    print(f"{count} platforms, {pairs.height} pairs of {count * (count - 1) // 2} from {THRESHOLD}")
    for name, seconds in times.items():
        print(f"  {name:<10}{seconds:8.2f} s")
    print(f"  {'together':<10}{total:8.2f} s")
    scaled = plain * (count / PART) ** 2
    print(f"  plain code: {plain:.2f} s for {PART} platforms, by pairs {scaled:.0f} s for {count}")
    print(f"  compared: {len(expected)} pairs, {len(near)} differ, largest difference {worst:.1e}")
    return 1 if near or worst > 1e-5 or total > MOST_SECONDS else 0


if __name__ == "__main__":
    raise SystemExit(main())
