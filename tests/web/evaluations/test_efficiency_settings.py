"""Efficiency of the platforms of a run: which measures, cases that can be worked out by hand, refusals."""

from __future__ import annotations

import polars as pl
import pytest

from keqiao.engine.schemes import load_scheme
from keqiao.web.evaluations import efficiency_settings

pytestmark = pytest.mark.django_db
NAMES = ["甲", "乙", "丙", "丁"]


def figures(**columns):
    return pl.DataFrame({"unit": ["A", "B", "C", "D"], **columns})


def model(**more):
    return efficiency_settings.Model(
        ("rd_fte",), ("contract_amount",), **({"returns": "crs", "orientation": "output"} | more)
    )


def test_defaults_are_measures_of_the_packaged_scheme():
    chosen = efficiency_settings.model(load_scheme("three_pillar"), [], [])
    assert chosen.inputs == ("rd_fte", "total_expenditure")
    assert chosen.outputs == ("contract_amount", "new_incubated_firms")
    assert (chosen.returns, chosen.orientation) == ("vrs", "output")


def test_what_is_asked_for_and_nonsense():
    scheme = load_scheme("three_pillar")
    chosen = efficiency_settings.model(
        scheme, ["rd_headcount", "\x00", "x" * 9000], ["rd_headcount"], "crs", "input"
    )
    assert chosen.inputs == ("rd_headcount",)
    assert chosen.outputs == ()
    assert (chosen.returns, chosen.orientation) == ("crs", "input")
    every = [measure.code for measure in efficiency_settings.measures(scheme)]
    many = efficiency_settings.model(scheme, every, every, "no", "no")
    assert len(many.inputs) == 8
    assert not set(many.inputs) & set(many.outputs)
    assert (many.returns, many.orientation) == ("vrs", "output")


def test_one_input_one_output_is_the_ratio_to_the_best():
    table = figures(rd_fte=[10.0, 20.0, 30.0, 40.0], contract_amount=[10.0, 10.0, 60.0, 40.0])
    found = efficiency_settings.compute(model(), table, ["A", "B", "C", "D"], NAMES)
    assert found.efficiency.efficiency.tolist() == pytest.approx([0.5, 0.25, 1.0, 0.5])
    assert found.efficiency.peers("甲") == [("丙", pytest.approx(1 / 3))]
    assert found.efficiency.output_targets[:, 0].tolist() == pytest.approx([20.0, 40.0, 60.0, 80.0])


def test_a_platform_without_a_figure_is_left_out_not_guessed():
    table = figures(rd_fte=[10.0, None, 30.0, 40.0], contract_amount=[10.0, 10.0, 60.0, 40.0])
    found = efficiency_settings.compute(model(), table, ["A", "B", "C", "D"], NAMES)
    assert found.left_out == ("B",)
    assert found.units == ("A", "C", "D")


def test_nothing_to_compare():
    empty = figures(rd_fte=[None] * 4, contract_amount=[1.0] * 4)
    assert efficiency_settings.compute(model(), empty, ["A"], ["甲"]) is None
    none = efficiency_settings.Model((), ("contract_amount",), "vrs", "output")
    assert efficiency_settings.compute(none, empty, ["A"], ["甲"]) is None


def test_what_the_engine_refuses_names_the_platform():
    table = figures(rd_fte=[10.0, -5.0, 30.0, 40.0], contract_amount=[10.0, 10.0, 60.0, 40.0])
    with pytest.raises(efficiency_settings.NotComparable) as refused:
        efficiency_settings.compute(model(), table, ["A", "B", "C", "D"], NAMES)
    assert [(unit, measure) for unit, measure, _said in refused.value.problems] == [("B", "rd_fte")]
