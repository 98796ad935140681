"""Reading figures into a panel: what is an error, what a warning, what is combined."""

import math
from dataclasses import replace

import polars as pl
import pytest

from keqiao.engine.evaluation import DataError, Panel

MEASURES = [
    {"code": "a", "name": "a", "type": "count"},
    {"code": "b", "name": "b", "maximum": 100},
    {"code": "r", "name": "r", "raters": {"combine": "trimmed_mean", "trim": 1}},
    {"code": "w", "name": "w", "levels": {"一般": 3, "较好": 5}},
    {"code": "z", "name": "z", "blank": "zero"},
]
KEYS = {"unit": ["u1", "u2"], "period": ["2024", "2024"]}


@pytest.fixture
def scheme(small):
    return small(
        [{"code": "i", "name": "i", "formula": "a + b + r + w + z"}],
        measures=MEASURES,
        attributes=[
            {"code": "kind", "name": "kind", "values": {"x": {"zh": "甲", "en": "First"}}, "default": "x"}
        ],
    )


def problems(scheme, columns, **options):
    with pytest.raises(DataError) as caught:
        Panel.from_frame(scheme, pl.DataFrame(KEYS | columns), **options)
    return caught.value.findings


@pytest.mark.parametrize(
    ("columns", "measure", "word"),
    [
        ({"a": [1, -2]}, "a", "below"),
        ({"b": [1.0, 101.0]}, "b", "above"),
        ({"a": ["3", "三"]}, "a", "三"),
        ({"b": [1.0, math.inf]}, "b", "infinite"),
        ({"w": ["较好", "很好"]}, "w", "很好"),
        ({"kind": ["x", "y"]}, "kind", "y"),
    ],
)
def test_a_wrong_figure_is_named(scheme, columns, measure, word):
    """Unit, period, measure and row of each."""
    (problem,) = (found for found in problems(scheme, columns) if found.severity == "error")
    assert (problem.unit, problem.period, problem.measure, problem.row) == ("u2", "2024", measure, 1)
    assert word in str(problem)


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        ({"unit": ["u", "u"], "period": ["2024", "2024"]}, "more than once"),
        ({"unit": ["u", None], "period": ["2024", "2024"]}, "no unit"),
        ({"unit": ["u", "v"], "period": ["2024", " "]}, "no unit or no period"),
        ({"unit": ["u"]}, "column period"),
        ({"unit": [], "period": []}, "no row"),
    ],
)
def test_keys(scheme, frame, word):
    """Missing and doubled keys are errors."""
    with pytest.raises(DataError, match=word):
        Panel.from_frame(scheme, pl.DataFrame(frame))


def test_not_a_number_is_missing_and_told(scheme):
    """A NaN from a calculation is no figure."""
    panel = Panel.from_frame(scheme, pl.DataFrame(KEYS | {"a": [1.0, math.nan]}))
    assert panel.reported["a"].to_list() == [1.0, None]
    assert any("NaN" in str(problem) and problem.unit == "u2" for problem in panel.problems)


def test_many_problems_of_one_kind_are_counted(scheme):
    """Twenty are listed, the rest are one line."""
    frame = pl.DataFrame({"unit": [f"u{n:03d}" for n in range(50)], "period": "2024", "a": [-1] * 50})
    with pytest.raises(DataError) as caught:
        Panel.from_frame(scheme, frame)
    assert len(caught.value.errors) == 21
    assert "30 more" in str(caught.value.errors[-1])


def test_words_and_blanks(scheme):
    """Levels become numbers, text numbers are read, blanks count as the measure says, names of words as
    words."""
    columns = {"w": ["较好", " 一般 "], "a": ["7", ""], "z": [None, 2], "kind": ["甲", "First"]}
    panel = Panel.from_frame(scheme, pl.DataFrame(KEYS | columns)).reported
    assert panel["w"].to_list() == [5, 3]
    assert panel["a"].to_list() == [7, None]
    assert panel["z"].to_list() == [0, 2]
    assert panel["kind"].to_list() == ["x", "x"]


