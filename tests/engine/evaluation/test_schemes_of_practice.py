"""Schemes of practice written as YAML alone, with points worked out from the text of their rules.

Each file in ``practice/`` opens with its rule text. The points below are arithmetic from that text and the rows
here, never taken from the engine.
"""

import math
import statistics
from pathlib import Path

import polars as pl
import pytest

from keqiao.engine.evaluation import Panel, compare, evaluate, explain
from keqiao.engine.schemes import load_scheme, read_scheme

PRACTICE = Path(__file__).parent / "practice"


def run(code, rows):
    scheme = load_scheme(PRACTICE / f"{code}.yaml")
    frame = pl.DataFrame([{"period": "2024", **row} for row in rows], infer_schema_length=None)
    return evaluate(scheme, Panel.from_frame(scheme, frame))


def totals(evaluation, period="2024"):
    rows = evaluation.totals.filter(pl.col("period") == period).to_dicts()
    return {row["unit"]: row for row in rows}


def points(evaluation, unit, period="2024"):
    """Contribution of each indicator."""
    here = (pl.col("unit") == unit) & (pl.col("period") == period)
    return dict(evaluation.indicators.filter(here).select("indicator", "contribution").iter_rows())


def incubators(share=1.0, period="2024"):
    """Two kinds; b has no figure of graduates, c too few experts; ``share`` of the firms with patents."""
    table = [
        ("a", "综合", 30, 60, 50, 30, 6, 800, 500, 0, [90, 80, 70, 85]),
        ("b", "综合", 20, 50, 80, 20, None, 600, 550, 2, [60, 65, 70]),
        ("c", "综合", 10, 40, 20, 12, 3, 500, 150, 4, [50, 40]),
        ("d", "专业", 12, 24, 30, 9, 5, 900, 630, 1, [88, 92, 95, 99, 70]),
        ("e", "专业", 20, 25, 40, 24, 10, 1000, 400, 0, [95, 95, 96]),
    ]
    columns = [
        "unit",
        "kind",
        "staff_pro",
        "staff_all",
        "firms",
        "firms_ip",
        "graduated",
        "income",
        "rent",
        "complaints",
    ]
    rows = []
    for *figures, experts in table:
        row = dict(zip(columns, figures, strict=True), period=period)
        row["firms_ip"] = int(row["firms_ip"] * share)
        rows.append(row | {f"expert@{n}": experts[n] if n < len(experts) else None for n in range(5)})
    return rows


def test_incubators():
    evaluation = run("incubator", incubators(0.5, "2023") + incubators())
    a, b, c = (points(evaluation, unit) for unit in "abc")
    # 专业人员占比 a 50%, b 40%, c 25%: the span of their kind is 25 to 50.
    assert a["pro"] == pytest.approx(15 * (60 + 40 * (50 - 25) / 25) / 100)
    assert b["pro"] == pytest.approx(15 * (60 + 40 * (40 - 25) / 25) / 100)
    assert c["pro"] == pytest.approx(15 * 60 / 100)
    assert (a["firms_n"], b["firms_n"]) == pytest.approx((20 * 50 / 80, 20))
    assert [p["calm"] for p in (a, b, c)] == pytest.approx([5, 1, 0])
    # 30/50 = 60% is full; 20/80 = 25% is below the base of 30%.
    assert a["ip"] == pytest.approx(20)
    # b has no figure of graduates: the 45 points of its branch all go by its patents.
    assert b["grad"] == 0.0
    assert b["ip"] == pytest.approx(45 * 0.6 * 25 / 30)
    assert a["grad"] == pytest.approx(25 * 6 / 10)
    # (800 − 500)/800 = 37.5% is above 30%; (600 − 550)/600 = 8.33%.
    assert (a["nonrent"], b["nonrent"]) == pytest.approx((10, 10 * (100 * 50 / 600) / 30))
    # 90, 80, 70, 85 without 90 and 70: 82.5. c has two ratings only.
    assert (a["panel"], c["panel"]) == pytest.approx((5 * 82.5 / 100, 0))
    found = totals(evaluation)
    assert found["a"]["total"] == pytest.approx(
        15 + 12.5 + 5 + 20 + 15 + 10 + 4.13
    )  # 81.625, half up to 81.63
    # 25% of 3 and of 2 units are none: nobody is 优秀, and that is said.
    assert [found[unit]["grade"] for unit in "abcde"] == ["B", "C", "D", "C", "B"]
    assert sum("quota of 优秀" in warning.in_language("en") for warning in evaluation.warnings) == 3
    assert evaluation.outcomes.select("unit", "outcome").rows() == [("c", "取消资格")]


