"""Every replicate is the evaluation with its options: totals, ranks and grades, whatever the scheme."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.robustness import DesignTable, Parameters, Replicator, Space, robustness
from keqiao.engine.robustness.options import dimension
from keqiao.engine.robustness.places import sorted_ranks
from keqiao.engine.schemes import Scheme

AGGREGATIONS = ("arithmetic", "geometric", "harmonic", {"method": "power", "exponent": 0.5}, "copeland")
RULES = (
    {"rule": "min_max", "range": [1, 100]},
    {"rule": "z_score", "mean": 100, "deviation": 10},
    {"rule": "percentile", "range": [5, 100]},
)
TREATMENTS = ("none", {"method": "clip", "upper": 20}, {"method": "winsorise", "maximum_points": 1}, 2)
GAPS = ("zero", "redistribute", "mean", "median")
VALUE = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 5.0, 10.0, 80.0]), st.floats(0.01, 100))


def tree_of(weights, weighting=None):
    def leaf(number, code):
        return {"code": f"i{code}", "name": code, "formula": code, "weight": weights[number]}

    top = {} if weighting is None else {"weighting": weighting}
    return {
        **top,
        "indicators": [
            {"code": "A", "name": "A", "weight": weights[6], "children": [leaf(0, "a"), leaf(1, "b")]},
            {
                "code": "B",
                "name": "B",
                "weight": weights[7],
                "children": [
                    leaf(2, "c"),
                    {"code": "C", "name": "C", "weight": 1, "children": [leaf(3, "d"), leaf(4, "e")]},
                    leaf(5, "f"),
                ],
            },
        ],
    }


def scheme_of(tree, more, profile=None):
    profiles = {} if profile is None else {"profiles": {"by": "kind", "weights": profile}}
    return Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "attributes": [{"code": "kind", "name": "kind"}],
            "measures": [{"code": code, "name": code} for code in "abcdef"],
            **tree,
            **more,
            **profiles,
        }
    )


def panel_of(scheme, rows):
    frame = pl.DataFrame(
        {"unit": [f"u{number}" for number in range(len(rows))], "period": "2024", "kind": "x"}
        | {code: pl.Series([row[at] for row in rows], dtype=pl.Float64) for at, code in enumerate("abcdef")}
    )
    return Panel.from_frame(scheme, frame)


@settings(deadline=None, max_examples=examples(80))
@given(
    st.lists(st.floats(0.1, 10), min_size=8, max_size=8),
    st.lists(st.lists(VALUE, min_size=6, max_size=6), min_size=2, max_size=7),
    st.sampled_from(AGGREGATIONS),
    st.sampled_from(AGGREGATIONS[:4]),
    st.sampled_from(RULES),
    st.sampled_from(TREATMENTS[:3]),
    st.sampled_from(GAPS[1:]),
    st.dictionaries(
        st.sampled_from(["A", "B", "C", "ia", "ib", "ic", "id", "if"]), st.floats(0, 5), max_size=5
    ),
    st.sampled_from([None, "equal", "standard_deviation"]),
)
def test_a_replicate_is_the_evaluation_with_its_options(  # noqa: PLR0917
    weights, rows, upper, lower, rule, treatment, gaps, replaced, weighting
):
    """Options written into the scheme, weights as a profile; and the same as one row of parameters."""
    if upper == "copeland" and weighting == "standard_deviation":
        weighting = None
    if weighting is not None:
        replaced = {code: weight for code, weight in replaced.items() if code not in "AB"}
    aggregation = {"aggregation": upper, "levels": {1: lower, 2: lower}}
    tree = tree_of(weights, weighting)
    rules = () if treatment == "none" else (treatment,)
    written = scheme_of(
        tree,
        {
            "defaults": {"score": rule, "treatment": rules, "missing": gaps, **aggregation},
            "aggregation": upper,
        },
        {"x": replaced} if replaced else None,
    )
    expected = evaluate(written, panel_of(written, rows)).totals
    plain = scheme_of(tree, {"defaults": {"score": {"rule": "rank"}, "missing": "zero"}})
    table = DesignTable(
        {
            "treatment": [treatment],
            "normalisation": [rule],
            "missing": [gaps],
            "aggregation": [lower],
            "aggregation:S": [upper],
        }
        | {f"weight:{code}": [weight] for code, weight in replaced.items()}
    )
    totals, ranks = Replicator(plain, panel_of(plain, rows), table.space).scores(table.block(0, 1))
    found = expected["total"].to_numpy()
    np.testing.assert_allclose(totals[0], found, rtol=1e-11, atol=1e-9)
    if not _near_tie(found):
        assert ranks[0].tolist() == expected["rank"].fill_null(0).to_list()


def _near_tie(totals):
    """Two totals that the tenth decimal may join or part."""
    known = np.sort(totals[~np.isnan(totals)])
    away = np.diff(known)
    return bool(((away > 0) & (away < 1e-9)).any())


@settings(deadline=None, max_examples=examples(30))
@given(
    st.lists(st.lists(VALUE, min_size=6, max_size=6), min_size=2, max_size=6),
    st.lists(st.sampled_from(["A", "C", "ia", "ic", "id", "ie", "if"]), max_size=4, unique=True),
    st.sampled_from(AGGREGATIONS[:3]),
)
def test_leaving_out_is_the_scheme_without_the_node(rows, out, mean):
    """A branch of which nothing is left goes too."""
    defaults = {
        "defaults": {
            "score": {"rule": "min_max", "range": [1, 100]},
            "missing": "redistribute",
            "aggregation": mean,
        }
    }
    tree = tree_of([1, 2, 3, 4, 5, 6, 7, 8])

    def without(nodes):
        kept = []
        for node in nodes:
            if node["code"] in out:
                continue
            if "children" in node:
                children = without(node["children"])
                if children:
                    kept.append(node | {"children": children})
            else:
                kept.append(node)
        return kept

    less = without(tree["indicators"])
    assume(less)
    written = scheme_of({"indicators": less}, defaults)
    expected = evaluate(written, panel_of(written, rows)).totals["total"].to_numpy()
    whole = scheme_of(tree, defaults)
    table = DesignTable({f"include:{code}": [0] for code in out} or {"include:A": [1]})
    totals, _ = Replicator(whole, panel_of(whole, rows), table.space).scores(table.block(0, 1))
    np.testing.assert_allclose(totals[0], expected, rtol=1e-11, atol=1e-9)


def test_errors_change_the_figures_themselves(index):
    """A replicate with errors is the evaluation of the changed figures, formulas, gaps and all."""
    scheme, panel = index
    rng = np.random.default_rng(5)
    errors = {f"error:{m}@{u}": rng.normal(0, 0.2, 4) for m in "abc" for u in "UVWX"}
    table = DesignTable(errors | {"aggregation": ["arithmetic", "geometric"] * 2})
    totals, _ = Replicator(scheme, panel, table.space).scores(table.block(0, 4))
    for replicate in range(4):
        frame = panel.reported.with_columns(
            pl.col(m)
            * pl.Series([1 + errors.get(f"error:{m}@{u}", np.zeros(4))[replicate] for u in "UVWXYZ"])
            for m in "abc"
        )
        mean = ["arithmetic", "geometric"][replicate % 2]
        changed = scheme.model_copy(
            update={
                "defaults": scheme.defaults.model_copy(
                    update={"aggregation": type(scheme.defaults.aggregation)(method=mean)}
                )
            }
        )
        expected = evaluate(changed, Panel.from_frame(changed, frame)).totals["total"]
        np.testing.assert_allclose(totals[replicate], expected, rtol=1e-11)


def test_grades_are_those_of_the_evaluation(index):
    """Thresholds and a quota, for many weights at once."""
    scheme, panel = index
    rng = np.random.default_rng(2)
    table = DesignTable({"weight:A": rng.uniform(0, 100, 40), "weight:ia": rng.uniform(0, 100, 40)})
    replicator = Replicator(scheme, panel, table.space)
    block = replicator.blocks(table.block(0, 40))[0]
    for place, which in enumerate(block.which.tolist()):
        weights = table.block(which, which + 1).absolute[:, 0]
        profile = dict(zip(table.space.absolute, weights.tolist(), strict=True))
        written = Scheme.model_validate(
            scheme.model_dump(by_alias=True, exclude_unset=True)
            | {"profiles": {"by": "kind", "weights": {"p": profile, "q": profile}}}
        )
        expected = evaluate(written, Panel.from_frame(written, panel.reported)).totals["grade"].to_list()
        assert [replicator.grades[grade] for grade in block.grades[place]] == expected


def test_the_nominal_replicate_of_asem(asem):
    """The published index, to 1e-11, and its ranks."""
    scheme, panel = asem
    expected = evaluate(scheme, panel).totals
    totals, ranks = Replicator(scheme, panel, Space()).scores(Parameters.nominal(Space(), 3))
    for row in range(3):
        np.testing.assert_allclose(totals[row], expected["total"], rtol=1e-12)
        assert ranks[row].tolist() == expected["rank"].to_list()


def test_asem_replicates_by_a_table(asem):
    """Treatment limits, normalisations, filling on and off, noisy weights: each row against its own evaluation."""
    scheme, panel = asem
    rng = np.random.default_rng(0)
    nodes = [node.code for node in scheme.walk()]
    count = 12
    table = DesignTable(
        {
            "missing": ["as_written", "redistribute"] * 6,
            "treatment": [int(at) for at in rng.integers(1, 6, count)],
            "normalisation": ["{rule: min_max, range: [0, 100]}", "{rule: z_score, mean: 10, deviation: 2}"]
            * 3
            + ["z_score", "min_max"] * 3,
        }
        | {f"factor:{code}": rng.uniform(0.75, 1.25, count) for code in nodes}
    )
    totals, ranks = Replicator(scheme, panel, table.space).scores(table.block(0, count))
    tree_weights = {node.code: node.weight for node in scheme.walk()}
    for row in range(count):
        values = table.block(row, row + 1)
        options = [
            d.options[c] if c >= 0 else None
            for d, c in zip(table.space.dimensions, values.choices[:, 0].tolist(), strict=True)
        ]
        limit = scheme.defaults.treatment[0].model_copy(update={"maximum_points": options[1]})
        defaults = scheme.defaults.model_copy(
            update={
                "missing": options[0] or scheme.defaults.missing,
                "treatment": (limit,),
                "score": options[2],
            }
        )
        profile = {
            code: tree_weights[code] * factor
            for code, factor in zip(table.space.scaled, values.scaled[:, 0].tolist(), strict=True)
        }
        changed = scheme.model_copy(
            update={
                "defaults": defaults,
                "profiles": type(scheme)
                .model_fields["profiles"]
                .annotation.__args__[0](by="EurAsia_group", weights={"Europe": profile, "Asia": profile}),
            }
        )
        expected = evaluate(changed, panel).totals
        np.testing.assert_allclose(totals[row], expected["total"].to_numpy(), rtol=1e-11, atol=1e-11)
        assert ranks[row].tolist() == expected["rank"].fill_null(0).to_list()


@settings(deadline=None, max_examples=examples(60))
@given(
    st.lists(
        st.lists(st.one_of(st.integers(-5, 5), st.just(-np.inf)), min_size=1, max_size=30),
        min_size=1,
        max_size=1,
    )
)
def test_ranks_by_counting_by_buckets_and_by_sorting_agree(rows):
    """Ties share the better rank; −∞ is not ranked."""
    from keqiao.engine.robustness import kernels

    keys = np.array(rows, dtype=np.float64)
    expected = [
        [0 if key == -np.inf else 1 + sum(other > key for other in row) for key in row] for row in rows
    ]
    assert sorted_ranks(keys).tolist() == expected
    for kernel in (kernels._counted, kernels._bucketed):
        result = np.empty(keys.shape, dtype=np.int32)
        kernel(keys, result)
        assert result.tolist() == expected


@pytest.mark.parametrize("units", [5, 400])
def test_a_large_job_gives_what_a_small_one_gives(units):
    """The compiled way and the way of numpy."""
    rng = np.random.default_rng(1)
    scheme = scheme_of(
        tree_of([1] * 8), {"defaults": {"score": {"rule": "percentile"}, "missing": "redistribute"}}
    )
    panel = panel_of(scheme, rng.uniform(0, 9, (units, 6)).tolist())
    factors = [{"factor": "weights", "share": 0.5}]
    large = robustness(scheme, panel, factors, draws=100_000 if units == 5 else 1200, seed=4)
    assert large.tally.ranks[:, 1:].sum() == large.size * units
    part = Replicator(scheme, panel, large.design.space).scores(large.design.block(0, 50))[1]
    keys = np.rint(Replicator(scheme, panel, large.design.space).scores(large.design.block(0, 50))[0] * 1e10)
    assert (part == sorted_ranks(keys)).all()


def test_a_choice_narrows_to_a_node():
    """A treatment for everything, another for one branch."""
    scheme = scheme_of(tree_of([1] * 8), {"defaults": {"score": {"rule": "none"}, "missing": "zero"}})
    panel = panel_of(scheme, [[10.0] * 6, [2.0] * 6])
    clip = {"method": "clip", "upper": 4}
    space = Space((dimension("treatment", "C", ("none",)), dimension("treatment", "", (clip,))))
    parameters = Parameters.nominal(space, 2)
    parameters.choices[:] = [[-1, 0], [0, 0]]
    totals, _ = Replicator(scheme, panel, space).scores(parameters)
    # Each half: A = 4; B = (4 + C + 4)/3 with C untouched (10) or cut (4).
    assert totals[:, 0] == pytest.approx([4.0, (4 + (4 + 10 + 4) / 3) / 2])
