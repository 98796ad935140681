"""Accepted cases of fault tolerance (容错) in a run: named at its start, kept with its input, given to the engine.

`Run.options["tolerance"]` lists {"case", "unit", "period", "indicators"}; "tolerance_left_out" the same
for indicators that the scheme version does not have.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import polars as pl

from keqiao.engine.evaluation import DataFinding, Panel
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import message
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.providers import AcceptedCase

KEY = "tolerance"
LEFT_OUT = "tolerance_left_out"
COLUMNS = {"case": pl.String, "unit": pl.String, "period": pl.String, "indicator": pl.String}


def options(cases: Iterable[AcceptedCase], scheme: Scheme) -> dict[str, list[dict[str, Any]]]:
    """Return the part of a run's options that names cases; empty where there is none.

    Codes that are no indicator or group of `scheme` are named apart: the run tells them as a warning.
    """
    known = {node.code for node in scheme.walk()}
    cells: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        for key, codes in (
            (KEY, [code for code in case.indicators if code in known]),
            (LEFT_OUT, [code for code in case.indicators if code not in known]),
        ):
            if codes:
                cells.setdefault(key, []).append(
                    {
                        "case": case.code,
                        "unit": case.platform,
                        "period": case.period,
                        "indicators": codes,
                    }
                )
    return cells


def cells(run: Run, panel: Panel, scheme: Scheme) -> tuple[pl.DataFrame, list[DataFinding]]:
    """Return the cells that a run tolerates (case, unit, period, indicator), and what is left out and why: an
    indicator that the scheme does not have, a platform without figures in the period.
    """
    there = set(panel.reported.select("unit", "period").iter_rows())
    rows: list[tuple[str, str, str, str]] = []
    problems = []
    for case in run.options.get(KEY, []):
        unit, period = case["unit"], case["period"]
        if (unit, period) in there:
            rows += [(case["case"], unit, period, code) for code in case["indicators"]]
            continue
        sentence = message(
            "The case of fault tolerance {case} is left out: "
            "the snapshot has no figures of the platform in the period.",
            case=case["case"],
        )
        problems.append(DataFinding("warning", sentence, unit, period))
    for case in run.options.get(LEFT_OUT, []):
        sentence = message(
            "The case of fault tolerance {case} names {codes}, "
            "which this version of the scheme does not have; left out.",
            case=case["case"],
            codes=", ".join(case["indicators"]),
        )
        problems.append(DataFinding("warning", sentence, case["unit"], case["period"]))
    return pl.DataFrame(sorted(rows), schema=COLUMNS, orient="row"), problems


def applied(panel: Panel, kept: pl.DataFrame) -> Panel:
    """Return the panel with the cells of a table as `cells` gives it."""
    cells = kept.select("unit", "period", "indicator").iter_rows()
    return replace(panel, tolerated=frozenset((unit, period, code) for unit, period, code in cells))
