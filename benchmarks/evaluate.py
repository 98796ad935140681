"""How long an evaluation takes, beside a plain Polars script that does the same by hand.

    python benchmarks/evaluate.py                 # everything
    python benchmarks/evaluate.py --quick         # fewer units and repetitions, to see that it runs

1. 100 000 units by the default scheme, every stage in long form, against ``by_hand`` below: the same
stages, the same frames, checked to agree to 1e-9. Each runs in its own process, which reports its median
time and the peak of its memory. 2. Cost by the number of units and of indicators: it should grow in
proportion. 3. The ASEM index of the JRC from raw figures to ranks (needs ../shared/reference).
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.schemes import Scheme, load_scheme, packaged

HERE = Path(__file__).resolve()
ROOT = HERE.parents[1]
ASEM_SCHEME = ROOT / "tests/engine/evaluation/schemes/asem.yaml"
ASEM_DATA = ROOT.parent / "shared/reference/asem/iData_raw.csv"
PERIOD, BASIS = "2024", "reported"


# -- data ------------------------------------------------------------------------------------------------------


def figures(units: int, seed: int = 20241031) -> pl.DataFrame:
    """Invented figures for the default scheme, with gaps, indicators that do not apply, start-ups and a
    few vetoes."""
    random = np.random.default_rng(seed)
    columns: dict[str, object] = {
        "unit": [f"P{number:07d}" for number in range(units)],
        "period": [PERIOD] * units,
        "platform_type": random.choice(["研发型", "孵化转化型", "产业服务型", "综合型"], units),
    }
    sizes = {
        "operating_years": 6,
        "rd_fte": 120,
        "patents_invention_granted": 14,
        "patents_invention_valid": 80,
        "patents_invention_transferred": 15,
        "total_expenditure": 2000,
        "rd_expenditure": 1000,
        "market_income": 1200,
        "qualification_points": 6,
        "rd_headcount": 140,
        "rd_doctors": 30,
        "rd_masters": 60,
        "talent_site_months": 50,
        "new_incubated_firms": 4,
        "incubated_firms": 40,
        "certified_firms": 14,
        "firms_reaching_3y": 12,
        "firms_surviving_3y": 9,
        "equity_stakes": 4,
        "gates_reviewed": 6,
        "gates_passed": 4,
        "trl_gain": 1.2,
        "needs_accepted": 10,
        "needs_fulfilled": 5,
        "firms_served": 40,
        "plan_fulfilment": 80,
        "late_returns": 0.4,
        "national_recognitions": 0.3,
        "serious_incidents": 0.01,
        "insured_employment": 400,
        "platform_tax": 500,
        "incubated_tax": 700,
        "service_satisfaction": 80,
        "representative_results_rating": 75,
    }
    for measure in load_scheme(packaged()["three_pillar"]).measures:
        values = random.gamma(2.0, sizes.get(measure.code, 1500) / 2.0, units)
        if measure.type == "count":
            values = np.floor(values)
        if measure.maximum is not None:
            values = np.minimum(values, measure.maximum)
        if measure.blank != "zero" and measure.code != "operating_years":
            values[random.random(units) < 0.01] = np.nan
        columns[measure.code] = pl.Series(values, nan_to_null=True)
    return pl.DataFrame(columns)


def many(units: int, indicators: int, seed: int = 1) -> tuple[Scheme, pl.DataFrame]:
    """A scheme of so many indicators like those of the default one, and figures for it."""
    random = np.random.default_rng(seed)
    children = [
        {
            "code": f"i{number}",
            "name": f"i{number}",
            "weight": 1,
            "formula": f"100 * a{number} / NULLIF(b{number}, 0)",
            "score": {"rule": "linear", "base": 0, "full": 200, "transform": "log1p"},
        }
        for number in range(indicators)
    ]
    half = indicators // 2
    tree = [
        {"code": code, "name": code, "weight": 1, "children": part}
        for code, part in (("A", children[:half]), ("B", children[half:]))
    ]
    codes = [f"{letter}{number}" for number in range(indicators) for letter in "ab"]
    scheme = Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "measures": [{"code": code, "name": code} for code in codes],
            "indicators": tree,
        }
    )
    frame = pl.DataFrame(
        {"unit": [f"P{number:07d}" for number in range(units)], "period": [PERIOD] * units}
        | {code: random.gamma(2.0, 50.0, units) for code in codes}
    )
    return scheme, frame


# -- the same by hand ------------------------------------------------------------------------------------------

c = pl.col


def percent(part: pl.Expr, whole: str) -> pl.Expr:
    """100 × part ÷ whole, missing where the whole is 0."""
    return pl.when(c(whole) != 0).then(100 * part / c(whole))


def linear(base: float, full: float) -> Callable[[pl.Expr], pl.Expr]:
    return lambda x: ((x - base) / (full - base)).clip(0, 1) * 100


def log1p(full: float) -> Callable[[pl.Expr], pl.Expr]:
    return lambda x: (x.log1p() / float(np.log1p(full))).clip(0, 1) * 100


PLAN = c("plan_fulfilment")
STARTUP = c("operating_years") < 3
# code: (value, score, condition to apply)
INDICATORS: dict[str, tuple[pl.Expr, Callable[[pl.Expr], pl.Expr], pl.Expr | None]] = {
    "A1": (percent(c("patents_invention_granted"), "rd_fte"), linear(0, 20), None),
    "A2": (percent(c("patents_invention_transferred"), "patents_invention_valid"), linear(0, 30), None),
    "A3": (c("project_receipts_weighted"), log1p(1500), None),
    "A4": (percent(c("rd_expenditure"), "total_expenditure"), linear(20, 70), None),
    "A5": (percent(c("rd_doctors") + c("rd_masters"), "rd_headcount"), linear(30, 80), None),
    "A6": (c("talent_site_months"), lambda x: (x.sqrt() / 96**0.5).clip(0, 1) * 100, None),
    "A7": (c("representative_results_rating"), linear(0, 100), None),
    "A8": (c("qualification_points"), linear(0, 10), None),
    "B1": (c("new_incubated_firms"), log1p(5), None),
    "B2": (percent(c("firms_surviving_3y"), "firms_reaching_3y"), linear(50, 95), c("firms_reaching_3y") > 0),
    "B3_amount": (c("incubated_revenue"), log1p(30000), None),
    "B3_growth": (
        percent(c("incubated_revenue") - c("incubated_revenue_previous"), "incubated_revenue_previous"),
        linear(0, 30),
        c("incubated_revenue_previous") > 0,
    ),
    "B4": (c("incubated_equity_funding"), log1p(5000), None),
    "B5": (percent(c("certified_firms"), "incubated_firms"), linear(10, 60), None),
    "B6_firms": (c("equity_stakes"), log1p(6), None),
    "B6_value": (c("equity_stake_value"), log1p(1000), None),
    "B7_gates": (percent(c("gates_passed"), "gates_reviewed"), linear(30, 80), c("gates_reviewed") > 0),
    "B7_trl": (c("trl_gain"), linear(0, 2), None),
    "B8": (percent(c("needs_fulfilled"), "needs_accepted"), linear(20, 70), c("needs_accepted") > 0),
    "C1": (c("local_contract_amount"), log1p(3000), None),
    "C2": (percent(c("market_income"), "total_expenditure"), linear(20, 100), None),
    "C3": (c("platform_tax") + c("incubated_tax"), log1p(2000), None),
    "C4_firms": (c("firms_served"), log1p(60), None),
    "C4_satisfaction": (c("service_satisfaction"), linear(60, 95), None),
    "C5": (c("insured_employment"), log1p(600), None),
    "C6": (
        pl.when(c("fiscal_funding") != 0).then(c("non_fiscal_funding") / c("fiscal_funding")),
        linear(0.5, 3),
        c("fiscal_funding") > 0,
    ),
    "C7": (
        percent(c("cluster_contract_amount"), "contract_amount"),
        linear(30, 90),
        c("contract_amount") > 0,
    ),
}
REPLACED = ("B2", "B5", "C3")
DIVIDES = {
    "A1": "rd_fte",
    "A2": "patents_invention_valid",
    "A4": "total_expenditure",
    "A5": "rd_headcount",
    "B2": "firms_reaching_3y",
    "B3_growth": "incubated_revenue_previous",
    "B5": "incubated_firms",
    "B7_gates": "gates_reviewed",
    "B8": "needs_accepted",
    "C2": "total_expenditure",
    "C6": "fiscal_funding",
    "C7": "contract_amount",
}
TREE: dict[str, dict[str, float]] = {
    "A": {"A1": 6, "A2": 4, "A3": 6, "A4": 4, "A5": 3, "A6": 4, "A7": 5, "A8": 3},
    "B": {"B1": 4, "B2": 4, "B3": 6, "B4": 5, "B5": 5, "B6": 4, "B7": 4, "B8": 3},
    "B3": {"B3_amount": 3, "B3_growth": 3},
    "B6": {"B6_firms": 2, "B6_value": 2},
    "B7": {"B7_gates": 2, "B7_trl": 2},
    "C": {"C1": 6, "C2": 6, "C3": 6, "C4": 4, "C5": 3, "C6": 3, "C7": 2},
    "C4": {"C4_firms": 2, "C4_satisfaction": 2},
}
SUB = ("B3", "B6", "B7", "C4")
PILLARS = {
    "研发型": (45, 30, 25),
    "孵化转化型": (25, 45, 30),
    "产业服务型": (25, 30, 45),
    "综合型": (35, 35, 30),
}


def join(frame: pl.LazyFrame, branches: tuple[str, ...]) -> pl.LazyFrame:
    """Local weights without the children that do not apply, and the branches' scores."""
    for branch in branches:
        children = TREE[branch]
        present = {
            child: pl.when(c(f"s:{child}").is_not_null()).then(float(weight)).otherwise(0.0)
            for child, weight in children.items()
        }
        total = pl.sum_horizontal(present.values())
        frame = frame.with_columns(
            pl.when(total > 0).then(weight / total).otherwise(0.0).alias(f"l:{child}")
            for child, weight in present.items()
        ).with_columns(
            pl.when(total > 0)
            .then(pl.sum_horizontal(c(f"l:{child}") * c(f"s:{child}") for child in children))
            .alias(f"s:{branch}")
        )
    return frame


