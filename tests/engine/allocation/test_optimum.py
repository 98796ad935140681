"""Optimised allocations against enumeration of every plan on the grid, and prices against HiGHS's dual values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.examples import examples

from keqiao.engine.allocation import AllocationRules, Clash, allocate

from .conftest import make_rules, make_units

POOL = 12
"""Rounding units of 1 万元: few enough to try every plan."""


def plans(count: int, pool: int):
    for head in product(range(pool + 1), repeat=count - 1):
        if sum(head) <= pool:
            yield (*head, pool - sum(head))


def fits(rules: AllocationRules, scores: list[int], key: list[int], plan: tuple[int, ...]) -> bool:
    """Each rule in one line, written from its description."""
    sharing: Any = rules.sharing
    ratio, threshold = sharing.fairness.ratio, sharing.threshold
    if rules.floor is not None and min(plan) < rules.floor:
        return False
    if rules.cap is not None and max(plan) > rules.cap:
        return False
    funded = [amount for amount in plan if amount] if threshold or sharing.most_units else list(plan)
    if ratio is not None and funded and max(funded) > ratio * min(funded):
        return False
    if threshold and any(amount < threshold for amount in funded):
        return False
    if sharing.most_units and len(funded) > sharing.most_units:
        return False
    for one, other in product(range(len(plan)), repeat=2):
        if sharing.fairness.monotone and scores[one] > scores[other] and plan[one] < plan[other]:
            return False
        # What no rule reads makes no difference between two units.
        same = scores[one] == scores[other] and (not sharing.limits or key[one] == key[other])
        if sharing.fairness.monotone and same and abs(plan[one] - plan[other]) > 1:
            return False
    for limit in sharing.limits:
        together = sum(amount for amount, number in zip(plan, key, strict=True) if number)
        if limit.at_least is not None and together < limit.at_least:
            return False
        if limit.at_most is not None and together > limit.at_most:
            return False
    return True


def brings(rules: AllocationRules, scores: list[int], plan: tuple[int, ...]) -> Fraction:
    """Σ score × rate × amount, tranche by tranche."""
    sharing: Any = rules.sharing
    total = Fraction(0)
    for score, amount in zip(scores, plan, strict=True):
        below = Fraction(0)
        for tranche in sharing.returns or ():
            top = Fraction(amount if tranche.to is None else min(Fraction(tranche.to), Fraction(amount)))
            total += score * Fraction(tranche.rate) * max(Fraction(0), top - below)
            below = max(below, top)
        if not sharing.returns:
            total += score * amount
    return total


OPTIONS = st.fixed_dictionaries(
    {
        "floor": st.sampled_from([None, 1, 2]),
        "cap": st.sampled_from([None, 4, 6, 8]),
        "ratio": st.sampled_from([None, 1, 1.5, 2, 3]),
        "monotone": st.booleans(),
        "threshold": st.sampled_from([None, None, 3, 5]),
        "most_units": st.sampled_from([None, None, 2, 3]),
        "returns": st.sampled_from([(), ({"to": 3, "rate": 1}, {"to": 6, "rate": 0.5}, {"rate": 0.1})]),
        "limit": st.sampled_from([None, {"at_least": 5}, {"at_most": 4}, {"at_least": 3, "at_most": 7}]),
        "scores": st.lists(st.integers(1, 9), min_size=2, max_size=4),
        "key": st.lists(st.integers(0, 1), min_size=4, max_size=4),
    }
)


@settings(max_examples=examples(120), deadline=None)
@given(OPTIONS)
def test_against_every_plan_on_the_grid(drawn) -> None:
    scores, key = drawn["scores"], drawn["key"][: len(drawn["scores"])]
    limits = (
        [] if drawn["limit"] is None else [{"code": "key", "name": "重点", "by": "项目", **drawn["limit"]}]
    )
    written = {name: drawn[name] for name in ("floor", "cap") if drawn[name] is not None}
    sharing = {
        "rule": "optimised",
        "returns": drawn["returns"],
        "limits": limits,
        "threshold": drawn["threshold"],
        "most_units": drawn["most_units"],
        "fairness": {"ratio": drawn["ratio"], "monotone": drawn["monotone"]},
    }
    rules = make_rules(pool=POOL, rounding=1, sharing=sharing, **written)
    possible = [plan for plan in plans(len(scores), POOL) if fits(rules, scores, key, plan)]
    figures = {"项目": key} if limits else {}
    try:
        found = allocate(rules, make_units(rules, scores, **figures))
    except Clash as clash:
        # Where fractions of a unit would do, the clash is no proof; whole plans there are none all the same.
        assert not possible
        assert clash.findings[0].message
        return
    except Exception as error:
        assert not possible, error
        return
    plan = tuple(int(amount / 10_000) for amount in found.amounts)
    assert plan in possible
    best = max(brings(rules, scores, other) for other in possible)
    assert brings(rules, scores, plan) == best
    assert found.contribution == pytest.approx(float(best))


def test_prices_are_the_dual_values(rules, units) -> None:
    """The same programme written out by hand for scipy: pool 100, caps 40, group at least 30, rates by score."""
    scores = [90, 80, 70, 60]
    limit = {"code": "g", "name": "重点", "by": "项目", "at_least": 35}
    given = rules(
        pool=100, cap=40, sharing={"rule": "optimised", "limits": [limit], "fairness": {"monotone": False}}
    )
    found = allocate(given, units(given, scores, 项目=[0, 0, 1, 1]))
    assert [amount / 10_000 for amount in found.amounts] == [40, 25, 35, 0]
    solved = linprog(
        [-score for score in scores],
        A_ub=[*np.eye(4), [0, 0, -1, -1]],
        b_ub=[40] * 4 + [-35],
        A_eq=[[1] * 4],
        b_eq=[100],
        method="highs",
    )
    prices = {str(price.rule): price.value for price in found.prices}
    assert prices["the pool"] == pytest.approx(-solved.eqlin.marginals[0], abs=1e-6) == pytest.approx(80)
    assert prices["the cap for every unit"] == pytest.approx(-solved.ineqlin.marginals[:4].sum(), abs=1e-6)
    group = next(value for rule, value in prices.items() if "at least" in rule)
    assert group == pytest.approx(-solved.ineqlin.marginals[4], abs=1e-6) == pytest.approx(10)
    assert found.contribution == pytest.approx(-solved.fun)


def test_a_rule_that_does_not_bind_costs_nothing(rules, units) -> None:
    given = rules(pool=100, cap=90, sharing={"rule": "optimised", "fairness": {"ratio": 2}})
    found = allocate(given, units(given, [90, 60, 50]))
    prices = {str(price.rule): price for price in found.prices}
    # The ratio gives 50, 25, 25: the cap of 90 is far away.
    assert [amount / 10_000 for amount in found.amounts] == [50, 25, 25]
    assert prices["the cap for every unit"].value == 0
    assert "costs nothing" in str(prices["the cap for every unit"].sentence)
    # 0.1 more: x = r ÷ (r + 2) × 100, worth 90 − 55 for each 万元 moved; the derivative at 2 is 200 ÷ 16 × 35 × 0.1.
    assert prices["nobody gets more than 2 times another"].value == pytest.approx(
        200 / 16 * 35 * 0.1, rel=1e-2
    )


def test_a_whole_number_programme_is_priced_by_solving_again(rules, units) -> None:
    """At most two of three units: a third one may be funded, but the best one can take all, so it brings nothing."""
    sharing = {"rule": "optimised", "most_units": 2, "fairness": {"monotone": False}}
    given = rules(pool=100, cap=40, unspent="keep", sharing=sharing)
    found = allocate(given, units(given, [9, 8, 7]))
    assert [amount / 10_000 for amount in found.amounts] == [40, 40, 0]
    prices = {str(price.rule): price.value for price in found.prices}
    # The third unit would take the 20 万元 that are left, worth 7 each.
    assert prices["at most 2 units"] == pytest.approx(140)
    assert prices["the cap for every unit"] == pytest.approx(9 + 8)


def test_the_order_of_units_does_not_matter(rules, units) -> None:
    from keqiao.engine.allocation import applicants

    given = rules(
        pool=1000, floor=10, largest_share=0.4, sharing={"rule": "optimised", "fairness": {"ratio": 6}}
    )
    names, scores = list("甲乙丙丁戊"), [90, 72, 90, 60, 72]
    first = dict(zip(names, allocate(given, applicants(given, names, scores)).amounts, strict=True))
    back = allocate(given, applicants(given, names[::-1], scores[::-1]))
    assert dict(zip(names[::-1], back.amounts, strict=True)) == first
    # Equal units share the odd rounding unit that the ratio leaves.
    assert abs(first["甲"] - first["丙"]) <= 100 and sum(first.values()) == Decimal(10_000_000)


def test_many_units(rules, units) -> None:
    """Two hundred units with every kind of rule, checked exactly by the engine's own last step."""
    scores = [round(60 + 37 * ((at * 0.6180339887) % 1), 2) for at in range(200)]
    sharing = {
        "rule": "optimised",
        "fairness": {"ratio": 7.5},
        "returns": [{"to": 60, "rate": 1}, {"to": 120, "rate": 0.6}, {"rate": 0.3}],
        "limits": [{"code": "k", "name": "重点", "by": "项目", "least_share": 0.3}],
    }
    given = rules(pool="12345.67", floor=20, largest_share=0.02, sharing=sharing)
    found = allocate(given, units(given, scores, 项目=[at % 3 == 0 for at in range(200)]))
    assert sum(found.amounts) == Decimal("123456700")
    ranked = [amount for _, amount in sorted(zip(scores, found.amounts, strict=True))]
    assert ranked == sorted(ranked)
    assert max(ranked) <= Decimal("7.5") * min(ranked)


@pytest.mark.parametrize("seed", range(6))
def test_large_pools_to_the_cent(seed) -> None:
    """Up to ten million 元 in cents: the solver's absolute tolerance must not decide over whole cents."""
    random = np.random.default_rng(seed)
    pool = Decimal(int(random.integers(10**5, 10**9))).scaleb(-2)
    sharing = {"rule": "optimised", "fairness": {"ratio": str(1 + int(random.integers(1, 30)) / 10)}}
    rules = make_rules(unit="元", rounding="0.01", pool=pool, largest_share="0.7", sharing=sharing)
    scores = np.round(random.uniform(60, 95, int(random.integers(3, 14))), 1).tolist()
    found = allocate(rules, make_units(rules, scores))
    assert sum(found.amounts) == pool
    ranked = [amount for _, amount in sorted(zip(scores, found.amounts, strict=True))]
    assert ranked == sorted(ranked)
