"""How far off: the change said to be enough is enough and a smaller one is not, on both sides of a band."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.eligibility import (
    EligibilityState,
    SupportProgramme,
    changed,
    compiled,
    distances,
    fit,
    judge,
    load_programme,
)

from .programmes import programme

HIGHTECH = compiled(load_programme("hightech_2016"))
TALENT = compiled(load_programme("leading_talent_2021"))
SME = compiled(load_programme("tech_sme_2017"))
BASE = {
    "core_ip": 1.0, "field_listed": 1.0, "staff_tech": 12.0, "staff": 100.0, "revenue_last": 5000.0, "rd_3y": 598.8,
    "revenue_3y": 12000.0, "rd_3y_domestic": 500.0, "hightech_income": 4000.0, "income_total": 5000.0,
    "innovation_score": 80.0, "serious_events": 0.0,
}  # fmt: skip


def hightech(**figures: float) -> pl.DataFrame:
    return pl.DataFrame({code: [value] for code, value in (BASE | figures).items()}).with_columns(
        registered=pl.lit("2015-01-01"), as_of=pl.lit("2026-06-01")
    )


def holds(plan: object, row: pl.DataFrame, **figures: float) -> bool:
    return judge(plan, changed(row, figures)).whole[0] is True  # type: ignore[arg-type]


def test_both_sides_of_a_band() -> None:
    found = distances(judge(HIGHTECH, hightech()))
    singles = {(change.code, change.then) for change in found.of_row[0].singles}
    assert singles == {("revenue_last", 5000.01), ("revenue_3y", 11976.0), ("rd_3y", 600.0)}
    assert found.state(0) is EligibilityState.NEAR


def test_together_where_one_is_not_enough() -> None:
    found = distances(judge(HIGHTECH, hightech(innovation_score=70, core_ip=0))).of_row[0]
    assert not found.singles
    assert {(c.code, c.then) for c in found.together} == {
        ("innovation_score", 71.0),
        ("core_ip", 1.0),
        ("revenue_last", 5000.01),
    }


def least(plan: object, row: pl.DataFrame, draw: st.DataObject) -> None:
    """Every change is enough; any smaller one to that side is not. The same of each of several changes together."""
    judgement = judge(plan, row)  # type: ignore[arg-type]
    if judgement.whole[0] is not False:
        return
    found = distances(judgement).of_row[0]
    cases = [({}, change) for change in found.singles]
    for change in found.together:
        others = {c.code: c.then for c in found.together if c is not change}
        cases.append((others, change))
    for others, change in cases:
        assert holds(plan, row, **others, **{change.code: change.then})
        steps = round(abs(change.by) / judgement.plan.figures[change.code].grain)
        if steps > 1:
            part = draw.draw(st.integers(1, steps - 1)) * judgement.plan.figures[change.code].grain
            smaller = round(change.now + (part if change.by > 0 else -part), 9)
            assert not holds(plan, row, **others, **{change.code: smaller})


@given(st.data())
@settings(max_examples=examples(30), deadline=None)
def test_enough_and_no_smaller_one_is(data: st.DataObject) -> None:
    near = st.sampled_from
    row = hightech(
        revenue_last=data.draw(near([0.0, 4999.99, 5000.0, 5000.01, 20000.0, 20000.01, 30000.0])),
        rd_3y=data.draw(near([0.0, 300.0, 479.99, 480.0, 598.8, 600.0, 900.0])),
        staff_tech=data.draw(near([9.0, 10.0, 12.0])),
        innovation_score=data.draw(near([60.0, 70.0, 71.0])),
        rd_3y_domestic=data.draw(near([0.0, 300.0, 500.0])),
    )
    least(HIGHTECH, row, data)


@given(st.data())
@settings(max_examples=examples(6), deadline=None)
def test_points_and_direct_routes(data: st.DataObject) -> None:
    draw = lambda *values: data.draw(st.sampled_from([float(v) for v in values]))  # noqa: E731
    row = {
        "resident": 1.0, "staff": draw(100, 501), "revenue": draw(1000, 20001), "assets": 900.0, "banned_product": 0.0,
        "bad_record": draw(0, 1), "staff_tech": draw(9, 10, 29), "rd": draw(0, 15, 59), "costs": draw(50, 900),
        "ip_class1": 0.0, "ip_class2": draw(0, 3), "hightech_valid": 0.0, "award_national_top3_5y": 0.0,
        "rd_org_provincial": 0.0, "standard_lead_5y": 0.0,
    }  # fmt: skip
    least(SME, pl.DataFrame({code: [value] for code, value in row.items()}), data)


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        (
            "100 * (SQRT(a / NULLIF(b, 0)) - 1) >= 5",
            {"a": 11024.0, "b": 10000.0},
            {("a", 11025.0), ("b", 9999.09)},
        ),
        ("POWER(a, 2) > 9", {"a": 3.0, "b": 0.0}, {("a", 3.01), ("a", -3.01)}),
        ("ROUND(a, 0) >= 3", {"a": 1.0, "b": 0.0}, {("a", 2.5)}),
        ("FLOOR(a / 4) >= 2", {"a": 5.0, "b": 0.0}, {("a", 8.0)}),
        ("a BETWEEN 5 AND 5.01", {"a": 9.0, "b": 0.0}, {("a", 5.01)}),
        ("ABS(a - b) <= 1", {"a": 10.0, "b": 5.0}, {("a", 6.0), ("b", 9.0)}),
        ("LEAST(a, b) >= 3", {"a": 2.0, "b": 7.0}, {("a", 3.0)}),
        ("SQRT(a) + a >= 12", {"a": 4.0, "b": 0.0}, {("a", 9.0)}),
    ],
)
def test_formulas_are_turned_round(
    text: str, row: dict[str, float], expected: set[tuple[str, float]]
) -> None:
    judgement = judge(
        programme(measures=["a", "b"], conditions={"c": text}), pl.DataFrame({k: [v] for k, v in row.items()})
    )
    found = distances(judgement).of_row[0].singles
    assert {(change.code, change.then) for change in found} == expected


def test_soft_conditions_are_excused_by_a_decision() -> None:
    row = {
        "talent_class": "创业", "degree_level": 1.0, "age": 50.0, "experience_years": 6.0, "months_in_city": 3.0,
        "cash_paid": 250.0, "capital": 500.0, "largest_natural_holder": 1.0, "staff_non_holder": 2.0,
    }  # fmt: skip
    judgement = judge(TALENT, pl.DataFrame([row]).with_columns(**{"? once": pl.lit(True)}))
    assert judgement.whole[0] is False
    assert distances(judgement).state(0) is EligibilityState.NEAR


def test_whom_a_call_fits() -> None:
    text: SupportProgramme = programme(measures=["a", "b"], conditions={"x": "a >= 10", "y": "b >= 1"})
    frame = pl.DataFrame({"a": [10.0, 9.0, 1.0, 12.0], "b": [1.0, 1.0, 1.0, None]})
    found = fit(judge(text, frame))
    assert (found.met, found.near, found.missed, found.unknown) == ((0,), (1,), (2,), (3,))
    assert [(figure.row, figure.code) for figure in found.settling] == [(3, "b")]
