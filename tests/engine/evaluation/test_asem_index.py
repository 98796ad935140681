"""The ASEM index of the JRC: every stage of COINr 1.1.14 from a scheme file alone, to 1e-9 relative."""

import numpy as np
import polars as pl
import pytest

from keqiao.engine.evaluation import treatment
from keqiao.engine.evaluation.weighting import pca_loadings
from keqiao.engine.schemes.tree import Winsorise

TOLERANCE = 1e-9


def stage_of(evaluation, stage):
    """A stage as COINr writes it: units × indicators."""
    wide = evaluation.indicators.with_columns(pl.col("indicator").str.strip_prefix("i_"))
    return wide.pivot(on="indicator", index="unit", values=stage).sort("unit")


def assert_same(found, expected):
    """The same figures by unit and column."""
    expected = expected.rename({"uCode": "unit"}).sort("unit")
    columns = [column for column in found.columns if column != "unit"]
    assert found["unit"].to_list() == expected["unit"].to_list()
    np.testing.assert_allclose(
        found.select(columns).to_numpy(),
        expected.select(columns).cast(pl.Float64).to_numpy(),
        rtol=TOLERANCE,
        atol=1e-11,
    )


@pytest.fixture(scope="module")
def nominal(asem):
    return asem()


@pytest.mark.parametrize(
    ("stage", "table"),
    [
        ("raw", "dset_Raw"),
        ("denominated", "dset_Denominated"),
        ("imputed", "dset_Imputed"),
        ("treated", "dset_Treated"),
        ("score", "dset_Normalised_minmax0_100"),
    ],
)
def test_stage(nominal, reference, stage, table):
    """Raw, denominated, imputed, treated and normalised, all 51 × 49."""
    found = stage_of(nominal, stage)
    assert found.shape == (51, 50)
    assert_same(found, reference(f"asem/{table}.csv"))


def test_pillars_sub_indices_and_index(nominal, reference):
    """Weighted arithmetic means, level by level."""
    expected = reference("asem/dset_Aggregated_amean.csv")
    assert_same(nominal.nodes.pivot(on="node", index="unit", values="score"), expected)
    assert_same(nominal.totals.select("unit", pl.col("total").alias("Index")), expected)


def test_ranks(nominal, reference):
    """Switzerland first, then the Netherlands."""
    expected = dict(reference("asem/results_full_ranks.csv").select("uCode", "Index").iter_rows())
    assert dict(nominal.totals.select("unit", "rank").iter_rows()) == expected


def test_effective_weights(nominal, reference):
    """Points of the total of each indicator and pillar."""
    expected = dict(reference("asem/weights_effective.csv").select("iCode", "EffWeight").iter_rows())
    first = pl.col("unit") == "AUS"
    found = {
        code.removeprefix("i_"): weight
        for code, weight in nominal.indicators.filter(first).select("indicator", "weight").iter_rows()
    }
    found |= dict(nominal.nodes.filter(first).select("node", "weight").iter_rows())
    del expected["Index"]
    assert {code: weight / 100 for code, weight in found.items()} == pytest.approx(expected, rel=TOLERANCE)


def test_geometric_mean(asem, reference):
    """Min–max 1–100 and geometric means on every level."""
    evaluation = asem(score="{rule: min_max, range: [1, 100]}", aggregation="geometric")
    expected = reference("asem/aggregated_minmax1_100_a_gmean.csv")
    assert_same(stage_of(evaluation, "score"), reference("asem/norm_minmax_1_100.csv"))
    assert_same(evaluation.nodes.pivot(on="node", index="unit", values="score"), expected)
    assert_same(evaluation.totals.select("unit", pl.col("total").alias("Index")), expected)


def test_z_scores(asem, reference):
    """Mean 0, deviation 1."""
    assert_same(stage_of(asem(score="{rule: z_score}"), "score"), reference("asem/norm_zscore_0_1.csv"))