def by_hand(data: pl.DataFrame) -> dict[str, pl.DataFrame]:  # noqa: PLR0915
    """The default scheme as an analyst would write it: one wide table, then the long frames."""
    values, stages, scored = [], [], []
    startup = STARTUP.fill_null(False)
    for code, (value, score, applies) in INDICATORS.items():
        held = c(f"r:{code}")
        if code in REPLACED:
            value = pl.when(startup).then(PLAN).otherwise(value)  # noqa: PLW2901
            fulfilled = (held / 100).clip(0, 1) * 100
            result = pl.when(startup).then(fulfilled).otherwise(score(held))
        else:
            result = score(held.clip(upper_bound=70) if code == "A4" else held)
        out = None if applies is None else ~applies.fill_null(True)
        if out is not None and code in REPLACED:
            out = out & ~startup
        values.append(value.alias(f"r:{code}"))
        missing, zero = held.is_null(), pl.lit(False)
        if code in DIVIDES:
            zero = (c(DIVIDES[code]) == 0).fill_null(False)
            if code in REPLACED:
                zero = zero & ~startup
        result = result.fill_null(0.0)
        words = (
            [pl.when(missing).then(pl.lit("missing"))]
            if out is None
            else [
                pl.when(missing & ~out).then(pl.lit("missing")),
                pl.when(out).then(pl.lit("not_applicable redistributed")),
            ]
        )
        if code == "A4":
            words.append(pl.when(held > 70).then(pl.lit("capped")))
        if code in DIVIDES:
            words.append(pl.when(zero).then(pl.lit("division_by_zero")))
        if code in REPLACED:
            words.append(pl.when(startup).then(pl.lit("variant")))
        flags = pl.concat_str(words, separator=" ", ignore_nulls=True).alias(f"f:{code}")
        scored.append((result if out is None else pl.when(~out).then(result)).alias(f"s:{code}"))
        if code == "A4":
            stages.append(held.clip(upper_bound=70).alias("t:A4"))
        elif out is not None:
            stages.append(pl.when(~out).then(held).alias(f"t:{code}"))
        stages.append(flags)
    frame = data.lazy().with_columns(values).with_columns(scored + stages)
    frame = join(frame, SUB)
    frame = join(frame, ("A", "B", "C"))
    kind = c("platform_type")
    frame = frame.with_columns(
        kind.replace_strict(
            {word: float(three[place]) for word, three in PILLARS.items()}, default=float(written)
        ).alias(f"w:{pillar}")
        for place, (pillar, written) in enumerate((("A", 35), ("B", 35), ("C", 30)))
    )
    for branch in ("A", "B", "C", *SUB):
        frame = frame.with_columns(
            (c(f"w:{branch}") * c(f"l:{child}")).alias(f"w:{child}") for child in TREE[branch]
        )
    nodes = [*TREE]
    frame = frame.with_columns(
        (c(f"w:{code}") * c(f"s:{code}") / 100).fill_null(0.0).alias(f"c:{code}")
        for code in [*INDICATORS, *nodes]
    )
    bonus = (2 * c("national_recognitions")).clip(upper_bound=5).fill_null(0.0)
    late = (-c("late_returns").fill_null(0.0)).clip(lower_bound=-5)
    frame = frame.with_columns(base=c("c:A") + c("c:B") + c("c:C"), bonus=bonus, late=late)
    frame = frame.with_columns(before=c("base") + c("bonus") + c("late"))
    frame = frame.with_columns(bounds=c("before").clip(0, 105) - c("before"))
    frame = frame.with_columns(
        adjustment=c("bonus") + c("late") + c("bounds"), exact=c("before") + c("bounds")
    ).with_columns(total=((c("exact") * 100 + 0.5 + 1e-9).floor() / 100))
    frame = frame.with_columns(
        rank=c("total").rank("min", descending=True).cast(pl.Int64),
        startup=startup,
        vetoed=(c("serious_incidents") > 0).fill_null(False),
    )
    frame = frame.with_columns(candidate=~c("vetoed") & ~c("startup"))
    places = (pl.len() * 0.3).round(9).floor()
    excellent = c("candidate") & (c("total") >= 85)
    frame = frame.with_columns(
        top=excellent & (pl.when(excellent).then(c("total")).rank("min", descending=True) <= places)
    )
    frame = frame.with_columns(
        grade=pl.when(c("vetoed"))
        .then(pl.lit("fail"))
        .when(c("startup"))
        .then(None)
        .when("top")
        .then(pl.lit("excellent"))
        .when(c("total") >= 75)
        .then(pl.lit("good"))
        .when(c("total") >= 60)
        .then(pl.lit("pass"))
        .otherwise(pl.lit("fail")),
        complete=pl.mean_horizontal(
            pl.when(c(f"s:{code}").is_not_null()).then(c(f"r:{code}").is_not_null().cast(pl.Float64))
            for code in INDICATORS
        ),
    )
    wide = frame.collect()
    names = {
        "excellent": ("优秀", "Excellent"),
        "good": ("良好", "Good"),
        "pass": ("合格", "Pass"),
        "fail": ("不合格", "Fail"),
    }
    keys = wide.select("period", pl.lit(BASIS).alias("basis"), "unit")
    indicators = []
    for code in INDICATORS:
        treated = f"t:{code}" if f"t:{code}" in wide.columns else f"r:{code}"
        raw = wide[f"r:{code}"]
        indicators.append(
            keys.with_columns(
                pl.lit(code).alias("indicator"),
                raw.alias("raw"),
                raw.alias("denominated"),
                raw.alias("imputed"),
                wide[treated].alias("treated"),
                wide[f"s:{code}"].alias("score"),
                wide[f"w:{code}"].alias("weight"),
                wide[f"c:{code}"].alias("contribution"),
                wide[f"f:{code}"].alias("flags"),
            )
        )
    node_parts = [
        keys.with_columns(
            pl.lit(code).alias("node"),
            wide[f"s:{code}"].alias("score"),
            wide[f"w:{code}"].alias("weight"),
            wide[f"c:{code}"].alias("contribution"),
        )
        for code in sorted(nodes)
    ]
    shown = pl.when(c("grade").is_null()).then(pl.lit("起步期"))
    totals = wide.select(
        "period",
        pl.lit(BASIS).alias("basis"),
        "unit",
        c("unit").alias("name"),
        c("platform_type").alias("profile"),
        pl.when("startup").then(pl.lit("startup")).alias("variant"),
        "base",
        "adjustment",
        (c("total") - c("exact")).alias("rounding"),
        "total",
        "rank",
        pl.lit(None, pl.Int64).alias("rank_in_group"),
        "grade",
        shown.otherwise(c("grade").replace_strict({k: v[0] for k, v in names.items()}, default=None)).alias(
            "grade_name"
        ),
        pl.when(c("grade").is_null())
        .then(pl.lit("Start-up"))
        .otherwise(c("grade").replace_strict({k: v[1] for k, v in names.items()}, default=None))
        .alias("grade_name_en"),
        pl.when("vetoed").then(pl.lit("misconduct")).alias("veto"),
        pl.lit(False).alias("screened"),
        "complete",
    )
    lines = [
        keys.with_columns(
            pl.lit(kind).alias("kind"), pl.lit(code).alias("code"), wide[column].alias("points")
        ).filter(c("points") != 0)
        for kind, code, column in (
            ("bonus", "recognition", "bonus"),
            ("deduction", "late", "late"),
            ("bounds", "total", "bounds"),
        )
    ]
    return {
        "indicators": pl.concat(indicators, rechunk=False),
        "nodes": pl.concat(node_parts, rechunk=False),
        "totals": totals,
        "adjustments": pl.concat(lines),
    }


