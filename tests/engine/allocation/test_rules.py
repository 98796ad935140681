"""Reading rules: the packaged files, errors with their places, figures that cannot be used."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from keqiao.engine.allocation import (
    AllocationError,
    RulesError,
    allocate,
    applicants,
    fingerprint,
    load_rules,
    packaged_rules,
    read_rules,
)

from .conftest import make_rules, make_units

GOOD = """\
allocation: 1
code: test
version: "1"
name: 试验
pool: 100
grades: {a: 优, b: 良}
sharing:
  rule: by_grade
  amounts: {a: 20, b: 10}
"""


@pytest.mark.parametrize("code", ["by_grade", "proportional", "optimised"])
def test_packaged(code) -> None:
    assert code in packaged_rules()
    assert read_rules(code).findings == ()
    rules = load_rules(packaged_rules()[code])
    assert rules.code == code and len(fingerprint(rules)) == 64


def test_the_layout_does_not_change_the_fingerprint() -> None:
    one = load_rules(GOOD)
    other = load_rules("# a note\n" + GOOD.replace("name: 试验", "name: {zh: 试验}").replace("100", "100.0"))
    assert fingerprint(one) == fingerprint(load_rules(GOOD.encode())) and one.name == other.name


@pytest.mark.parametrize(
    ("old", "new", "line", "wanted"),
    [
        ("pool: 100", "pool: -1", 5, "out of range"),
        ("pool: 100", "pools: 100", 5, "Did you mean pool"),
        ("rule: by_grade", "rule: by_grad", 7, "Did you mean by_grade"),
        ("b: 10}", "b: 30}", 9, "has more (30)"),
        ("b: 10}", "c: 10}", 9, "there is no grade c"),
        ("b: 10}", "}", 9, "the grade b is missing"),
        ("amounts: {a: 20, b: 10}", "by: x", 7, "exactly one of"),
        ("amounts: {a: 20, b: 10}", "amounts: {a: many, b: 10}", 9, ""),
        ("pool: 100", "pool: 100\nfloor: 9\ncap: 5", 6, "lies above the cap"),
        ("pool: 100", "pool: 100\ninstalments: [{name: x, share: 0.5}]", 6, "add up to 0.5"),
        ("pool: 100", "pool: 100\nteam: {use: y}", 6, "no use y"),
        ("grades: {a: 优, b: 良}", "grades: {a: 优, b: 优}", 6, "优 is written twice"),
        ("pool: 100", "pool: 100\nuses: [{code: k, name: k}, {code: k, name: l}]", 6, "k is written twice"),
        ("pool: 100", "pool: 100\nbase: {}", 6, "exactly one of"),
        (
            "pool: 100",
            "pool: 100\nearmarks: [&k {code: k, name: k, by: x, share: 0.7}, *k]",
            6,
            "more than all",
        ),
        (
            "pool: 100",
            "pool: 100\nearmarks: [{code: k, name: k, by: x, share: 0.7, limit: 3}]",
            6,
            "belongs to `each`",
        ),
    ],
)
def test_errors_have_their_place(old, new, line, wanted) -> None:
    text = GOOD.replace(old, new)
    with pytest.raises(RulesError) as raised:
        load_rules(text, "rules.yaml")
    assert any(finding.line == line and wanted in str(finding) for finding in raised.value.findings), (
        raised.value
    )


@pytest.mark.parametrize(
    "sharing",
    [
        {"rule": "optimised", "limits": [{"code": "k", "name": "k", "by": "x"}]},
        {"rule": "optimised", "returns": [{"to": 5, "rate": 1}, {"to": 3, "rate": 0.5}, {"rate": 0.1}]},
        {"rule": "optimised", "returns": [{"to": 5, "rate": 0.5}, {"rate": 1}]},
        {"rule": "by_grade", "amounts": {"excellent": 1, "good": 1, "pass": 1, "fail": 0}, "by": "x"},
    ],
)
def test_rules_made_by_hand_are_checked_too(sharing) -> None:
    rules = make_rules(pool=10, sharing=sharing)
    units = make_units(rules, [1], ["优秀"], x=[1])
    with pytest.raises(AllocationError):
        allocate(rules, units)


@pytest.mark.parametrize(
    "text", ["", "- 1\n- 2\n", "a: [\n", "\x00\n", b"\xff\xfe\n", "no_such_rules", "x" * 5000]
)
def test_what_is_no_file_of_rules(text) -> None:
    reading = read_rules(text)
    assert reading.document is None and reading.findings
    for finding in reading.findings:
        assert finding.in_language("zh")


def test_a_scheme_is_no_file_of_rules() -> None:
    assert read_rules(json.dumps({"scheme": 1}) + "\n").document is None


@pytest.mark.parametrize(
    ("scores", "grades", "figures", "wanted"),
    [
        ([None, 5], ["优秀", "优秀"], {"x": [1, 1]}, "The score is missing"),
        ([float("nan"), 5], ["优秀", "优秀"], {"x": [1, 1]}, "The score is missing"),
        ([float("inf"), 5], ["优秀", "优秀"], {"x": [1, 1]}, "no figure"),
        ([10**400, 5], ["优秀", "优秀"], {"x": [1, 1]}, "no figure"),
        ([-1, 5], ["优秀", "优秀"], {"x": [1, 1]}, "negative"),
        ([1, 5], ["优秀", "特优"], {"x": [1, 1]}, "特优"),
        ([1, 5], ["优秀", None], {"x": [1, 1]}, "grade is missing"),
        ([1, 5], ["优秀", "良好"], {"x": [1, -1]}, "figure is negative"),
        ([1, 5], ["优秀", "良好"], {}, "column x"),
        ([1, 5], ["优秀"], {"x": [1, 1]}, "1 values"),
    ],
)
def test_bad_figures_are_named(scores, grades, figures, wanted) -> None:
    rules = make_rules(pool=10, excluded=["fail"], base={"by": "x"})
    with pytest.raises(AllocationError, match=wanted) as raised:
        applicants(rules, ["甲", "乙"], scores, grades, figures)
    assert raised.value.in_language("zh") != raised.value.in_language("en")


def test_names_are_needed_once() -> None:
    rules = make_rules(pool=10)
    with pytest.raises(AllocationError, match="this name"):
        applicants(rules, ["甲", "甲"], [1, 2])
    with pytest.raises(AllocationError, match="no units"):
        applicants(rules, [], [])


@pytest.mark.parametrize(
    ("pool", "wanted"),
    [
        (None, "no pool"),
        (0, "holds nothing"),
        (float("nan"), "holds nothing"),
        (Decimal("Infinity"), "holds nothing"),
        (Decimal("1.00005"), "no multiple"),
    ],
)
def test_bad_pools(pool, wanted) -> None:
    rules = make_rules()
    with pytest.raises(AllocationError, match=wanted):
        allocate(rules, make_units(rules, [1]), pool)


def test_an_excluded_unit_needs_no_score() -> None:
    rules = make_rules(pool=10, excluded=["fail"])
    found = allocate(rules, make_units(rules, [5, None], ["优秀", "不合格"]))
    assert found.amounts == (Decimal(100_000), Decimal(0))
    assert found.frame()["formula"][1] == "不合格：不安排"
