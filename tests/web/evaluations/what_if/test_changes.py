"""Changed schemes: sums of branches, profiles, thresholds, yardsticks in points."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.schemes import check, load_scheme, packaged
from keqiao.web.evaluations.what_if.changes import ScenarioChanges, changed, differences
from keqiao.web.evaluations.what_if.families import branches, families, own_weights, points_of, values
from keqiao.web.evaluations.what_if.scenario import contradictions

SCHEMES = {name: load_scheme(path) for name, path in packaged().items()}

SHARES = """
scheme: 1
code: shares
version: "1"
name: shares
weights: shares
measures: [{code: a, name: a}, {code: b, name: b}, {code: c, name: c}]
indicators:
  - code: X
    name: X
    weight: 0.6
    children:
      - {code: A, name: A, formula: a, score: {rule: linear, base: 0, full: 10}}
      - {code: B, name: B, formula: b, score: {rule: linear, base: 0, full: 10}}
  - {code: C, name: C, weight: 0.4, formula: c, score: {rule: linear, base: 0, full: 10}}
"""

POINTS = """
scheme: 1
code: in_points
version: "1"
name: in_points
attributes: [{code: kind, name: kind}]
measures: [{code: a, name: a}, {code: b, name: b}, {code: c, name: c}]
indicators:
  - code: X
    name: X
    weight: 60
    children:
      - code: A
        name: A
        weight: 20
        formula: a
        score:
          rule: cases
          cases: [{when: b > 5, score: {rule: steps, steps: [{at: 1, points: 10}, {at: 2, points: 20}]}}]
          otherwise:
            rule: piecewise
            knots: [[0, 0], [10, 20]]
      - {code: B, name: B, weight: 40, formula: b, score: {rule: points}}
  - {code: C, name: C, weight: 40, formula: c, score: {rule: linear, base: 0, full: 10}}
variants:
  - code: young
    name: young
    when: c < 1
    replace: {B: {formula: c, score: {rule: points}}}
"""


@st.composite
def asked(draw, scheme):
    keys = draw(st.lists(st.sampled_from(sorted(values(scheme))), unique=True, max_size=6))
    pairs = [(key, str(draw(st.integers(0, 12000)) / 100)) for key in keys]
    return ScenarioChanges.read(scheme, pairs)


def sums(scheme):
    """The sum of each branch as the engine takes it, by the branch's code."""
    return {
        (parent.code if parent else ""): float(sum(own_weights(scheme, children)))
        for parent, children, _found in branches(scheme)
    }


@pytest.mark.parametrize("name", sorted(SCHEMES))
@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_the_weights_of_each_branch_keep_their_sum(name, data):
    """The top keeps the total; a branch in points has the points its parent has; so the engine's checks agree."""
    scheme = SCHEMES[name]
    changes = data.draw(asked(scheme))
    made = changed(scheme, changes)
    assert sums(made)[""] == pytest.approx(sums(scheme)[""], abs=1e-9)
    for parent, children, _found in branches(made):
        if parent is not None:
            assert sum(own_weights(made, children)) == points_of(parent)
    if scheme.profiles is not None:
        for word, weights in scheme.profiles.weights.items():
            assert math.fsum(made.profiles.weights[word].values()) == pytest.approx(
                math.fsum(weights.values())
            )
    wrong = [finding for finding in check(made) if finding.severity == "error"]
    # What can go wrong: thresholds out of order, and a branch in points that was given none.
    assert {finding.check for finding in wrong} <= {"grades.order", "grades.unreachable", "weights.zero"}
    assert len(contradictions(made)) == len(wrong)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_nothing_asked_or_the_same_asked_is_the_same_scheme(name):
    scheme = SCHEMES[name]
    assert changed(scheme, ScenarioChanges()) is scheme
    same = changed(scheme, ScenarioChanges(values(scheme)))
    assert same is scheme


def test_siblings_give_way_in_proportion():
    scheme = SCHEMES["three_pillar"]
    made = changed(scheme, ScenarioChanges.read(scheme, [("w.A1", "10")]))
    moved = {key: (float(before), float(after)) for key, before, after in differences(scheme, made)}
    assert moved["w.A1"] == (6, 10)
    assert moved["w.A3"] == (6, 5.17)
    assert set(moved) == {f"w.A{number}" for number in range(1, 9)}


def test_weights_of_one_type_leave_the_others():
    scheme = SCHEMES["three_pillar"]
    made = changed(scheme, ScenarioChanges.read(scheme, [("p0.A", "60")]))
    first, *others = scheme.profiles.weights
    assert made.profiles.weights[first] == {"A": 60, "B": 21.82, "C": 18.18}
    assert all(made.profiles.weights[word] == scheme.profiles.weights[word] for word in others)
    assert made.indicators is scheme.indicators


def test_thresholds_out_of_order_are_told_by_the_engine():
    scheme = SCHEMES["three_pillar"]
    good = changed(scheme, ScenarioChanges.read(scheme, [("g.good", "70.5")]))
    assert [grade.at for grade in good.grades] == [85, 70.5, 60, None]
    assert contradictions(good) == []
    assert contradictions(changed(scheme, ScenarioChanges.read(scheme, [("g.good", "90")])))


def test_weights_that_nobody_wrote_are_written_when_they_are_moved():
    scheme = load_scheme(SHARES.encode())
    made = changed(scheme, ScenarioChanges.read(scheme, [("w.A", "0.8"), ("w.X", "0.7")]))
    assert [node.weight for node in made.walk()] == [0.7, 0.8, 0.2, 0.3]
    assert not [finding for finding in check(made) if finding.severity == "error"]


def test_a_yardstick_in_points_keeps_its_full_marks():
    """Whoever had all points of an indicator has them still: scores stay, only weights move."""
    scheme = load_scheme(POINTS.encode())
    made = changed(scheme, ScenarioChanges.read(scheme, [("w.X", "75")]))
    rows = {"unit": ["1", "2", "3"], "period": ["2024"] * 3, "kind": ["k"] * 3}
    import polars as pl

    data = pl.DataFrame(rows | {"a": [2.0, 4.0, 1.0], "b": [9.0, 3.0, 40.0], "c": [0.5, 7.0, 2.0]})
    before = evaluate(scheme, Panel.from_frame(scheme, data)).indicators
    after = evaluate(made, Panel.from_frame(made, data)).indicators
    assert after["score"].to_list() == pytest.approx(before["score"].to_list())
    assert after["weight"].to_list() != before["weight"].to_list()


def test_an_address_keeps_the_order_in_which_was_asked():
    scheme = SCHEMES["three_pillar"]
    pairs = [("w.A1", "10"), ("p0.A", "50"), ("w.A1", "9.50")]
    changes = ScenarioChanges.read(scheme, pairs)
    assert changes.query() == "p0.A=50&w.A1=9.5"
    assert changes.without("p0.A").query() == "w.A1=9.5"


@pytest.mark.parametrize(
    "text", ["", "-1", "1e9", "nan", "٣", "1" * 400, "0x1", "1,5", "\x00", " 1", "1\n", "99999999"]
)
def test_what_is_no_number_is_left_out(text):
    assert ScenarioChanges.read(SCHEMES["three_pillar"], [("w.A1", text), ("w.nobody", "1")]).numbers == {}


def test_an_only_child_and_found_weights_cannot_be_moved():
    text = SHARES.replace("    weight: 0.6\n", "    weight: 0.6\n    weighting: entropy\n")
    keys = {member.key for family in families(load_scheme(text.encode())) for member in family.members}
    assert keys == {"w.X", "w.C"}