def by_engine(data: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The same by the engine, the reading of the figures included."""
    scheme = load_default()
    return evaluate(scheme, Panel.from_frame(scheme, data)).frames


_default: list[Scheme] = []


def load_default() -> Scheme:
    if not _default:
        _default.append(load_scheme(packaged()["three_pillar"]))
    return _default[0]


def differences(ours: dict[str, pl.DataFrame], theirs: dict[str, pl.DataFrame]) -> tuple[float, list[str]]:
    """The greatest difference of any figure, and the columns whose texts or gaps differ."""
    worst, wrong = 0.0, []
    for name, hand in theirs.items():
        engine = ours[name]
        if engine.columns != hand.columns or engine.height != hand.height:
            wrong.append(f"{name}: {engine.columns} × {engine.height} against {hand.columns} × {hand.height}")
            continue
        for column in hand.columns:
            a, b = engine[column], hand[column]
            if a.dtype == pl.Float64:
                if not (a.is_null() == b.is_null()).all():
                    wrong.append(f"{name}.{column} (gaps)")
                difference = (a - b).abs().max()
                worst = max(worst, float(difference or 0.0))  # type: ignore[arg-type]
            elif not a.eq_missing(b).all():
                wrong.append(f"{name}.{column}")
    return worst, wrong


# -- measuring -------------------------------------------------------------------------------------------------


def child(what: str, units: int, indicators: int, repeat: int) -> None:
    """Run one thing several times and print its median seconds and this process's peak memory as JSON."""
    if what == "many":
        scheme, data = many(units, indicators)
        work: Callable[[], object] = lambda: evaluate(scheme, Panel.from_frame(scheme, data))  # noqa: E731
    elif what == "data":
        data = figures(units)
        work = lambda: None  # noqa: E731
    else:
        data = figures(units)
        function = {"engine": by_engine, "hand": by_hand}[what]
        work = lambda: function(data)  # noqa: E731
    times = []
    work()
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"median": statistics.median(times), "least": min(times), "peak": peak}))


