"""Robustness against the same analysis written by hand in numpy, in one run.

51 units × 49 indicators (the ASEM index where its data are there, else invented figures of that size), treatment
(five limits of winsorising), normalisation (two), weights (± 25 % of every node), aggregation (two means).

    python benchmarks/robustness.py [--quick]

COINr 1.1.14 needs 109 s for 1 000 replicates on a machine of this kind.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from keqiao.engine.evaluation import Panel
from keqiao.engine.evaluation import treatment as treating
from keqiao.engine.robustness import robustness, warm_up
from keqiao.engine.schemes import Scheme, load_scheme
from keqiao.engine.schemes.tree import Winsorise

COINR = 109.0
"""Seconds that COINr 1.1.14 took for 1 000 replicates of the ASEM index."""
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "reference" / "asem" / "iData_raw.csv"
ASEM = ROOT / "tests" / "engine" / "evaluation" / "schemes" / "asem.yaml"
FACTORS = [
    {"factor": "treatment", "options": [1, 2, 3, 4, 5]},
    {
        "factor": "normalisation",
        "options": [
            {"rule": "min_max", "range": [1, 100]},
            {"rule": "z_score", "mean": 100, "deviation": 10},
        ],
    },
    {"factor": "weights", "share": 0.25},
    {"factor": "aggregation", "options": ["arithmetic", "geometric"]},
]


def invented(units: int, branches: int = 7, leaves: int = 7) -> tuple[Scheme, Panel]:
    """Figures for a tree of two levels: normal, with one to five units far out in each, so that every limit of
    winsorising (one to five points) gives other scores, however many units there are."""
    rng = np.random.default_rng(0)
    codes = [[f"m{branch}_{leaf}" for leaf in range(leaves)] for branch in range(branches)]
    scheme = Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "measures": [{"code": code, "name": code} for block in codes for code in block],
            "defaults": {
                "treatment": [{"method": "winsorise"}],
                "score": {"rule": "min_max", "range": [1, 100]},
            },
            "indicators": [
                {
                    "code": f"B{number}",
                    "name": "B",
                    "children": [{"code": f"i_{code}", "name": code, "formula": code} for code in block],
                }
                for number, block in enumerate(codes)
            ],
        }
    )
    figures = {}
    for number, code in enumerate(code for block in codes for code in block):
        figures[code] = rng.normal(100, 10, units)
        far = rng.choice(units, 1 + number % 5, replace=False)
        figures[code][far] += 20 * np.sqrt(units) + rng.uniform(0, 1, far.size)
    frame = pl.DataFrame({"unit": [f"u{n:05d}" for n in range(units)], "period": "2024", **figures})
    return scheme, Panel.from_frame(scheme, frame)


def asem() -> tuple[Scheme, Panel]:
    scheme = load_scheme(ASEM.read_text(encoding="utf-8"))
    data = pl.read_csv(DATA, null_values=["NA", ""], infer_schema_length=None)
    return scheme, Panel.from_frame(scheme, data.rename({"uCode": "unit", "uName": "name", "Time": "period"}))


def by_hand(figures: np.ndarray, directions: np.ndarray, parents: list[np.ndarray], draws: int) -> np.ndarray:
    """Rank histograms by a loop over replicates, as one would write it: treated and normalised tables kept, the
    tree aggregated level by level, ranks by sorting. ``parents``: for each level the parent of each node."""
    rng = np.random.default_rng(1)
    tables = {}
    for limit in range(1, 6):
        rule = Winsorise(method="winsorise", maximum_points=limit)
        done = treating.winsorise(figures, rule)[0] * directions
        low, high = done.min(axis=0), done.max(axis=0)
        tables[limit, 0] = (done - low) / (high - low) * 99 + 1
        tables[limit, 1] = (done - done.mean(axis=0)) / done.std(axis=0, ddof=1) * 10 + 100
    units = figures.shape[0]
    counts = np.zeros((units, units), dtype=np.int64)
    rows = np.arange(units)
    for _ in range(draws):
        scores = tables[int(rng.integers(1, 6)), int(rng.integers(2))]
        geometric = rng.integers(2) == 1
        for parent in parents:
            weights = rng.uniform(0.75, 1.25, parent.size)
            sums = np.zeros(parent.max() + 1)
            np.add.at(sums, parent, weights)
            spread = np.zeros((parent.size, parent.max() + 1))
            spread[np.arange(parent.size), parent] = weights / sums[parent]
            scores = np.exp(np.log(scores) @ spread) if geometric else scores @ spread
        order = np.argsort(-scores[:, 0])
        ranks = np.empty(units, dtype=np.int64)
        ranks[order] = rows
        counts[rows, ranks] += 1
    return counts


def shape_of(scheme: Scheme, panel: Panel) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Imputed figures, directions, and the parents of each level."""
    from keqiao.engine.evaluation import evaluate

    found = evaluate(scheme, panel).indicators.pivot(on="indicator", index="unit", values="imputed")
    directions = np.array([leaf.direction for leaf in scheme.leaves()], dtype=np.float64)
    levels: list[np.ndarray] = []
    nodes: list[tuple[str, ...]] = []

    def walk(children: object, path: tuple[str, ...]) -> None:
        for node in children:  # type: ignore[attr-defined]
            if hasattr(node, "children"):
                walk(node.children, (*path, node.code))
            else:
                nodes.append(path)

    walk(scheme.indicators, ("top",))
    while nodes and nodes != [()]:
        names = list(dict.fromkeys(nodes))
        levels.append(np.array([names.index(path) for path in nodes]))
        nodes = [path[:-1] for path in names]
        if len(names) == 1:
            break
    return found.drop("unit").to_numpy(), directions, levels


