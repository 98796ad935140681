"""Weights from data and judgement against the published examples that pymcdm's tests cite (see
mcda/index.csv)."""

import numpy as np
import polars as pl
import pytest

from keqiao.engine.evaluation import weighting


def numbers(table):
    return table.drop("row").cast(pl.Float64).to_numpy()


@pytest.mark.parametrize(
    ("case", "method"), [("entropy_weights", weighting.entropy), ("critic_weights", weighting.critic)]
)
def test_weights_from_data(reference, case, method):
    """To the digits printed in the paper, and to 1e-9 of what pymcdm computes."""
    expected = reference(f"mcda/{case}_result.csv")
    found = method(numbers(reference(f"mcda/{case}_input.csv")))
    printed = expected["published_rounded"]
    digits = max(len(str(value).split(".")[1]) for value in printed)
    assert found.round(digits).tolist() == pytest.approx(printed.to_list(), abs=1e-12)
    np.testing.assert_allclose(found, expected["pymcdm_full_precision"], rtol=1e-9)


def test_ahp_eigenvector_and_consistency(reference):
    """The principal eigenvector, and the consistency ratio with Saaty's random index 1.24 for six
    criteria."""
    found = weighting.ahp(numbers(reference("mcda/ahp_input.csv")))
    expected = reference("mcda/ahp_result.csv")
    assert found.weights.round(4).tolist() == pytest.approx(
        expected["published_rounded"].to_list(), abs=1e-12
    )
    np.testing.assert_allclose(found.weights, expected["pymcdm_full_precision"], rtol=1e-9)
    saaty = reference("mcda/ahp_variants.csv").filter(pl.col("variant") == "numpy_eig_CR_saaty1.24")
    assert found.ratio == pytest.approx(saaty["cr"][0], rel=1e-9)


def test_consistent_judgements_have_ratio_zero():
    """A matrix made from weights gives the weights back."""
    wanted = np.array([0.5, 0.3, 0.2])
    found = weighting.ahp(wanted[:, None] / wanted[None, :])
    np.testing.assert_allclose(found.weights, wanted)
    assert found.ratio == pytest.approx(0, abs=1e-12)


def test_a_scheme_may_name_a_method(small, run, reference):
    """The same entropy weights when the scores themselves are the matrix, in the result and in the report."""
    matrix = numbers(reference("mcda/entropy_weights_input.csv"))
    indicators = [
        {"code": f"i{n}", "name": "i", "formula": code, "score": {"rule": "none"}}
        for n, code in enumerate("abcde")
    ]
    scheme = small(indicators, weighting="entropy")
    evaluation = run(scheme, [dict(zip("abcde", row, strict=True)) for row in matrix.tolist()])
    expected = reference("mcda/entropy_weights_result.csv")["pymcdm_full_precision"]
    np.testing.assert_allclose(evaluation.weightings["weight"], expected, rtol=1e-9)
    own = evaluation.indicators.filter(pl.col("unit") == "u000")
    np.testing.assert_allclose(own["weight"] / 100, expected, rtol=1e-9)


def test_inconsistent_judgements_are_a_warning(small, run):
    """CR above 0.1 is reported, the weights are used all the same."""
    pairwise = [[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]
    indicators = [
        {"code": f"i{n}", "name": "i", "formula": code, "score": {"rule": "none"}}
        for n, code in enumerate("abc")
    ]
    evaluation = run(
        small(indicators, weighting={"method": "ahp", "pairwise": pairwise}), [{"a": 1, "b": 2, "c": 3}]
    )
    assert any("not consistent" in str(problem) for problem in evaluation.warnings)
    assert evaluation.totals["total"][0] == pytest.approx(2)