def institutes():
    """Revenue of three years; q reports late and loses, r has too few research staff, s is caught lying."""
    table = {
        "p": ("生物", [8000, 9000, 11520], 1000, 50, 19, 7, 2304, 0, 0, 0, 3),
        "q": ("信息", [9000, 10000, 12100], 4000, 70, 3, 3, 6050, 1, 0, 5, 1),
        "r": ("其他", [None, 5000, 6000], 500, 29, 0, 8, 4500, 0, 0, 0, 0),
        "s": (None, [100, 100, 100], 90, 30, 40, 0, 10, 1, 1, 9, 0),
    }
    names = ["rd", "rds", "pat", "um", "gov", "loss", "fraud", "late", "award"]
    return [
        {"unit": unit, "period": period, "field": field, "income": income, "staff": 100}
        | dict(zip(names, figures, strict=True))
        for unit, (field, incomes, *figures) in table.items()
        for period, income in zip(("2022", "2023", "2024"), incomes, strict=True)
    ]


def test_institutes():
    evaluation = run("institute", institutes())
    found = totals(evaluation)
    # p: 1000/11520 × 1.5 = 13.02%, below the base; 19 + 1 patents; √(11520/8000) − 1 = 20%; 2304/11520 = 20%.
    p = 25 * 0.6 * (100 * 1000 / 11520 * 1.5) / 15 + 12 + 20 + 20 + 20
    assert found["p"]["base"] == pytest.approx(p)
    # Three awards are 30, at most 15, with all bonuses at most 10; the total at most 105.
    assert found["p"]["total"] == pytest.approx(p + 10)
    # q: 39.7% is full; 3 patents on the logarithm; √(12100/9000) − 1 = 15.95% of a large one; 50% is the base.
    q = 25 + 15 + 20 * math.log(4) / math.log(21) + 20 + 20 * 0.6
    assert found["q"]["total"] == pytest.approx(q + 10 - 6)
    # r: the growth is unknown and counts 0; 29% research staff cost a grade, here the lowest already.
    r = 25 * 0.6 * (100 * 500 / 6000) / 15 + 0 + 20 * math.log(3) / math.log(21) + 0 + 20 * 0.6 * 50 / 75
    assert found["r"]["total"] == pytest.approx(r)
    # s: 90% is full, 30% is 8 points, 40 patents are full, no growth, 10%; −8 is capped to −6, then at most 59.
    assert found["s"]["base"] == pytest.approx(25 + 8 + 20 + 0 + 20)
    assert found["s"]["total"] == pytest.approx(59)
    assert {unit: (row["grade"], row["veto"]) for unit, row in found.items()} == {
        "p": ("ex", None),
        "q": ("ex", None),
        "r": ("fail", "few"),
        "s": ("fail", "cheat"),
    }


ZONES = {
    "a": ("东", 5000, 200000, 250, 300, 900),
    "b": ("东", 8000, 260000, 300, 350, 1500),
    "c": ("中", 3000, 150000, 90, 420, 400),
    "d": ("西", 1000, 80000, 20, 260, 90),
    "e": ("西", 1200, 70000, 31, 200, 100),
}


def zones():
    names = ["region", "gdp", "emp", "rd", "energy", "hightech"]
    return [{"unit": unit} | dict(zip(names, figures, strict=True)) for unit, figures in ZONES.items()]


def between(value, field, low=60, high=100):
    return low + (high - low) * (value - min(field)) / (max(field) - min(field))


