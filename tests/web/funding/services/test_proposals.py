"""Proposals: amounts of published rules, sums to the cent whatever the pool, figures with reasons, nothing half."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.evaluations.conftest import in_force
from tests.web.funding.conftest import CLASHING, PUBLISHED, SHARED, WAN

from keqiao.engine.allocation import load_rules
from keqiao.web.funding import comparison, narrative
from keqiao.web.funding.computation import computed
from keqiao.web.funding.figures.written_figures import WrittenFigure
from keqiao.web.funding.library import RULES
from keqiao.web.funding.models import PoolStep, Proposal, ProposalLine
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services import proposals


def amounts(proposal: Proposal) -> dict[str, Decimal]:
    """Amounts in 万元 by the code of the platform."""
    return {line.platform.code: line.amount / WAN for line in proposal.lines.select_related("platform")}


def test_the_published_rule(money) -> None:
    """Published: 优秀 150 万元, 良好 75 万元, nothing for the others; the rest stays."""
    proposal = money.proposal(money.pool(1000))
    for line in proposal.lines.all():
        assert line.amount == {"优秀": 150, "良好": 75}.get(line.grade_zh, 0) * WAN
    spent = sum(amounts(proposal).values())
    assert spent > 0
    assert proposal.unspent == (1000 - spent) * WAN
    assert comparison.broken(proposal) == 0


def test_each_line_tells_its_sum(money, ten) -> None:
    """The worked example of docs/user/en/allocation.md is told as 149.15 = 10.00 + 30.00 + 109.15; here every line adds
    up to the cent by its steps."""
    changes = [
        WrittenFigure(ten[0].pk, "协议基础经费", Decimal(10), "补充协议"),
        WrittenFigure(ten[0].pk, "重点项目数", Decimal(2), "新立项"),
    ]
    proposal = money.proposal(money.pool(1000), SHARED, changes=changes)
    for line in proposal.lines.all():
        assert sum(Decimal(step["amount"]) for step in line.steps) == line.amount
        assert sum(narrative.parts(line).values()) == line.amount
    first = proposal.lines.get(platform=ten[0])
    assert narrative.formula(first).startswith(f"{first.amount / WAN:.2f} = 10.00 + 30.00 + ")
    kept = proposal.input["changes"]
    assert [(one["code"], one["value"], one["found"], one["reason"]) for one in kept] == [
        ("P01", "10", "0", "补充协议"),
        ("P01", "2", "0", "新立项"),
    ]


@settings(max_examples=examples(40), deadline=None)
@given(
    st.integers(1, 10**9),
    st.lists(
        st.tuples(
            st.decimals(0, 100, places=2),
            st.sampled_from(["excellent", "good", "startup", "pass"]),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=12,
    ),
)
def test_every_pool_closes_to_the_cent(grains, units) -> None:
    """Σ lines + what stays = pool, exactly; who has the better score and grade never gets less (no base, no marks)."""
    told = {
        "units": [
            {
                "code": f"P{at:02d}",
                "name": f"院{at}",
                "score": f"{score}",
                "grade": grade,
                "grade_zh": grade,
                "grade_en": "",
            }
            for at, (score, grade, _number) in enumerate(units)
        ],
        "columns": [{"heading": "数", "values": [str(number) for _score, _grade, number in units]}],
    }
    text = SHARED.split("base:", maxsplit=1)[0] + (
        "sharing: {rule: proportional, coefficients: {excellent: 1.2, good: 1, startup: 0.8, pass: 0.6}}\n"
        "unspent: keep\n"
    )
    amount = Decimal(grains) * 100
    found = computed(load_rules(text.encode()), told, amount).allocation
    assert sum(found.amounts, found.unspent) == amount
    order = ["pass", "startup", "good", "excellent"]
    for score, grade, _number in units:
        for other, worse, _other_number in units:
            if score >= other and order.index(grade) >= order.index(worse):
                one, less = (
                    found.amounts[units.index((score, grade, _number))],
                    found.amounts[units.index((other, worse, _other_number))],
                )
                # One rounding unit may go to the first of two that are equal.
                assert one >= less - 100


@settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(10**7, 10**9))
def test_what_is_kept_closes_to_the_cent(money, hundreds) -> None:
    """Through the service: lines, what stays and the pool; computed again it is the same."""
    pool = money.pool(Decimal(hundreds) / 100)
    proposal = money.proposal(pool, SHARED)
    assert sum(amounts(proposal).values()) * WAN + proposal.unspent == pool.amount == proposal.amount
    assert proposals.again(proposal).same
    assert comparison.broken(proposal) == 0


def test_a_changed_figure_needs_a_reason(money, ten) -> None:
    pool = money.pool()
    with pytest.raises(FundingRefused, match=r"理由|why"):
        money.proposal(pool, SHARED, changes=[WrittenFigure(ten[0].pk, "重点项目数", Decimal(3), " ")])
    with pytest.raises(FundingRefused):
        money.proposal(pool, SHARED, changes=[WrittenFigure(ten[0].pk, "重点项目数", Decimal(-3), "误")])
    with pytest.raises(FundingRefused):
        money.proposal(pool, SHARED, changes=[WrittenFigure(10**9, "重点项目数", Decimal(3), "误")])
    assert not Proposal.objects.exists()
    # What was found needs none, and is no change.
    same = money.proposal(pool, SHARED, changes=[WrittenFigure(ten[0].pk, "重点项目数", Decimal(0), "")])
    assert same.input["changes"] == []


def test_a_clash_is_told_and_nothing_is_kept(money) -> None:
    """Floors of 500 万元 for nine platforms exceed the pool: the engine's words, and no row."""
    pool = money.pool(1000)
    with pytest.raises(FundingRefused) as refused:
        money.proposal(pool, CLASHING)
    assert "1,000.00" in str(refused.value)
    assert not Proposal.objects.exists() and not ProposalLine.objects.exists()
    assert not PoolStep.objects.filter(action="propose").exists()


def test_unknown_grades_are_told(money) -> None:
    text = PUBLISHED.replace("startup: 起步期, ", "").replace("startup: 0, ", "")
    with pytest.raises(FundingRefused, match="起步期"):
        money.proposal(money.pool(), text)


def test_start_up_comes_from_the_evaluation(money, ten) -> None:
    """P08 began in 2023: under start-up protection it gets the minimum of the rules at least."""
    proposal = money.proposal(money.pool(1000), SHARED)
    columns = {one["heading"]: one["values"] for one in proposal.input["columns"]}
    codes = [one["code"] for one in proposal.input["units"]]
    shown = dict(zip(codes, columns["起步期"], strict=True))
    assert shown["P08"] == "1" and sum(Decimal(value) for value in shown.values()) == 1
    assert amounts(proposal)["P08"] >= 50


def test_retired_rules_and_readers_make_no_proposal(money, reviewer, director_of) -> None:
    pool, version = money.pool(), money.rules()
    with pytest.raises(PermissionDenied):
        proposals.propose(director_of(1), pool, version)
    in_force(reviewer, version, RULES, "retired")
    with pytest.raises(FundingRefused):
        proposals.propose(reviewer, pool, version)
