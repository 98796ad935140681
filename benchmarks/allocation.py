"""How fast money is shared out, against what a careful analyst would write with scipy.

    python benchmarks/allocation.py [--quick]

One allocation in proportion to scores with floors and caps: the engine (exact fractions, formulas of every line) beside
scipy's SLSQP on the quadratic programme that has the same solution (floats, no rounding, no words). Many draws: all at
once beside the engine's own exact allocation of each draw; every amount is compared. An optimised allocation with its
prices: told alone, as no peer rounds and prices.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import minimize

from keqiao.engine.allocation import AllocationRules, Applicants, allocate, applicants, sensitivity

GRADES = {"excellent": "优秀", "good": "良好", "pass": "合格"}


def rules_of(units: int, **sharing: Any) -> AllocationRules:
    """Rules with a pool of 80 万元 a unit, a floor of 20 and a cap of 160 万元."""
    return AllocationRules.model_validate(
        {
            "allocation": 1,
            "code": "bench",
            "version": "1",
            "name": "bench",
            "grades": GRADES,
            "pool": 80 * units,
            "floor": 20,
            "cap": 160,
            "sharing": sharing,
        }
    )


def units_of(rules: AllocationRules, scores: list[float]) -> Applicants:
    """Units with scores and the grades that follow from them."""
    codes = list(GRADES)
    grades = [codes[int(score < 85) + int(score < 75)] for score in scores]
    return applicants(rules, [f"u{at:04}" for at in range(len(scores))], scores, grades)


def best_of(run: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The shortest of some runs in seconds, and what came of it."""
    took, result = np.inf, None
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        took = min(took, time.perf_counter() - start)
    return took, result


def by_slsqp(scores: list[float], pool: float) -> np.ndarray:
    """min Σ x²/w under the same bounds and sum."""
    weights = np.array(scores)
    start = np.full(weights.size, pool / weights.size)
    found = minimize(
        lambda x: (x**2 / weights).sum(),
        start,
        jac=lambda x: 2 * x / weights,
        bounds=[(20, 160)] * weights.size,
        constraints={"type": "eq", "fun": lambda x: x.sum() - pool, "jac": np.ones_like},
        method="SLSQP",
        options={"ftol": 1e-10, "maxiter": 500},
    )
    return np.asarray(found.x)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer units and draws")
    quick = parser.parse_args().quick
    random = np.random.default_rng(1)
    draws, looked_at = (1000, 20) if quick else (10_000, 200)
    print(f"{'units':>5}  {'what':<28}{'engine':>12}{'peer':>12}  difference")
    for count in (13, 51) if quick else (13, 51, 200):
        scores = np.round(random.uniform(60, 97, count), 2).tolist()
        rules = rules_of(count, rule="proportional")
        units = units_of(rules, scores)
        ours, found = best_of(lambda rules=rules, units=units: allocate(rules, units), 3)
        theirs, solved = best_of(lambda scores=scores, count=count: by_slsqp(scores, 80.0 * count), 3)
        apart = max(abs(float(a) / 1e4 - b) for a, b in zip(found.amounts, solved, strict=True))
        print(
            f"{count:>5}  {'one, against SLSQP':<28}{ours * 1e3:>9.1f} ms{theirs * 1e3:>9.1f} ms  {apart:.4f} 万元"
        )

        drawn = np.round(np.clip(np.array(scores) + random.normal(0, 2, (draws, count)), 0, 100), 4)
        ours, told = best_of(lambda found=found, drawn=drawn: sensitivity(found, drawn), 3)
        start = time.perf_counter()
        one_by_one = [allocate(rules, units_of(rules, row.tolist())).amounts for row in drawn[:looked_at]]
        theirs = (time.perf_counter() - start) / looked_at * draws
        again = sensitivity(found, drawn[:looked_at])
        least = tuple(min(column) for column in zip(*one_by_one, strict=True))
        same = "same amounts" if least == again.least else "AMOUNTS DIFFER"
        what = f"{told.draws} draws, against a loop"
        print(f"{count:>5}  {what:<28}{ours * 1e3:>9.1f} ms{theirs * 1e3:>9.0f} ms  {same}")

        best = rules_of(
            count, rule="optimised", fairness={"ratio": 6}, returns=[{"to": 60, "rate": 1}, {"rate": 0.5}]
        )
        ours, planned = best_of(lambda best=best, scores=scores: allocate(best, units_of(best, scores)), 2)
        what = f"optimised, {len(planned.prices)} prices"
        print(f"{count:>5}  {what:<28}{ours * 1e3:>9.1f} ms")


if __name__ == "__main__":
    main()