def test_rank_normalisation(asem, reference):
    """Ties take the lowest rank. The figures are printed with 15 digits: five of TolMin that print alike
    (5.1, 3.4) differed in the sixteenth when COINr ranked them, and share the lower rank here."""
    expected = reference("asem/norm_rank.csv").sort("uCode")
    printed = reference("asem/dset_Treated.csv").sort("uCode")
    codes = [code for code in expected.columns if code != "uCode"]
    shared = expected.select(
        "uCode", *(pl.col(code).min().over(pl.Series(printed[code])).alias(code) for code in codes)
    )
    apart = [code for code in codes if not shared[code].equals(expected[code])]
    assert apart == ["TolMin"]
    assert (shared["TolMin"] != expected["TolMin"]).sum() == 3
    assert_same(stage_of(asem(score="{rule: rank}"), "score"), shared)


def test_contributions_add_up_with_every_normalisation_and_mean(asem, nominal):
    """Euler's theorem: s·∂f/∂s summed is f, through three levels."""
    others = [
        asem(score="{rule: min_max, range: [1, 100]}", aggregation=mean)
        for mean in ("geometric", "harmonic", "{method: power, exponent: 0.5}", "copeland")
    ]
    for evaluation in (nominal, asem(score="{rule: z_score}"), *others):
        sums = evaluation.indicators.group_by("unit").agg(pl.col("contribution").sum())
        both = sums.join(evaluation.totals, on="unit")
        np.testing.assert_allclose(both["contribution"], both["base"], rtol=1e-9, atol=1e-9)


def test_what_the_treatment_did(reference):
    """Skew and kurtosis before and after, and how many points were pulled in."""
    imputed, details = reference("asem/dset_Imputed.csv"), reference("asem/treat_details.csv")
    values = imputed.select(details["iCode"].to_list()).cast(pl.Float64).to_numpy()
    rule = Winsorise(method="winsorise")
    np.testing.assert_allclose(treatment.skewness(values), details["check_SkewKurt0.Skew"], rtol=TOLERANCE)
    np.testing.assert_allclose(treatment.kurtosis(values), details["check_SkewKurt0.Kurt"], rtol=TOLERANCE)
    assert (~treatment.outlying(values, rule)[0]).tolist() == details["check_SkewKurt0.Pass"].to_list()
    treated, steps, logged = treatment.winsorise(values, rule)
    assert steps == details["winsorise.nwin"].fill_null(0).to_list()
    assert not logged.any()
    moved = details["winsorise.nwin"].is_not_null().to_numpy()
    after = details.filter(pl.Series(moved))
    np.testing.assert_allclose(
        treatment.skewness(treated)[moved], after["check_SkewKurt1.Skew"], rtol=TOLERANCE
    )
    np.testing.assert_allclose(
        treatment.kurtosis(treated)[moved], after["check_SkewKurt1.Kurt"], rtol=TOLERANCE
    )


def test_five_points_that_are_not_enough_give_way_to_the_logarithm():
    """One allowed point of three outliers: the untouched values through ln(x − min + 0.01 (max − min))."""
    values = np.concatenate([np.linspace(1, 2, 47), [50.0, 60.0, 70.0]])[:, None]
    treated, steps, logged = treatment.winsorise(values, Winsorise(method="winsorise", maximum_points=1))
    assert (steps, logged.tolist()) == ([0], [True])
    np.testing.assert_allclose(treated, np.log(values - 1 + 0.01 * 69))


def test_data_availability(asem, reference):
    """Share of indicators with data of each unit, before imputation."""
    expected = dict(reference("asem/data_availability_raw.csv").select("uCode", "Dat_Avail").iter_rows())
    assert dict(asem().totals.select("unit", "complete").iter_rows()) == pytest.approx(
        expected, rel=TOLERANCE
    )


def test_pca_weights(nominal, reference):
    """Loadings of the first component of each pillar; the sign of a component is arbitrary."""
    expected = dict(
        reference("asem/pca_weights_level1.csv")
        .filter(pl.col("Level") == 1)
        .select("iCode", "Weight")
        .iter_rows()
    )
    scores = stage_of(nominal, "score")
    compared = 0
    for pillar in (node for node in nominal.scheme.walk() if hasattr(node, "children")):
        codes = [child.code.removeprefix("i_") for child in pillar.children]
        if not set(codes) <= set(expected):
            continue
        published = np.array([expected[code] for code in codes])
        found = pca_loadings(scores.select(codes).to_numpy())
        np.testing.assert_allclose(found * np.sign(found @ published), published, rtol=TOLERANCE)
        compared += 1
    assert compared == 8
