"""How fast programmes are judged, against a plain loop in Python and against an engine of rules.

    python benchmarks/eligibility.py [--quick]

1 000 programmes of eight conditions over 100 000 firms by columns; the plain loop (the same conditions compiled to
Python once) and rule-engine (BSD) judge a part of the same firms by the same programmes in the same run, and their time
is told for each firm and programme. Every verdict of the part is compared. Then how far off for the firms of one
programme.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from keqiao.engine.eligibility import SupportProgramme, compiled, distances, judge, truths

FIGURES = ("revenue", "rd", "staff", "staff_tech", "assets", "ip", "age", "score")
CONDITIONS = {
    "size": "revenue >= {0} and revenue <= {1}",
    "rd": "rd >= {2}",
    "share": "100 * rd >= {3} * revenue",
    "staff": "staff <= {4}",
    "tech": "100 * staff_tech >= {5} * staff",
    "assets": "assets <= {6}",
    "ip": "ip >= {7} or score > {8}",
    "age": "age >= {9}",
}


def programme(seed: int) -> tuple[SupportProgramme, str]:
    """A programme, and the same as one condition that Python and rule-engine read."""
    draw = np.random.default_rng(seed)
    low = [200, 20000, 10, 1, 200, 5, 20000, 1, 60, 1]
    high = [2000, 40000, 200, 6, 1000, 30, 80000, 6, 90, 5]
    numbers = [float(round(x, 1)) for x in draw.uniform(low, high)]
    texts = {code: text.format(*numbers) for code, text in CONDITIONS.items()}
    made = SupportProgramme.model_validate(
        {
            "programme": 1,
            "code": f"p{seed}",
            "version": "1",
            "name": "bench",
            "issuer": "bench",
            "measures": [{"code": code, "name": code} for code in FIGURES],
            "conditions": [{"code": c, "name": c, "when": text} for c, text in texts.items()],
        }
    )
    return made, " and ".join(f"({text})" for text in texts.values())


def firms(count: int) -> pl.DataFrame:
    """Firms without gaps: the peers know no third value."""
    draw = np.random.default_rng(7)
    columns: dict[str, Any] = {
        "revenue": draw.lognormal(7.5, 1.2, count),
        "rd": draw.lognormal(4.5, 1.2, count),
        "staff": draw.integers(5, 900, count).astype(float),
        "assets": draw.lognormal(8, 1, count),
        "ip": draw.integers(0, 12, count).astype(float),
        "age": draw.integers(0, 20, count).astype(float),
        "score": draw.integers(40, 100, count).astype(float),
    }
    columns["staff_tech"] = np.floor(columns["staff"] * draw.uniform(0, 0.5, count))
    return pl.DataFrame({code: np.round(columns[code], 2) for code in FIGURES})


def timed(run: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The median of some runs in seconds, and what came of the last."""
    took, result = [], None
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        took.append(time.perf_counter() - start)
    return statistics.median(took), result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer programmes and firms")
    quick = parser.parse_args().quick
    count, height = (50, 10_000) if quick else (1_000, 100_000)
    made = [programme(seed) for seed in range(count)]
    subjects = firms(height)
    start = time.perf_counter()
    plans = [compiled(item) for item, _ in made]
    print(f"{count} programmes compiled: {time.perf_counter() - start:.2f} s")
    own, found = timed(lambda: truths(plans, subjects), 1 if not quick else 3)
    pairs = count * height
    print(f"by columns: {own:.2f} s for {pairs:,} verdicts, {own / pairs * 1e9:.1f} ns each")

    part, few = subjects.head(200).to_dicts(), made[: min(count, 50)]
    codes = [compile(text, "bench", "eval") for _, text in few]
    loop, plain = timed(lambda: [[bool(eval(code, {}, row)) for row in part] for code in codes])
    small = len(part) * len(few)
    print(f"plain loop: {loop / small * 1e9:.0f} ns each, {loop / small / (own / pairs):.0f} times as long")
    same = [found[str(at)].head(len(part)).to_list() for at in range(len(few))] == plain
    print(f"  same verdicts: {same}")
    try:
        import rule_engine
    except ImportError:
        print("rule-engine is not installed (make bench installs it)")
    else:
        rules = [rule_engine.Rule(text) for _, text in few]
        peer, other = timed(lambda: [[rule.matches(row) for row in part] for rule in rules])
        print(
            f"rule-engine: {peer / small * 1e9:.0f} ns each, {peer / small / (own / pairs):.0f} times as long"
        )
        print(f"  same verdicts: {other == plain}")

    judged = judge(plans[0], subjects.head(1_000 if quick else 10_000))
    took, far = timed(lambda: distances(judged, together=False), 1)
    print(f"how far off, single changes: {took:.2f} s for {len(far.of_row):,} firms of one programme")


if __name__ == "__main__":
    main()