def measured(work: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> int:
    """Print the tables; exit code 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    repeat = 3 if options.quick else 9
    start = time.perf_counter()
    warm_up()
    print(f"kernels loaded in {time.perf_counter() - start:.2f} s (compiled the first time on a machine)\n")
    scheme, panel = asem() if DATA.exists() else invented(51)
    units, indicators = panel.reported.height, len(scheme.leaves())
    figures, directions, parents = shape_of(scheme, panel)
    ok = True
    print(f"{units} units × {indicators} indicators, treatment included: median seconds")
    print(f"{'replicates':>12}{'engine':>12}{'by hand':>12}{'ratio':>9}{'µs each':>10}{'to be below':>14}")
    for draws, bound in ((1_000, 0.015), (100_000, 0.4)):
        engine = measured(lambda n=draws: robustness(scheme, panel, FACTORS, draws=n, seed=1), repeat)
        share = min(draws, 1_000)
        hand = measured(lambda n=share: by_hand(figures, directions, parents, n), 3) * draws / share
        print(
            f"{draws:>12,}{engine:>12.4f}{hand:>12.3f}{hand / engine:>9.1f}{engine / draws * 1e6:>10.2f}{bound:>14}"
        )
        ok &= engine < bound
        if draws == 1_000 and DATA.exists():
            print(f"{'':>12}{'':>12}{COINR:>12.0f}{COINR / engine:>9,.0f}   COINr 1.1.14, as told above")
    print("(by hand at 100 000: a hundred times the time of 1 000)\n")
    print(f"nanoseconds per replicate and unit, 49 indicators\n{'units':>10}{'replicates':>12}{'ns':>10}")
    first = None
    for size in (51, 200, 1_000) if options.quick else (51, 200, 1_000, 5_000):
        draws = max(1_000, 2_000_000 // size)
        many = invented(size)
        each = measured(lambda m=many, n=draws: robustness(*m, FACTORS, draws=n), 3) / draws / size * 1e9
        print(f"{size:>10,}{draws:>12,}{each:>10.1f}")
        first = first or each
        ok &= each <= first * 1.5
    print("\nall bounds kept" if ok else "\nA BOUND IS NOT KEPT")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
