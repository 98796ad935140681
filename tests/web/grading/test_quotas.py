"""Room in quotas: places by the engine's own rule, ties told, groups apart."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.schemes import load_scheme
from keqiao.web.grading.models import GradeLine
from keqiao.web.grading.quotas import rooms
from keqiao.web.registry.models import Platform

SCHEME = """
scheme: 1
code: quotas
version: "1"
name: {zh: 名额, en: Quotas}
unit: {zh: 平台, en: platform}
weights: points
total: 100
measures: [{code: result, name: {zh: 成果, en: Result}, unit: 分}]
attributes:
  - code: level
    name: {zh: 级别, en: Level}
    values: {省级: {zh: 省级, en: Province}, 市级: {zh: 市级, en: City}}
indicators:
  - {code: A, name: {zh: 成果, en: Result}, weight: 100, formula: result, unit: 分, score: {rule: rating, of: 100}}
grades:
  - {code: top, name: {zh: 优秀, en: Top}, at: 80, quota: {share: 0.3, ties: TIESWITHIN}}
  - {code: rest, name: {zh: 合格, en: Rest}}
"""


def scheme(ties="upper", within=""):
    text = SCHEME.replace("TIES", ties).replace("WITHIN", f", within: {within}" if within else "")
    return load_scheme(text.encode(), "scheme.yaml")


def line(number, total, grade="rest", computed=None, **more):
    platform = Platform(code=f"P{number:02d}", short_name=f"平台{number}")
    return GradeLine(
        platform=platform,
        total=total,
        grade_code=grade,
        computed_code=grade if computed is None else computed,
        **more,
    )


def test_three_of_ten_with_a_tie_told():
    totals = (95, 92, 90, 90, 70, 60, 50, 40, 30, 20)
    lines = [line(n, total, "top" if n < 4 else "rest") for n, total in enumerate(totals)]
    (room,) = rooms(scheme(), lines, {})
    assert (room.units, room.places, room.holders, room.is_exceeded) == (10, 3, 4, False)
    assert [one.platform.code for one in room.tied] == ["P02", "P03"]
    assert "90.00" in room.sentence
    lines[4].grade_code = "top"
    (room,) = rooms(scheme(), lines, {})
    assert room.is_exceeded


def test_a_vetoed_or_ungraded_platform_is_not_tied():
    lines = [line(1, 95, "top"), line(2, 95, "rest", veto="fraud"), line(3, 95, "", ""), line(4, 50)]
    (room,) = rooms(scheme("lower"), lines, {})
    assert (room.places, room.tied) == (1, ())


def test_each_group_has_its_own_room():
    lines = [line(n, 90 - n, "top" if n == 0 else "rest") for n in range(10)]
    words = {f"P{n:02d}": "省级" if n < 4 else "市级" for n in range(10)}
    found = rooms(scheme(within="level"), lines, {"level": words})
    assert [(room.group, room.units, room.places, room.holders) for room in found] == [
        ("市级", 6, 1, 0),
        ("省级", 4, 1, 1),
    ]


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), min_size=1, max_size=25))
def test_exchanging_grades_never_exceeds(given_):
    """However grades are handed on from one platform to another, as many as before never exceed."""
    lines = [line(n, float(total), "top" if top else "rest") for n, (total, top) in enumerate(given_)]
    for one, other in zip(lines, reversed([one.grade_code for one in lines]), strict=True):
        one.grade_code = other
    assert not any(room.is_exceeded for room in rooms(scheme(), lines, {}))
