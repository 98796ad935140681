"""The room's door to the engine: check a scheme text, compute a run, read a stored result back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import polars as pl
from django.utils.translation import gettext_noop

from keqiao import __version__
from keqiao.engine.documents import DocumentReading
from keqiao.engine.evaluation import DataError, DataFinding, Evaluation, Panel, evaluate
from keqiao.engine.evaluation.measures import complete
from keqiao.engine.evaluation.plan import plan_of
from keqiao.engine.schemes import Scheme, SchemeError, load_scheme, read_scheme
from keqiao.language import Message, message
from keqiao.web.evaluations import evidence, frames, inputs, tolerated_cells
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.evaluations.panels import PanelRefused, panel, periods_read
from keqiao.web.jobs.progress import Watcher
from keqiao.web.site.stored_sentences import Wording, sentence, wording_of

REPORTED, VERIFIED = "input_reported", "input_verified"
"""Names under which a run keeps the figures it read."""

TOLERANCE = "input_tolerance"
"""The name under which a run keeps its accepted cases of fault tolerance: case, unit, period, indicator. A run without
any has no such table, so that its digest is what it always was."""

DERIVED = "input_derived"
"""The name under which a run that reads verified figures keeps the measures whose verified figure comes from verified
rows of registers: where it is missing it stays missing."""

INPUTS = (REPORTED, VERIFIED, DERIVED, TOLERANCE, evidence.NAME)
"""Everything that was read from outside, for those who compute on it again (draws, attempts)."""

ALWAYS = ("indicators", "nodes", "totals", "adjustments", "outcomes", "weightings")
TOLERATED = ("tolerance", "own")
"""Tables that the engine gives only where there are cases."""

RESULTS = (*ALWAYS, *TOLERATED)
"""Names of the engine's tables."""

STEPS = {
    "Reading the figures": gettext_noop("Reading the figures"),
    "Treating outliers": gettext_noop("Treating outliers"),
    "Scoring": gettext_noop("Scoring"),
    "Weighing": gettext_noop("Weighing"),
    "Grading": gettext_noop("Grading"),
    "Writing the results": gettext_noop("Writing the results"),
}
"""The engine's steps as the job page translates them."""


class NoResult(ValueError):
    """There is nothing to evaluate; `messages` say why."""

    def __init__(self, *messages: Message) -> None:
        self.messages = messages
        super().__init__("; ".join(str(text) for text in messages))


@dataclass(frozen=True)
class TotalRow:
    """The total of one platform as it is kept relationally."""

    unit: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class ComputedRun:
    """A computed run before it is stored."""

    frames: Mapping[str, pl.DataFrame]
    totals: Sequence[TotalRow]
    digest: str
    input_digest: str
    engine_version: str
    warnings: list[Wording]

    @property
    def unit_codes(self) -> set[str]:
        """Codes of the platforms evaluated."""
        return {row.unit for row in self.totals}


def checked(yaml_text: str, name: str = "scheme.yaml") -> DocumentReading[Scheme]:
    """Return a scheme text read and checked; never raises for what it holds."""
    # As bytes: a short text would be taken for the path of a file on the server.
    return read_scheme(yaml_text.encode("utf-8", "surrogatepass"), name)


def scheme_of(version: SchemeVersion) -> Scheme:
    """Return the scheme of a stored version. Raises NoResult where its text is no valid scheme any more."""
    try:
        return _scheme(version.fingerprint, version.yaml_text)
    except SchemeError as error:
        raise NoResult(
            *(finding.message for finding in error.findings if finding.severity == "error")
        ) from error


@lru_cache(maxsize=64)
def _scheme(_fingerprint: str, text: str) -> Scheme:
    return load_scheme(text.encode(), "scheme.yaml")


def input_of(run: Run, scheme: Scheme) -> tuple[Panel, pl.DataFrame]:
    """Return the panel that a run reads, from its snapshot, and the platforms as they stood."""
    platforms = inputs.units_of(run)
    if platforms.height == 0:
        raise NoResult(message("The snapshot holds no figure of any platform. Freeze one that does."))
    periods = periods_read(scheme, run.periods, run.snapshot.periods)
    made = panel(
        scheme,
        inputs.unit_rows(platforms, scheme),
        inputs.figure_rows(run.snapshot, scheme, periods),
        periods,
        with_verified=run.basis != Run.Basis.REPORTED,
    )
    return _standing_alone(made, run, scheme), platforms


