"""Draws: what they obey, that they do not depend on how the work is split, and what is refused."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest

from keqiao.engine.robustness import DesignTable, DrawnDesign, RobustnessError, robustness

SHARE = {"factor": "weights", "share": 0.3}
CHOICE = {"factor": "normalisation", "options": ["as_written", {"rule": "percentile", "range": [1, 100]}]}


def drawn(index, *factors, draws=4000, **options):
    scheme, panel = index
    return DrawnDesign(scheme, panel, list(factors), draws=draws, **options).block(0, draws)


def test_dirichlet_has_the_means_and_variances_of_the_textbook(index):
    """Mean w, variance w (1 − w)/(k + 1)."""
    values = drawn(index, {"factor": "weights", "below": "A", "concentration": 12}, draws=40_000).absolute
    np.testing.assert_allclose(values.sum(axis=0), 1.0)
    np.testing.assert_allclose(values.mean(axis=1), [2 / 3, 1 / 3], atol=0.004)
    np.testing.assert_allclose(values.var(axis=1), 2 / 9 / 13, rtol=0.05)


def test_unknown_weights_are_uniform_on_the_simplex(index):
    """Of two children: a uniform share."""
    values = drawn(index, {"factor": "weights", "unknown": True}, draws=40_000).absolute[0]
    np.testing.assert_allclose(np.quantile(values, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.01)


def test_an_order_holds_and_has_the_expected_means(index):
    """The greater of two uniform shares has mean 3/4."""
    values = drawn(
        index, {"factor": "weights", "below": "B", "order": [["id"], ["ic"]]}, draws=40_000
    ).absolute
    assert (values[1] >= values[0]).all()
    assert values[1].mean() == pytest.approx(0.75, abs=0.005)


def test_shares_stay_within_and_move_together(index):
    """Uniform in 1 ± share, correlated where asked."""
    values = drawn(index, SHARE | {"correlation": 0.9}, draws=20_000).scaled
    assert values.min() >= 0.7
    assert values.max() <= 1.3
    assert np.corrcoef(values)[0, 1] == pytest.approx(0.9, abs=0.03)
    assert drawn(index, SHARE | {"level": 1}).space.scaled == ("A", "B")


def test_choices_have_their_chances_and_may_go_together(index):
    """Marginals stay, the joint frequency rises."""
    other = {"factor": "aggregation", "options": ["arithmetic", "geometric"], "chances": [1, 3]}
    values = drawn(index, CHOICE, other, draws=20_000).choices
    assert values[1].mean() == pytest.approx(0.75, abs=0.01)
    both = {
        "factors": [CHOICE, other],
        "correlated": [{"factors": ["normalisation", "aggregation"], "correlation": 0.95}],
    }
    from keqiao.engine.schemes.uncertainty import Uncertainty

    together = DrawnDesign(*index, Uncertainty.model_validate(both), draws=20_000)
    assert together.labels == ("normalisation + aggregation",)
    values = together.block(0, 20_000).choices
    assert values[1].mean() == pytest.approx(0.75, abs=0.01)
    assert (values[0] & values[1]).mean() > 0.47


def test_errors_follow_the_grade_of_the_evidence(index):
    """The register's measure has none, one figure has a better grade."""
    factor = {"factor": "error", "grades": {"self_report": 0.1, "audited": 0.01}}
    values = drawn(index, factor, evidence={("b", "U"): "audited"})
    spread = dict(zip(values.space.errors, values.errors.std(axis=1), strict=True))
    assert not [measure for measure, _ in spread if measure == "a"]
    assert spread["b", "U"] == pytest.approx(0.01, rel=0.1)
    assert spread["b", "V"] == pytest.approx(0.1, rel=0.1)


def test_the_first_draws_are_the_same_however_many_are_asked_for(index):
    """And another seed gives others."""
    few, many = (
        drawn(index, SHARE, CHOICE, draws=100, seed=7),
        drawn(index, SHARE, CHOICE, draws=5000, seed=7),
    )
    for one, other in zip(few.blocks, many.blocks, strict=True):
        np.testing.assert_array_equal(one, other[:, :100])
    assert (drawn(index, SHARE, CHOICE, draws=100, seed=8).scaled != few.scaled).all()


def test_the_same_numbers_however_the_work_is_split(index):
    """Alone, on threads, in other processes."""
    scheme, panel = index
    factors = [SHARE, CHOICE]
    alone = robustness(scheme, panel, factors, draws=20_000, seed=1)
    with ThreadPoolExecutor(3) as threads:
        other = [robustness(scheme, panel, factors, draws=20_000, seed=1, executor=threads)]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        other.append(robustness(scheme, panel, factors, draws=20_000, seed=1, executor=processes))
    for one in other:
        np.testing.assert_array_equal(one.all_replicates.totals, alone.all_replicates.totals)
        np.testing.assert_array_equal(one.tally.ranks, alone.tally.ranks)
        np.testing.assert_array_equal(one.tally.grades, alone.tally.grades)