@pytest.mark.parametrize(
    ("combine", "minimum", "expected"),
    [("trimmed_mean", 1, [80, 85]), ("mean", 1, [78, 85]), ("median", 1, [80, 85]), ("mean", 3, [78, None])],
)
def test_ratings_of_several_experts(small, combine, minimum, expected):
    """60, 80, 80, 90, 80: without the highest and lowest 80, mean 78; two ratings are too few to trim."""
    measures = [{"code": "r", "name": "r", "raters": {"combine": combine, "trim": 1, "minimum": minimum}}]
    scheme = small([{"code": "i", "name": "i", "formula": "r"}], measures=measures)
    columns = {"r@a": [60, 80], "r@b": [80, 90], "r@c": [80, None], "r@d": [90, None], "r@e": [80, None]}
    assert Panel.from_frame(scheme, pl.DataFrame(KEYS | columns)).reported["r"].to_list() == expected


def test_verified_figures_go_first_and_fall_back(scheme):
    """Null in the verified frame means nothing was verified."""
    verified = pl.DataFrame({"unit": ["u2", "u1"], "period": "2024", "a": [5, None]})
    panel = Panel.from_frame(scheme, pl.DataFrame(KEYS | {"a": [1, 2], "b": [3.0, 4.0]}), verified=verified)
    assert panel.basis("verified").select("a", "b").rows() == [(1, 3), (5, 4)]
    assert panel.basis("reported")["a"].to_list() == [1, 2]


def test_a_verified_figure_that_stands_alone_does_not_fall_back(scheme):
    verified = pl.DataFrame({"unit": ["u2", "u1"], "period": "2024", "a": [5, None], "b": [None, 6.0]})
    panel = Panel.from_frame(scheme, pl.DataFrame(KEYS | {"a": [1, 2], "b": [3.0, 4.0]}), verified=verified)
    alone = replace(panel, alone=frozenset({"a"}))
    assert alone.basis("verified")["a"].to_list() == [None, 5]
    assert alone.basis("verified")["b"].to_list() == panel.basis("verified")["b"].to_list() == [6, 4]


def test_a_verified_figure_without_a_reported_unit_is_an_error(scheme):
    """Otherwise it would be lost without a word."""
    verified = pl.DataFrame({"unit": ["u9"], "period": ["2024"], "a": [5]})
    found = problems(scheme, {"a": [1, 2]}, verified=verified)
    assert any(problem.unit == "u9" for problem in found)


def test_long_form(scheme):
    """A row for each figure, verified beside reported."""
    long = pl.DataFrame(
        {
            "unit": ["u1", "u1", "u2"],
            "period": "2024",
            "measure": ["a", "b", "a"],
            "value": [1, 2, 3],
            "verified": [None, 9, None],
        }
    )
    panel = Panel.from_long(scheme, long)
    assert panel.basis("verified").select("unit", "a", "b").rows() == [("u1", 1, 9), ("u2", 3, None)]
    with pytest.raises(DataError, match="more than once"):
        Panel.from_long(scheme, pl.concat([long, long]))


def test_columns_that_are_missing_or_unknown_are_told(scheme):
    """Neither stops the evaluation."""
    panel = Panel.from_frame(scheme, pl.DataFrame(KEYS | {"a": [1, 2], "remark": ["x", "y"]}))
    told = " ".join(str(problem) for problem in panel.problems)
    assert "remark" in told
    assert "b, r@…, w" in told


def test_frames_as_programs_make_them(small):
    """Whole numbers, no attribute column, a period by word or number: a reading; anything else says what to do."""
    scheme = small(
        [{"code": "i", "name": "i", "formula": "a"}], attributes=[{"code": "kind", "name": "kind"}]
    )
    plain = pl.DataFrame({"unit": ["x", "y"], "a": [1, 2]})
    for period in ("2024", 2024):
        panel = Panel.from_frame(scheme, plain, period=period)
        assert panel.periods == ["2024"]
        assert panel.reported["a"].to_list() == [1.0, 2.0]
    with pytest.raises(DataError, match="period"):
        Panel.from_frame(scheme, plain)
    with pytest.raises(DataError, match="no single numbers"):
        Panel.from_frame(scheme, plain.with_columns(a=pl.Series([[1], [2]])), period="2024")
    for other in (plain.lazy(), {"unit": ["x"]}):
        with pytest.raises(TypeError, match="polars DataFrame"):
            Panel.from_frame(scheme, other, period="2024")
