"""Writes: scheme versions and runs. Each checks the right, writes in a transaction, leaves an audit entry.

A run is started (`start_run`), computed (`execute_run`; in the background by `queue_run`) and may be
computed again (`recompute`), which changes nothing and says whether the result is the same to the bit.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from keqiao.engine.data_findings import DataError
from keqiao.language import Message
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit import services as audit
from keqiao.web.audit.clock import present
from keqiao.web.evaluations import (
    completeness,
    computation,
    draws,
    evidence,
    frames,
    inputs,
    library,
    robustness,
    tolerated_cells,
)
from keqiao.web.evaluations.models import Run, RunFrame, RunTotal, SchemeVersion
from keqiao.web.evaluations.panels import PanelRefused
from keqiao.web.evaluations.providers import AcceptedCase, providers
from keqiao.web.evaluations.selectors import RUN
from keqiao.web.facts.models import Snapshot
from keqiao.web.jobs import services as jobs
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Cancelled, Unwatched, Watcher
from keqiao.web.rulebooks.in_force import noted, pinned
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.stored_sentences import Wording, wording_of

logger = logging.getLogger(__name__)

ATTEMPTS = 5
"""So often a run's number is tried when others start runs in the same moment."""


class RunRefused(ValueError):
    """A run cannot be started as asked; the text says why."""


