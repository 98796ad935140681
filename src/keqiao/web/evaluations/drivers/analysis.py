"""The figures behind "what decides", computed from the stored input of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from keqiao.engine.evaluation import DataError, Panel
from keqiao.engine.robustness import (
    DrawnDesign,
    RobustnessError,
    Sensitivity,
    grade_margins,
    leave_one_out,
    sensitivity,
    single_weight_changes,
    swap_margins,
    winner_margins,
)
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.uncertainty import ErrorFactor, Uncertainty
from keqiao.language import Message
from keqiao.web.evaluations import computation, draws, evidence, selectors
from keqiao.web.evaluations.drivers.questions import FactorQuestion, factor_questions
from keqiao.web.evaluations.models import Run

SAMPLES = 1024
"""Samples of Saltelli's design; every factor needs as many evaluations, and two more times as many."""
MOST_CELLS = 8_000_000
"""Evaluations × platforms; with more platforms fewer samples are drawn."""
LEAST_SAMPLES = 128


@dataclass(frozen=True)
class FactorShares:
    """Which factor has which part in the shifts of rank; ``refusal`` says why there is none."""

    questions: tuple[FactorQuestion, ...] = ()
    sensitivity: Sensitivity | None = None
    refusal: Message | None = None


@dataclass(frozen=True)
class RankDrivers:
    """What decides the ranks of one period and basis. Frames as the engine gives them."""

    shares: FactorShares
    without: pl.DataFrame
    """By node left out: shift, most, changed, first."""
    changes: pl.DataFrame
    """The least change of each single weight: event, unit, other, node, factor."""
    winner: pl.DataFrame
    swaps: pl.DataFrame
    thresholds: pl.DataFrame


def deciders(run: Run, period: str, basis: str) -> RankDrivers:
    """Return what decides the ranks of a finished run: seconds of work, see ``stored``. Raises RobustnessError,
    DataError, NoResult.
    """
    scheme = computation.scheme_of(run.scheme)
    kept = selectors.stored_frames(run, *computation.INPUTS)
    graded = evidence.kept_with(kept, period, basis)
    return compute(
        scheme,
        computation.panel_of(kept),
        period=period,
        basis=basis,
        seed=run.seed,
        evidence_grades=graded,
        uncertain=draws.specification(run, scheme).uncertainty,
    )


def compute(
    scheme: Scheme,
    panel: Panel,
    *,
    period: str,
    basis: str,
    seed: int,
    evidence_grades: Mapping[tuple[str, str], str] | None = None,
    uncertain: Uncertainty | None = None,
) -> RankDrivers:
    """Return what decides; the same seed gives the same figures. `evidence_grades`: (measure, unit) → grade;
    `uncertain`: what is drawn, None for what the scheme and uncertain.yaml say.
    """
    uncertain = uncertain or draws.chosen(scheme).uncertainty
    return RankDrivers(
        _shares(scheme, panel, uncertain, period, basis, seed, evidence_grades),
        leave_one_out(scheme, panel, period=period, basis=basis)[0],
        single_weight_changes(scheme, panel, period=period, basis=basis),
        winner_margins(scheme, panel, period=period, basis=basis),
        swap_margins(scheme, panel, period=period, basis=basis),
        grade_margins(scheme, panel, period=period, basis=basis),
    )


def _shares(  # noqa: PLR0917 - what a draw is made of
    scheme: Scheme,
    panel: Panel,
    uncertain: Uncertainty,
    period: str,
    basis: str,
    seed: int,
    evidence_grades: Mapping[tuple[str, str], str] | None = None,
) -> FactorShares:
    drawn, questions = factor_questions(scheme, uncertain)
    units = panel.reported.filter(pl.col("period") == period).height
    most = MOST_CELLS // max(1, units * (len(questions) + 2))
    if any(isinstance(factor, ErrorFactor) for factor in uncertain.factors):
        # With errors of measurement every evaluation runs through all stages, a hundred times as long.
        most = LEAST_SAMPLES
    samples = max(LEAST_SAMPLES, min(SAMPLES, most))
    try:
        design = DrawnDesign(
            scheme, panel, drawn, draws=samples, seed=seed, period=period, evidence=evidence_grades
        )
        result = sensitivity(scheme, panel, design, samples=samples, period=period, basis=basis)
    except RobustnessError as error:
        return FactorShares(tuple(questions), refusal=error.message)
    except DataError as error:
        return FactorShares(tuple(questions), refusal=error.errors[0].message)
    return FactorShares(tuple(questions), result)
