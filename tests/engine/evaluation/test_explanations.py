"""Why a unit stands where it stands, and why its total changed; by hand."""

import polars as pl
import pytest

from keqiao.engine.evaluation import DataError, compare, explain

GRADES = [
    {"code": "good", "name": {"zh": "良好", "en": "Good"}, "at": 75},
    {"code": "pass", "name": {"zh": "合格", "en": "Pass"}},
]
INDICATORS = [
    {
        "code": "i",
        "name": {"zh": "甲", "en": "First"},
        "formula": "a",
        "unit": "件",
        "weight": 60,
        "score": {"rule": "linear", "base": 0, "full": 10},
    },
    {
        "code": "j",
        "name": {"zh": "乙", "en": "Second"},
        "formula": "b",
        "unit": "%",
        "weight": 40,
        "score": {"rule": "linear", "base": 0, "full": 100},
    },
]
ROWS = [{"a": 9, "b": 10}, {"a": 5, "b": 50}, {"a": 4, "b": 60}]


@pytest.fixture
def scheme(small):
    def make(weights=(60, 40), **more):
        indicators = [{**one, "weight": weight} for one, weight in zip(INDICATORS, weights, strict=True)]
        return small(indicators, **{"weights": "points", "grades": GRADES, **more})

    return make


def test_what_lifts_and_pulls(scheme, run):
    """90 against a median of 50 at 60 points lifts by 24; 10 against 50 at 40 points pulls by 16."""
    told = explain(run(scheme(), ROWS), "u000")
    assert [(factor.code, factor.pull, factor.open) for factor in told.lifts] == [
        ("i", pytest.approx(24), pytest.approx(6))
    ]
    assert [(factor.code, factor.pull, factor.open) for factor in told.pulls] == [
        ("j", pytest.approx(-16), pytest.approx(36))
    ]
    assert (told.total, told.rank, told.ranked, told.grade) == (pytest.approx(58), 1, 3, "pass")


def test_distance_to_the_next_grade(scheme, run):
    """17 points short of 75; the second indicator alone could close it."""
    following = explain(run(scheme(), ROWS), "u000").next_grade
    assert (following.code, following.missing) == ("good", pytest.approx(17))
    assert [factor.code for factor in following.closers] == ["j"]
    assert explain(run(scheme(), [{"a": 10, "b": 90}]), "u000").next_grade is None


def test_sentences_in_both_languages(scheme, run):
    """Figures stand in the sentences; Chinese is complete."""
    adjustments = [{"code": "late", "name": {"zh": "迟报", "en": "Late"}, "kind": "deduction", "points": "c"}]
    vetoes = [{"code": "v", "name": {"zh": "造假", "en": "Fraud"}, "when": "d = 1"}]
    rows = [{"a": 9, "b": None, "c": 2, "d": 1}, *ROWS]
    told = explain(run(scheme(adjustments=adjustments, vetoes=vetoes), rows), "u000")
    english, chinese = "\n".join(told.sentences("en")), "\n".join(told.sentences("zh"))
    for word in (
        "u000, 2024: 52 points",
        "First lifts it by 12 points: 9 items",
        "Second pulls it down",
        "Late: -2 points",
        "Veto: Fraud",
        "No value, counted as 0: Second",
    ):
        assert word in english
    assert not {sign for sign in chinese if "a" <= sign.lower() <= "z"} - set("u")
    assert len(told.sentences("zh")) == len(told.sentences("en"))


def test_unknown_unit_or_period_is_refused(scheme, run):
    """Named in the message."""
    evaluation = run(scheme(), ROWS)
    with pytest.raises(DataError, match="no unit x"):
        explain(evaluation, "x")
    with pytest.raises(DataError, match="2020"):
        explain(evaluation, "u000", "2020")


def lines(change, unit):
    return {
        (kind, code): amount
        for kind, code, amount in change.lines.filter(pl.col("unit") == unit)
        .select("kind", "code", "amount")
        .iter_rows()
    }


def test_a_change_of_values_and_weights_by_hand(scheme, run):
    """Score 90 → 70 and weight 60 → 50: values −20 × 55 %, weights −10 × 80 %; the other 10 → 10 at 40 →
    50: +1."""
    before = run(scheme(), ROWS)
    after = run(scheme((50, 50)), [{"a": 7, "b": 10}, *ROWS[1:]])
    change = compare(before, after)
    assert lines(change, "u000") == pytest.approx(
        {("value", "i"): -11, ("weight", "i"): -8, ("weight", "j"): 1}
    )
    assert change.totals.row(0, named=True)["change"] == pytest.approx(-18)


def test_another_yardstick_adjustments_and_vetoes(small, run):
    """The score changes and the value does not: a yardstick; bonus, veto and rounding have lines of
    their own."""

    def one(full, **more):
        score = {"rule": "linear", "base": 0, "full": full}
        return small(
            [{"code": "i", "name": "i", "formula": "a", "score": score}],
            ranking={"decimals": 0},
            vetoes=[{"code": "v", "name": "v", "when": "c = 1", "maximum": 40}],
            adjustments=[{"code": "p", "name": "p", "kind": "bonus", "points": "b"}],
            **more,
        )

    change = compare(run(one(10), [{"a": 5, "b": 0, "c": 0}]), run(one(8), [{"a": 5, "b": 3.2, "c": 1}]))
    assert lines(change, "u000") == pytest.approx(
        {("yardstick", "i"): 12.5, ("adjustment", "p"): 3.2, ("veto", "v"): -25.7}
    )
    assert change.totals["change"][0] == -10


def test_units_on_one_side_only_are_named(scheme, run):
    """And those that have no total."""
    before = run(scheme(), [{"unit": "x", "a": 1, "b": 1}, {"unit": "y", "a": 1, "b": 1}])
    after = run(scheme(), [{"unit": "y", "a": 1, "b": 1}, {"unit": "z", "a": 1, "b": 1}])
    change = compare(before, after)
    assert (change.entered, change.left, change.without) == (("z",), ("x",), ())
    assert change.totals["unit"].to_list() == ["y"]
    assert change.lines.height == 0


def test_two_periods_and_two_bases_of_one_evaluation(scheme, run):
    """Last year against this year within one run."""
    evaluation = run(
        scheme(),
        [{"unit": "u", "period": period, "a": a, "b": 0} for period, a in (("2023", 4), ("2024", 6))],
    )
    change = compare(evaluation, evaluation, before_period="2023")
    assert lines(change, "u") == pytest.approx({("value", "i"): 12})
    assert change.periods == ("2023", "2024")


def test_digest_tells_results_apart(scheme, run):
    """The same again is the same; another weight, value or period is not."""
    first = run(scheme(), ROWS)
    assert first.digest == run(scheme(), ROWS).digest
    others = [
        run(scheme((50, 50)), ROWS),
        run(scheme(), [{"a": 9, "b": 11}, *ROWS[1:]]),
        run(scheme(), [{**row, "period": "2023"} for row in ROWS]),
    ]
    assert len({first.digest, *(other.digest for other in others)}) == 4
