"""Met, not met, unknown: Kleene's laws in groups, and what is known although a figure is missing."""

from itertools import product

import polars as pl
import pytest

from keqiao.engine.eligibility import judge, most_settling, open_figures, truths

from .programmes import programme

VALUES = (True, False, None)


def whole(accept: object, row: tuple[bool | None, ...]) -> bool | None:
    codes = [f"c{at}" for at in range(len(row))]
    text = programme(measures=codes, conditions={code: f"{code} = 1" for code in codes}, accept=accept)
    frame = pl.DataFrame({c: [None if v is None else float(v)] for c, v in zip(codes, row, strict=True)})
    return judge(text, frame).whole[0]


def kleene(needed: int, row: tuple[bool | None, ...]) -> bool | None:
    """By all completions: known where every completion says the same."""
    answers = {
        sum(filled) >= needed
        for filled in product(*((False, True) if value is None else (value,) for value in row))
    }
    return answers.pop() if len(answers) == 1 else None


@pytest.mark.parametrize("row", list(product(VALUES, repeat=3)))
def test_groups(row: tuple[bool | None, ...]) -> None:
    codes = ["c0", "c1", "c2"]
    assert whole({"all": codes}, row) is kleene(3, row)
    assert whole({"any": codes}, row) is kleene(1, row)
    assert whole({"at_least": 2, "of": codes}, row) is kleene(2, row)
    assert whole("c0 AND c1 AND c2", row) is kleene(3, row)


def judged(text: object, **row: float | None) -> bool | None:
    frame = pl.DataFrame(
        {code: [value] for code, value in row.items()}, schema=dict.fromkeys(row, pl.Float64)
    )
    return judge(text, frame).whole[0]  # type: ignore[arg-type]


BANDS = [
    {"up_to": 5000, "value": 5},
    {"above": 5000, "up_to": 20000, "value": 4},
    {"above": 20000, "value": 3},
]


@pytest.mark.parametrize(("share", "expected"), [(6, True), (5, True), (4.5, None), (2.9, False)])
def test_an_unknown_band_takes_no_branch(share: float, expected: bool | None) -> None:
    table = {"code": "floor", "name": "f", "of": "revenue", "bands": BANDS}
    by_table = programme(measures=["share", "revenue"], tables=[table], conditions={"c": "share >= floor"})
    case = "CASE WHEN revenue <= 5000 THEN 5 WHEN revenue <= 20000 THEN 4 ELSE 3 END"
    by_case = programme(measures=["share", "revenue"], conditions={"c": f"share >= {case}"})
    for text in (by_table, by_case):
        assert judged(text, share=share, revenue=None) is expected


@pytest.mark.parametrize(("known", "expected"), [(62, True), (60, True), (45, None), (29, False)])
def test_points_that_are_reached_without_the_missing_part(known: float, expected: bool | None) -> None:
    table = {
        "code": "t",
        "name": "t",
        "of": "ip",
        "bands": [{"from": 1, "value": 30}, {"below": 1, "value": 0}],
    }
    text = programme(measures=["known", "ip"], tables=[table], conditions={"c": "known + t >= 60"})
    assert judged(text, known=known, ip=None) is expected


def test_a_division_by_zero_is_unknown_and_not_zero() -> None:
    text = programme(measures=["a", "b"], conditions={"c": "100 * a / NULLIF(b, 0) >= 10"})
    assert judged(text, a=0, b=0) is None


def test_which_unknown_decides() -> None:
    text = programme(measures=["a", "b", "c"], conditions={"x": "a >= 1", "y": "b >= 1", "z": "c >= 1"})
    frame = pl.DataFrame({"a": [None, None, 0.0], "b": [1.0, None, None], "c": [1.0, 1.0, 1.0]})
    judgement = judge(text, frame)
    assert judgement.whole.to_list() == [None, None, False]
    found = {
        (figure.row, figure.code): (figure.decides, figure.can_pass, figure.can_fail)
        for figure in open_figures(judgement)
    }
    assert found == {
        (0, "a"): (True, True, True),
        (1, "a"): (False, False, True),
        (1, "b"): (False, False, True),
    }
    assert [(one.code, one.alone, one.among) for one in most_settling([judgement])] == [
        ("a", 1, 1),
        ("b", 0, 1),
    ]


def test_many_programmes_at_once_say_the_same() -> None:
    texts = [programme(measures=["a", "b"], conditions={"x": f"a >= {n}", "y": "b < 3"}) for n in range(4)]
    frame = pl.DataFrame({"a": [0.0, 1.0, 2.5, None], "b": [1.0, None, 2.0, 5.0]})
    found = truths(texts, frame)
    assert [found[str(at)].to_list() for at in range(4)] == [
        judge(text, frame).whole.to_list() for text in texts
    ]
