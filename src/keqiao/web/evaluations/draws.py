"""The room's door to the engine of robustness: what is drawn for a run, and the tables that come of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from keqiao import __version__
from keqiao.engine.evaluation import DataError, Panel
from keqiao.engine.robustness import Robustness, RobustnessError, robustness
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.uncertainty import Uncertainty
from keqiao.web.evaluations import evidence, frames
from keqiao.web.evaluations.documents import UNCERTAINTY
from keqiao.web.evaluations.models import Run, RunRobustness
from keqiao.web.jobs.executors import current_executor
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.site.stored_sentences import Wording, wording_of

MOST_PAIRED = 200
"""Above so many platforms no table of pairs is kept: it grows with their square."""

INTERVALS = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "rank": pl.Int64,
    "median": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "best": pl.Float64,
    "worst": pl.Float64,
    "first": pl.Float64,
    "grade": pl.String,
    "kept": pl.Float64,
    "border": pl.Boolean,
}
ACCEPTABILITY = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "rank": pl.Int64,
    "share": pl.Float64,
}
GRADES = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "grade": pl.String,
    "share": pl.Float64,
}
PAIRS = {
    "period": pl.String,
    "basis": pl.String,
    "unit": pl.String,
    "other": pl.String,
    "share": pl.Float64,
}
TABLES: Mapping[str, Mapping[str, Any]] = {
    "intervals": INTERVALS,
    "acceptability": ACCEPTABILITY,
    "grades": GRADES,
    "pairs": PAIRS,
}


@dataclass(frozen=True)
class Specification:
    """What is drawn and how it is read: number of draws, the central share that an interval holds, the share of draws
    below which a kept grade is borderline, the uncertain factors, and whether the scheme declares them.

    It is chosen once, when a run is first drawn, and kept with what came of it; whoever draws again reads it there.
    """

    draws: int
    interval: float
    border: float
    uncertainty: Uncertainty
    declared: bool = False
    documents: Mapping[str, str] = field(default_factory=dict)
    """The version of the document that says it."""

    @property
    def factors(self) -> list[dict[str, Any]]:
        """The factors as they are kept."""
        return [_plain(factor) for factor in self.uncertainty.factors]


def specification(run: Run, scheme: Scheme) -> Specification:
    """Return what is drawn for a run: as it was kept when it was first drawn, else as :func:`chosen`."""
    stored = RunRobustness.objects.filter(run=run).first() if run.pk else None
    return chosen(scheme) if stored is None else stored_specification(stored)


def chosen(scheme: Scheme) -> Specification:
    """Return what is drawn for a scheme: its own factors, else those of the document in force, which says how often."""
    with noted() as documents:
        given = UNCERTAINTY.in_force()
    return Specification(
        given.draws,
        given.interval,
        given.border,
        scheme.uncertainty or Uncertainty(factors=given.factors),
        scheme.uncertainty is not None,
        documents,
    )


def stored_specification(stored: RunRobustness) -> Specification:
    """Return the specification by which stored intervals were drawn."""
    return Specification(
        stored.draws,
        stored.interval,
        stored.border,
        Uncertainty.model_validate({"factors": stored.factors}),
        stored.declared,
        stored.documents,
    )


@dataclass(frozen=True)
class RunDraws:
    """What was drawn for a run and came of it; `refusals` are the reasons where there are no intervals."""

    seed: int
    by: Specification
    tables: Mapping[str, pl.DataFrame]
    refusals: list[Wording]
    engine_version: str

    @property
    def digest(self) -> str:
        """SHA-256 of tables, factors, seed and number of draws."""
        about = json.dumps([self.seed, self.by.draws, self.by.factors, self.refusals], sort_keys=True)
        return frames.digest({**self.tables, "about": pl.DataFrame({"about": [about]})})


def draw(
    run: Run,
    scheme: Scheme,
    panel: Panel,
    tell: Callable[[float], None] = lambda _share: None,
    *,
    by: Specification | None = None,
    grades: pl.DataFrame | None = None,
) -> RunDraws:
    """Draw what is uncertain from the run's seed, for every period and basis; the same run gives the same tables.

    `panel` is what the run read, `by` what is drawn (None: :func:`specification`), `grades` those of the evidence
    behind its figures where the scheme asks for them. A period that cannot be drawn (nothing would vary, a
    configuration that the data do not allow) is left out and its reason kept. `tell` hears the share done and may raise
    to stop.
    """
    by = by or specification(run, scheme)
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    refusals: list[Wording] = []
    todo = [(period, basis) for period in run.periods for basis in run.bases]
    for number, (period, basis) in enumerate(todo):
        tell(number / len(todo))
        try:
            result = robustness(
                scheme,
                panel,
                by.uncertainty,
                draws=by.draws,
                seed=run.seed,
                executor=current_executor(),
                period=period,
                basis=basis,
                evidence=None if grades is None else evidence.of_figures(grades, period, basis),
            )
        except RobustnessError as error:
            refusals.append(wording_of(error.message) | {"about": period})
            continue
        except DataError as error:
            refusals += [wording_of(problem.message) | {"about": period} for problem in error.errors[:20]]
            continue
        for name, frame in _tables(result, by).items():
            key = [pl.lit(period).alias("period"), pl.lit(basis).alias("basis")]
            parts[name].append(_shaped(frame.with_columns(key), TABLES[name]))
    tables = {
        name: pl.concat(parts[name]) if parts[name] else pl.DataFrame(schema=dict(shape))
        for name, shape in TABLES.items()
    }
    return RunDraws(run.seed, by, tables, refusals, __version__)


def _plain(factor: Any) -> dict[str, Any]:
    """A factor as the scheme would write it, what it leaves out left out."""
    written: dict[str, Any] = factor.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"factor": factor.factor, **written}


def _tables(result: Robustness, by: Specification) -> dict[str, pl.DataFrame]:
    return {
        "intervals": result.ranks(by.interval, by.border),
        "acceptability": result.acceptability(),
        "grades": result.grades() if result.replicator.grades else pl.DataFrame(schema=GRADES),
        "pairs": _pairs(result.units, result.pairwise)
        if len(result.units) <= MOST_PAIRED
        else pl.DataFrame(),
    }


def _pairs(units: Sequence[str], shares: Any) -> pl.DataFrame:
    count = len(units)
    return pl.DataFrame(
        {
            "unit": [unit for unit in units for _ in range(count)],
            "other": list(units) * count,
            "share": shares.ravel(),
        },
        schema={name: kind for name, kind in PAIRS.items() if name not in {"period", "basis"}},
    ).filter(pl.col("unit") != pl.col("other"))


def _shaped(frame: pl.DataFrame, shape: Mapping[str, Any]) -> pl.DataFrame:
    """The columns of `shape` in its order and types; one that a scheme without grades does not give is empty."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in shape.items()
    )