def test_forked_processes_are_refused(index):
    """They would hang."""
    with (
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as processes,
        pytest.raises(RobustnessError, match="spawn"),
    ):
        robustness(*index, [SHARE], executor=processes)


def test_a_drawn_design_read_back_as_a_table_gives_the_same(index):
    """Every replicate's parameters can be asked for, and handed in."""
    scheme, panel = index
    first = robustness(
        scheme,
        panel,
        [
            SHARE,
            CHOICE,
            {"factor": "inclusion", "of": ["ib"]},
            {"factor": "aggregation", "options": ["arithmetic", "geometric"]},
        ],
        draws=300,
    )
    again = robustness(scheme, panel, design=DesignTable(first.parameters()))
    np.testing.assert_allclose(again.all_replicates.totals, first.all_replicates.totals, rtol=1e-13)
    assert (
        again.ranks()
        .drop("total_mean", "total_deviation")
        .equals(first.ranks().drop("total_mean", "total_deviation"))
    )


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        ({"factor": "normalisation", "options": ["as_written"]}, "only one option"),
        (
            {"factor": "normalisation", "options": ["as_written", {"rule": "min_max", "range": [1, 100]}]},
            "do nothing",
        ),
        ({"factor": "treatment", "options": [1, 2]}, "do nothing"),
        ({"factor": "weights", "share": 0.1, "of": ["nobody"]}, "nobody"),
        ({"factor": "weights", "share": 0.1, "of": ["SMALL"]}, "no sibling|whole index"),
        ({"factor": "weights", "below": "ia", "unknown": True}, "nothing below"),
        ({"factor": "weights", "below": "A", "order": [["ia"], ["ic"]]}, "children of one branch"),
        ({"factor": "weights", "share": 0.1, "unknown": True}, "one of"),
        ({"factor": "weights", "share": 1.5}, "less than 1"),
        ({"factor": "aggregation", "of": "ia", "options": ["arithmetic", "geometric"]}, "is an indicator"),
        ({"factor": "aggregation", "level": 7, "options": ["arithmetic", "geometric"]}, "level 7"),
        ({"factor": "missing", "of": "ia", "options": ["zero", "mean"]}, "do nothing"),
        ({"factor": "error", "of": ["z"], "deviation": 0.1}, "no indicator reads"),
        ({"factor": "error", "grades": {"gold": 0.1}}, "no figure an error"),
        (
            {"factor": "normalisation", "options": ["as_written", {"rule": "z_score"}], "chances": [1]},
            "chances",
        ),
        ({"factor": "magic"}, "cannot be read"),
    ],
)
def test_a_factor_that_cannot_be_used_or_does_nothing_is_an_error(index, factor, said):
    """In both languages."""
    with pytest.raises(RobustnessError, match=said) as caught:
        robustness(*index, [factor], draws=50)
    assert caught.value.in_language("zh") != caught.value.in_language("en")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"wight:A": [1]}, "no parameter"),
        ({"weight:A": ["much"]}, "no number"),
        ({"weight:A": [-1]}, "row 1"),
        ({"include:A": [1, 0.5]}, "row 2"),
        ({"weight:A": [1, 2], "weight:B": [1]}, "one length"),
        ({}, "one length"),
        ({"normalisation": ["magic"]}, "magic"),
        ({"error:a": [0.1]}, "names no unit"),
        ({"error:a@nobody": [0.1]}, "no figure"),
        ({"weight:SMALL": [1]}, "whole index"),
        ({"aggregation": ["geometric"], "normalisation": ["z_score"]}, "negative"),
    ],
)
def test_a_table_that_cannot_be_used_is_an_error(index, columns, said):
    """Which column, which value."""
    with pytest.raises(RobustnessError, match=said):
        robustness(*index, design=DesignTable(columns))


def test_nothing_declared_is_an_error_and_a_scheme_may_declare(index):
    """Factors stand in the scheme or come with the call."""
    scheme, panel = index
    with pytest.raises(RobustnessError, match="Nothing is declared"):
        robustness(scheme, panel)
    from keqiao.engine.schemes import Scheme

    declared = Scheme.model_validate(
        scheme.model_dump(by_alias=True, exclude_unset=True) | {"uncertainty": {"factors": [SHARE]}}
    )
    found = robustness(declared, panel, draws=64)
    assert isinstance(found.parameters(3, 5), pl.DataFrame)
    assert found.parameters(3, 5)["replicate"].to_list() == [3, 4]