class RunFailed(RuntimeError):
    """The computation of a run ended without a result; `messages` say why."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(str(text) for text in self.messages))


def add_scheme_version(actor: User, yaml_text: str, source: str = "") -> SchemeVersion:
    """Check a scheme text and keep it as a version of its own, a draft (see `library.SCHEMES` for its coming into
    force). The same text twice is the same version.

    Raises DocumentRefused with every finding where the text has errors or its version is taken by another text,
    PermissionDenied.
    """
    version: SchemeVersion = library.SCHEMES.add(actor, {"text": yaml_text, "source": source})
    return version


def start_run(
    actor: User,
    *,
    title: str,
    snapshot: Snapshot,
    scheme: SchemeVersion,
    periods: Sequence[str],
    basis: str = Run.Basis.REPORTED,
    seed: int = 0,
    tolerance: Sequence[AcceptedCase] | None = None,
) -> Run:
    """Note a run that is to be computed and return it, waiting. Call `queue_run` or `execute_run` next.

    It takes every accepted case of fault tolerance of its indicator system and periods, or those of `tolerance`. What
    figures it will miss is told by `completeness.forecast` and stands in its audit entry.
    Raises RunRefused where no period is named, the title is empty or the basis unknown; PermissionDenied.
    """
    require(actor, RUN)
    wanted = sorted({str(period).strip() for period in periods} - {""})
    if not wanted:
        raise RunRefused(_("Choose at least one period."))
    if not title.strip():
        raise RunRefused(_("Give the run a title."))
    if basis not in Run.Basis.values:
        raise RunRefused(_("Choose which values are scored."))
    if tolerance is None:
        tolerance = providers.tolerance.accepted(scheme.code, wanted)
    options = tolerated_cells.options(tolerance, computation.scheme_of(scheme)) if tolerance else {}
    forecast = completeness.forecast(snapshot, scheme, wanted, basis)
    for _attempt in range(ATTEMPTS):
        # Another run may take the number in the same moment: then the next one is tried.
        with suppress(IntegrityError):
            with transaction.atomic():
                run = Run.objects.create(
                    code=_next_code(wanted[-1]),
                    title=title.strip()[:200],
                    snapshot=snapshot,
                    scheme=scheme,
                    periods=wanted,
                    basis=basis,
                    seed=seed,
                    options=options,
                    created_by=actor,
                )
                detail: dict[str, Any] = {
                    "scheme": scheme.fingerprint,
                    "snapshot": str(snapshot),
                    "periods": wanted,
                    "basis": basis,
                }
                if gaps := {
                    f"{gaps_of.period} {gaps_of.basis}": gaps_of.as_data()
                    for gaps_of in forecast.completeness
                    if gaps_of.gaps
                }:
                    detail["missing"] = gaps
                if tolerance:
                    detail["tolerance"] = [case.code for case in tolerance]
                audit.record(actor, "evaluations.start_run", run, detail)
            return run
    raise RunRefused(_("Too many runs are being started at this moment. Try again."))


def _next_code(period: str) -> str:
    """Return the next free code of the year evaluated, as in 2024-001."""
    year = period[:4]
    last = (
        Run.objects.filter(code__startswith=f"{year}-").order_by("-pk").values_list("code", flat=True).first()
    )
    number = int(last.rpartition("-")[2]) if last else 0
    return f"{year}-{number + 1:03d}"


def queue_run(actor: User, run: Run) -> Job:
    """Compute a waiting run in the background; the job shows progress and can be cancelled."""
    require(actor, RUN)
    job = jobs.start(actor, "evaluations.run", label=str(run), run_id=run.pk)
    Run.objects.filter(pk=run.pk).exclude(state=Run.State.DONE).update(job=job)
    run.refresh_from_db()
    return job


def execute_run(run: Run, progress: Watcher | None = None) -> Run:
    """Compute a run and keep its result; the run comes back finished.

    `progress.update(fraction, message)` is told how far it is and may raise Cancelled, which leaves the run
    cancelled. Raises RunFailed (and leaves the run failed, with the reason) where the data or the scheme do
    not allow a result.
    """
    watcher = progress or Unwatched()
    run.state, run.failure = Run.State.RUNNING, ""
    run.save()
    try:
        with noted() as run.documents:
            outcome = computation.compute(run, watcher)
            watcher.update(0.86, gettext_noop("Drawing what is uncertain"))
            drawn = _drawn(run, outcome)
        watcher.update(0.9, gettext_noop("Storing the result"))
        _store(run, outcome, drawn)
    except Cancelled:
        _end(run, Run.State.CANCELLED, "")
        raise
    except (DataError, PanelRefused, computation.NoResult) as error:
        messages = computation.reasons(error)
        _end(
            run,
            Run.State.FAILED,
            "\n".join(str(text) for text in messages),
            [wording_of(text) for text in messages],
        )
        raise RunFailed(messages) from error
    except Exception as error:
        _end(run, Run.State.FAILED, f"{type(error).__name__}")
        raise
    return run


def _drawn(run: Run, outcome: computation.ComputedRun) -> draws.RunDraws | None:
    """Return the draws of a computed run; an error in them never costs the result, the page offers them later."""
    try:
        scheme, panel = computation.scheme_of(run.scheme), computation.panel_of(outcome.frames)
        by = draws.chosen(scheme)
        return draws.draw(run, scheme, panel, by=by, grades=outcome.frames.get(evidence.NAME))
    except Exception:
        logger.exception("the draws of run %s failed", run.code)
        return None


def _store(run: Run, outcome: computation.ComputedRun, drawn: draws.RunDraws | None) -> None:
    """Keep the frames, totals and rank intervals of a computed run and close it, all or nothing."""
    platforms = inputs.platform_ids(run.snapshot)
    with transaction.atomic():
        keep(run.documents)
        RunFrame.objects.bulk_create(
            RunFrame(run=run, name=name, content=frames.packed(frame))
            for name, frame in sorted(outcome.frames.items())
        )
        RunTotal.objects.bulk_create(
            RunTotal(run=run, platform_id=platforms[row.unit], **row.fields)
            for row in outcome.totals
            if row.unit in platforms
        )
        run.state = Run.State.DONE
        run.digest, run.input_digest = outcome.digest, outcome.input_digest
        run.engine_version = outcome.engine_version
        run.warnings = outcome.warnings
        run.finished_at = present()
        run.save()
        audit.record(
            run.created_by, "evaluations.finish_run", run, {"digest": run.digest, "input": run.input_digest}
        )
        if drawn is not None:
            robustness.store(run.created_by, run, drawn)


def _end(run: Run, state: str, failure: str, warnings: list[Wording] | None = None) -> None:
    """Close a run that has no result."""
    run.state, run.failure, run.finished_at = state, failure, present()
    run.warnings = warnings or []
    run.save()
    audit.record(
        run.created_by, f"evaluations.run_{state}", run, {"reason": failure[:500]}, outcome="failure"
    )


MOST_AT_ONCE = 300
"""Totals (platforms × periods × bases) of a run that is computed again while somebody waits."""


@dataclass(frozen=True)
class RecomputedRun:
    """What came of computing a run again."""

    digest: str
    same_result: bool
    same_input: bool
    same_intervals: bool | None = None
    """Whether the draws give the same intervals; None where none are kept."""


def takes_long(run: Run) -> bool:
    """Whether a run has so many totals that a job computes it again."""
    return RunTotal.objects.filter(run=run).count() > MOST_AT_ONCE


def recompute(actor: User, run: Run, progress: Watcher | None = None) -> RecomputedRun:
    """Compute a finished run again from its snapshot and say whether the result is the same to the bit.

    The documents that counted then are read again. Nothing of the run changes; the audit log notes the outcome.
    Raises RunRefused for a run without result, RunFailed where the computation is no longer possible,
    PermissionDenied.
    """
    require(actor, "evaluations.view")
    if not run.is_done:
        raise RunRefused(_("Only a finished run can be computed again."))
    try:
        with pinned(run.documents):
            outcome, same_intervals = (
                computation.compute(run, progress or Unwatched()),
                robustness.same_again(run),
            )
    except (DataError, PanelRefused, computation.NoResult) as error:
        raise RunFailed(computation.reasons(error)) from error
    result = RecomputedRun(
        outcome.digest,
        outcome.digest == run.digest,
        outcome.input_digest == run.input_digest,
        same_intervals,
    )
    detail = {
        "digest": outcome.digest,
        "same": result.same_result,
        "same_input": result.same_input,
        "same_intervals": result.same_intervals,
    }
    same = result.same_result and result.same_intervals is not False
    audit.record(actor, "evaluations.recompute", run, detail, outcome="success" if same else "failure")
    return result