def _standing_alone(made: Panel, run: Run, scheme: Scheme) -> Panel:
    """Return the panel in which verified figures derived from registers never fall back to the reported ones.

    A run on the verified basis alone does not read the reported ones at all, so its data file says the same anywhere.
    """
    if made.verified is None:
        return made
    alone = inputs.derived_measures(run.snapshot, scheme) & set(made.verified.columns)
    reported = made.reported
    if run.basis == Run.Basis.VERIFIED:
        reported = reported.with_columns(made.verified[code] for code in sorted(alone))
    return replace(made, reported=reported, alone=frozenset(alone))


def compute(run: Run, watcher: Watcher) -> ComputedRun:
    """Compute a run from its snapshot; stores nothing. Raises DataError, PanelRefused, NoResult."""
    scheme = scheme_of(run.scheme)
    watcher.update(0.02, STEPS["Reading the figures"])
    made, platforms = input_of(run, scheme)
    cases, left_out = tolerated_cells.cells(run, made, scheme)
    made = tolerated_cells.applied(made, cases)

    def tell(share: float, step: Message) -> None:
        watcher.update(0.1 + 0.75 * share, STEPS.get(step.template, ""))

    evaluation = evaluate(scheme, made, periods=run.periods, basis=run.basis, progress=tell)  # type: ignore[arg-type]
    read = {REPORTED: made.reported, inputs.UNITS: platforms}
    if made.verified is not None:
        read[VERIFIED] = made.verified
    if made.alone:
        read[DERIVED] = pl.DataFrame({"measure": sorted(made.alone)})
    if cases.height:
        read[TOLERANCE] = cases
    if evidence.is_asked(scheme):
        read[evidence.NAME] = evidence.graded(run.snapshot, scheme, run.periods)
    return ComputedRun(
        frames={**evaluation.frames, **read},
        totals=_total_rows(evaluation),
        digest=evaluation.digest,
        input_digest=frames.digest(read),
        engine_version=__version__,
        warnings=[_warning(problem) for problem in (*evaluation.warnings, *left_out)],
    )


def _total_rows(evaluation: Evaluation) -> list[TotalRow]:
    rows = evaluation.totals.to_dicts()
    return [
        TotalRow(
            row["unit"],
            {
                "period": row["period"],
                "basis": row["basis"],
                "total": row["total"],
                "rank": row["rank"],
                "grade_code": row["grade"] or "",
                "grade_zh": row["grade_name"] or "",
                "grade_en": row["grade_name_en"] or "",
                "variant": row["variant"] or "",
                "veto": row["veto"] or "",
                "base": row["base"],
                "adjustment": row["adjustment"] or 0.0,
            },
        )
        for row in rows
    ]


def _warning(problem: DataFinding) -> Wording:
    """Return a warning of the engine as it is kept with the run."""
    where = {"unit": problem.unit, "period": problem.period, "measure": problem.measure}
    return (
        wording_of(problem.message)
        | {"about": _about(problem)}
        | {key: value for key, value in where.items() if value}
    )


def _about(problem: DataFinding) -> str:
    """Return the platform, period and measure that a problem is about."""
    return ", ".join(part for part in (problem.unit, problem.period, problem.measure) if part)


def reasons(error: DataError | PanelRefused | NoResult) -> list[Message]:
    """Return why there is no result, a message for each reason."""
    if isinstance(error, DataError):
        return [message("{about}: {said}", about=_about(p) or "—", said=p.message) for p in error.errors]
    return list(error.messages)


def stored(run: Run, kept: Mapping[str, pl.DataFrame]) -> Evaluation:
    """Return the result of a finished run as the engine gave it, from its stored tables."""
    tables = {name: kept[name] for name in RESULTS if name in kept or name in ALWAYS}
    return Evaluation(scheme=scheme_of(run.scheme), warnings=tuple(map(_problem, run.warnings)), **tables)


def _problem(kept: Wording) -> DataFinding:
    """Return a kept warning as the engine gave it."""
    where = {key: kept.get(key) for key in ("unit", "period", "measure")}
    return DataFinding("warning", sentence(kept), **where)


def panel_of(kept: Mapping[str, pl.DataFrame]) -> Panel:
    """Return the panel that a finished run read, from its stored tables."""
    alone = frozenset(kept[DERIVED]["measure"]) if DERIVED in kept else frozenset()
    made = Panel(kept[REPORTED], kept.get(VERIFIED), alone=alone)
    return tolerated_cells.applied(made, kept[TOLERANCE]) if TOLERANCE in kept else made


def measures_of(scheme: Scheme, made: Panel, basis: str) -> pl.DataFrame:
    """Return every measure of the scheme for each platform and period, those that are computed or taken
    from earlier too.
    """
    return complete(plan_of(scheme), made.basis(basis), made.periods)