def test_zones():
    evaluation = run("zone", zones())
    spend = {unit: 100 * rd / gdp for unit, (_, gdp, _, rd, _, _) in ZONES.items()}
    firms = {unit: math.log(1 + row[5]) for unit, row in ZONES.items()}
    output = {unit: 10000 * row[1] / row[2] for unit, row in ZONES.items()}
    thrift = {unit: -row[4] / row[1] for unit, row in ZONES.items()}
    for unit, row in ZONES.items():
        peers = [output[other] for other in ZONES if ZONES[other][0] == row[0]]
        z = 70 + 10 * (spend[unit] - statistics.mean(spend.values())) / statistics.stdev(spend.values())
        create = 0.6 * z + 0.4 * between(firms[unit], firms.values())
        place = 100 * sum(other[1] < row[1] for other in ZONES.values()) / 4
        product = between(output[unit], peers) if len(peers) > 1 else 0
        produce = 0.5 * product + 0.3 * between(thrift[unit], thrift.values()) + 0.2 * place
        assert totals(evaluation)[unit]["total"] == pytest.approx(0.4 * create + 0.6 * produce)
    assert any("no difference between the units" in said.in_language("en") for said in evaluation.warnings)


def firms():
    return [
        {"unit": "t1", "age": "成长", "sales": 10000, "rd": 2900, "inv": 5, "um": 9, "soft": 3, "vc": 500},
        {"unit": "t2", "age": "初创", "sales": 100, "rd": 29, "inv": 1, "um": 0, "soft": 0, "vc": 700},
        {"unit": "t3", "age": "成熟", "sales": 5000, "rd": 250, "inv": 0, "um": 0, "soft": 0, "vc": None},
    ]


def test_innovation_points():
    evaluation = run("innovation_points", firms())
    found = totals(evaluation)
    # t1: 15 + 6 + 1.5 is capped at 20; 29% of sales exactly; 1 亿元; 500 万元.
    assert found["t1"]["total"] == pytest.approx(20 + 40 + 25 + 8)
    # t2, start-up: 70 points by 3/20 and 40/40, 30 by 700 of 1000 万元 raised.
    assert found["t2"]["total"] == pytest.approx(70 * (3 + 40) / 60 + 30 * 0.7)
    assert (found["t2"]["grade"], found["t2"]["grade_name"]) == (None, "起步期")
    # t3, mature: 40 points by 5%, 60 points by 5000 万元 and nothing raised.
    assert found["t3"]["total"] == pytest.approx(40 * 20 / 60 + 60 * 15 / 40)
    assert [found[unit]["grade"] for unit in ("t1", "t3")] == ["a", "b"]


@pytest.mark.parametrize("path", sorted(PRACTICE.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_errors(path):
    assert [str(found) for found in read_scheme(path).findings if found.severity == "error"] == []


def changed(rows):
    """The same units a year later: figures moved, one unit gone, one come, words changed."""
    words = {"初创": "成长", "成长": "成熟", "成熟": "初创"}
    moved = [
        {
            key: words.get(value, value)
            if isinstance(value, str)
            else value
            if value is None or key in {"fraud", "loss"} or key.startswith("expert")
            else math.floor(value * (1.1 + 0.07 * (number + len(key)) % 0.5))
            for key, value in row.items()
        }
        for number, row in enumerate(rows)
    ]
    last = moved[-1]["unit"]
    return [row | {"unit": "new"} if row["unit"] == last else row for row in moved]


@pytest.mark.parametrize(
    ("code", "rows"),
    [("incubator", incubators), ("institute", institutes), ("zone", zones), ("innovation_points", firms)],
)
def test_parts_add_up(code, rows):
    """Contributions and lines add up to each total, and the lines of a comparison to each change, to 1e-9."""
    before, after = run(code, rows()), run(code, changed(rows()))
    for evaluation in (before, after):
        for row in evaluation.totals.to_dicts():
            told = explain(evaluation, row["unit"], row["period"])
            lines = sum(line.points for line in (*told.adjustments, *told.vetoes))
            made = sum(factor.contribution for factor in told.factors) + lines + row["rounding"]
            assert made == pytest.approx(row["total"], rel=1e-9, abs=1e-9)
    change = compare(before, after)
    assert change.entered == ("new",)
    assert len(change.left) == 1
    amounts = dict(change.lines.group_by("unit").agg(pl.col("amount").sum()).iter_rows())
    for row in change.totals.to_dicts():
        assert amounts.get(row["unit"], 0.0) == pytest.approx(row["change"], rel=1e-9, abs=1e-9)