def measured(what: str, units: int, indicators: int = 0, repeat: int = 7) -> dict[str, float]:
    """Run ``child`` in a process of its own."""
    command = [sys.executable, str(HERE), "--child", what, str(units), str(indicators), str(repeat)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def asem(repeat: int) -> float | None:
    """Median seconds from the raw figures of the ASEM index to its ranks; None where the data are not
    there."""
    if not ASEM_DATA.exists():
        return None
    scheme = load_scheme(ASEM_SCHEME)
    data = pl.read_csv(ASEM_DATA, null_values=["NA", ""], infer_schema_length=None)
    panel = Panel.from_frame(scheme, data.rename({"uCode": "unit", "uName": "name", "Time": "period"}))
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        evaluate(scheme, panel)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> int:
    """Print every table; exit code 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], *(int(value) for value in options.child[1:]))
        return 0
    units, repeat = (10_000, 3) if options.quick else (100_000, 7)
    ok = True

    sample = figures(min(units, 20_000))
    worst, wrong = differences(by_engine(sample), by_hand(sample))
    print(
        f"agreement on {sample.height} units: greatest difference {worst:.1e}, columns that differ: {wrong or 'none'}"
    )
    ok &= worst < 1e-9 and not wrong

    runs: dict[str, list[dict[str, float]]] = {"engine": [], "hand": []}
    for _ in range(1 if options.quick else 3):
        for what, found in runs.items():
            found.append(measured(what, units, repeat=repeat))
    print(f"\n{units:,} units by the default scheme, every stage in long form")
    print(f"{'':14}{'median s':>10}{'least s':>10}{'peak MiB':>10}")
    medians = {}
    for what, found in runs.items():
        medians[what] = statistics.median(run["median"] for run in found)
        least, peak = min(run["least"] for run in found), max(run["peak"] for run in found)
        print(f"{what:14}{medians[what]:10.3f}{least:10.3f}{peak:10.0f}")
        ok &= what != "engine" or peak < 1024
    ratio = medians["engine"] / medians["hand"]
    print(f"engine ÷ by hand: {ratio:.2f}  (to be at most 1.5)")
    ok &= ratio <= 1.5

    sizes = (2_500, 5_000) if options.quick else (25_000, 50_000, 100_000, 200_000)
    counts = (10, 23, 46)
    print("\nseconds by units and indicators (microseconds per unit and indicator)")
    print(f"{'units':>10}" + "".join(f"{count:>18}" for count in counts))
    for size in sizes:
        cells = []
        for count in counts:
            median = measured("many", size, count, max(3, repeat - 2))["median"]
            cells.append(f"{median:10.3f} ({median / size / count * 1e6:5.3f})")
        print(f"{size:>10,}" + "".join(f"{cell:>18}" for cell in cells))

    chain = asem(20 if options.quick else 200)
    if chain is None:
        print("\nASEM: the reference data are not there")
    else:
        print(
            "\nASEM index, 51 units × 49 indicators, raw figures to ranks: "
            f"median {chain * 1e3:.2f} ms  (to be at most 5)"
        )
        ok &= chain <= 0.005
    print("\nall bounds kept" if ok else "\nA BOUND IS NOT KEPT")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
