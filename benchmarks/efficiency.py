"""How fast efficiency scores are, against HiGHS solving one linear programme after the other, warm.

    python benchmarks/efficiency.py [--quick]

Both solve the same units in one process, in turns; every score is compared. HiGHS (highspy) holds one model whose
column of θ and right-hand side change from unit to unit, so that each solve starts from the basis of the last. Bounds:
at 2 000 units, 3 inputs × 3 outputs, constant and variable returns at least 40 times as fast as that; 10 000 units with
constant returns within 0.5 s; memory linear in units. What the first call of a machine costs (compiling) is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve()
Floats = NDArray[np.float64]


def sample(kind: str, n: int, m: int = 3, s: int = 3, seed: int = 1) -> tuple[Floats, Floats]:
    """``even``: every figure drawn alike; ``production``: Cobb–Douglas, sizes over an order, waste half-normal."""
    rng = np.random.default_rng(seed)
    if kind == "even":
        return rng.uniform(1, 10, (n, m)), rng.uniform(1, 10, (n, s))
    x = rng.uniform(1, 10, (n, m))
    made = np.prod(x ** (0.9 / m), axis=1)[:, None] * np.exp(-np.abs(rng.normal(0, 0.4, (n, 1))))
    return x, made * rng.dirichlet(np.full(s, 3.0), n)


def by_us(x: Floats, y: Floats, returns: str) -> Floats:
    """Input-oriented scores by the engine, without the second phase, as HiGHS has none."""
    from keqiao.engine.efficiency import dea

    return dea(x, y, returns=returns, slacks=False).score  # type: ignore[arg-type]


def by_highs(x: Floats, y: Floats, returns: str) -> Floats:
    """The same by one HiGHS model that is changed from unit to unit and solved from its last basis."""
    import highspy

    n, m = x.shape
    s = y.shape[1]
    x, y = x / x.mean(axis=0), y / y.mean(axis=0)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("threads", 1)
    infinite = highspy.kHighsInf
    rows = m + s + (returns == "vrs")
    for i in range(m + s):
        lower, upper = (-infinite, 0.0) if i < m else (0.0, infinite)
        solver.addRow(lower, upper, 0, np.empty(0, np.int32), np.empty(0))
    if returns == "vrs":
        solver.addRow(1.0, 1.0, 0, np.empty(0, np.int32), np.empty(0))
    places = np.arange(rows, dtype=np.int32)
    for j in range(n):
        column = np.r_[x[j], y[j], [1.0] * (rows - m - s)]
        solver.addCol(0.0, 0.0, infinite, rows, places, column)
    solver.addCol(1.0, -infinite, infinite, m, places[:m], -x[0])
    score = np.empty(n)
    for o in range(n):
        for i in range(m):
            solver.changeCoeff(i, n, -x[o, i])
        for r in range(s):
            solver.changeRowBounds(m + r, y[o, r], infinite)
        solver.run()
        score[o] = solver.getInfo().objective_function_value
    return score


def timed(work: object, *arguments: object) -> tuple[float, Floats]:
    start = time.perf_counter()
    found = work(*arguments)  # type: ignore[operator]
    return time.perf_counter() - start, found


def child(n: int) -> None:
    """Peak memory of a process that scores ``n`` units, beyond what it held with code and figures loaded."""
    x, y = sample("even", n)
    by_us(x[:10], y[:10], "crs")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    by_us(x, y, "crs")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"mebibytes": (after - before) / 1024}))


def first_call() -> tuple[float, float]:
    """Seconds of the first call with an empty cache, and of the first call of a later process."""
    code = (
        "import time, numpy as np\nfrom keqiao.engine.efficiency import dea\n"
        "t = time.perf_counter(); dea(np.arange(1.0, 9)[:, None], np.ones((8, 1))); print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            subprocess.run(
                [sys.executable, "-c", code],
                env=os.environ | {"NUMBA_CACHE_DIR": folder},
                check=True,
                capture_output=True,
                text=True,
            )
            for _ in range(2)
        ]
    return float(runs[0].stdout), float(runs[1].stdout)


def main() -> int:
    """Print the tables; exit code 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer units and turns; no bounds on the ratio")
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        child(options.child)
        return 0
    ok = True
    n, turns = (500, 1) if options.quick else (2_000, 3)
    by_us(*sample("even", 20), "vrs")
    print(f"{n:,} units, 3 inputs × 3 outputs; median seconds of {turns} turns, side by side")
    print(f"{'figures':12}{'returns':9}{'keqiao':>10}{'highspy':>10}{'ratio':>8}{'difference':>13}")
    for kind in ("even", "production"):
        for returns in ("crs", "vrs"):
            ours, theirs, apart = [], [], 0.0
            for turn in range(turns):
                x, y = sample(kind, n, seed=turn)
                of_theirs, reference = timed(by_highs, x, y, returns)
                of_ours, found = timed(by_us, x, y, returns)
                ours.append(of_ours)
                theirs.append(of_theirs)
                apart = max(apart, float(np.abs(found - reference).max()))
            mine, other = statistics.median(ours), statistics.median(theirs)
            print(f"{kind:12}{returns:9}{mine:10.4f}{other:10.3f}{other / mine:7.0f}×{apart:13.1e}")
            ok &= apart < 1e-6 and (options.quick or other / mine >= 40)
    print("\nseconds by units (median of 3)")
    for kind in ("even", "production"):
        for returns in ("crs", "vrs"):
            cells = []
            for size in (1_000, 10_000) if options.quick else (1_000, 10_000, 50_000):
                x, y = sample(kind, size)
                took = statistics.median(
                    timed(by_us, x, y, returns)[0] for _ in range(3 if size < 50_000 else 1)
                )
                cells.append(f"{size:>8,}: {took:7.3f}")
                ok &= size != 10_000 or returns != "crs" or took <= 0.5
            print(f"{kind:12}{returns:9}" + "".join(cells))
    peaks = {}
    for size in (100_000, 200_000, 400_000):
        command = [sys.executable, str(HERE), "--child", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        peaks[size] = json.loads(done.stdout)["mebibytes"]
    told = ", ".join(f"{size:,}: {peak:.0f}" for size, peak in peaks.items())
    print(f"\npeak memory above that of the loaded code, MiB by units: {told}")
    compiled, cached = first_call()
    print(
        f"first call: {compiled:.1f} s on a new machine (compiling), {cached:.2f} s in a new process after that"
    )
    print("\nall bounds kept" if ok else "\nA BOUND IS NOT KEPT")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
