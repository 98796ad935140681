"""Writes of robustness: kept once with a run, computed again to compare, computed in the background for old runs."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit import services as audit
from keqiao.web.evaluations import computation, draws, evidence, frames, selectors
from keqiao.web.evaluations.models import Run, RunRobustness
from keqiao.web.evaluations.selectors import RUN
from keqiao.web.jobs import services as jobs
from keqiao.web.jobs.models import Job
from keqiao.web.jobs.progress import Watcher
from keqiao.web.rulebooks.texts import keep as keep_texts


class NoIntervals(ValueError):
    """Intervals cannot be computed for a run without a result."""


def drawn_for(run: Run, watcher: Watcher | None = None) -> draws.RunDraws:
    """Return what the draws of a finished run give, from its stored input and, where it was drawn before, by what was
    stored then; stores nothing. Raises NotYet, NoResult.
    """
    if not run.is_done:
        raise NoIntervals(_("Rank intervals are computed for finished runs only."))

    def tell(share: float) -> None:
        if watcher is not None:
            watcher.update(0.05 + 0.9 * share, gettext_noop("Drawing what is uncertain"))

    kept = selectors.stored_frames(run, *computation.INPUTS)
    panel = computation.panel_of(kept)
    scheme = computation.scheme_of(run.scheme)
    by = draws.specification(run, scheme)
    return draws.draw(run, scheme, panel, tell, by=by, grades=kept.get(evidence.NAME))


def store(actor: User, run: Run, drawn: draws.RunDraws) -> RunRobustness:
    """Keep what was drawn, append-only; a run has it once, a second one of the same moment finds the first."""
    try:
        with transaction.atomic():
            keep_texts(drawn.by.documents)
            kept = RunRobustness.objects.create(
                run=run,
                seed=drawn.seed,
                draws=drawn.by.draws,
                interval=drawn.by.interval,
                border=drawn.by.border,
                factors=drawn.by.factors,
                declared=drawn.by.declared,
                documents=drawn.by.documents,
                refusals=drawn.refusals,
                digest=drawn.digest,
                engine_version=drawn.engine_version,
                made_by=actor,
                **{name: frames.packed(table) for name, table in drawn.tables.items()},
            )
            detail = {"digest": kept.digest, "draws": kept.draws, "seed": kept.seed}
            audit.record(actor, "evaluations.draw", run, detail)
        return kept
    except IntegrityError:
        return RunRobustness.objects.get(run=run)


def keep(actor: User, run: Run, watcher: Watcher | None = None) -> RunRobustness:
    """Compute and keep the intervals of a run that has none. Raises PermissionDenied, NotYet, NoResult."""
    require(actor, RUN)
    stored = RunRobustness.objects.filter(run=run).first()
    return stored or store(actor, run, drawn_for(run, watcher))


def queue(actor: User, run: Run) -> Job:
    """Compute the intervals of a run in the background. Raises PermissionDenied, NotYet."""
    require(actor, RUN)
    if not run.is_done:
        raise NoIntervals(_("Rank intervals are computed for finished runs only."))
    return jobs.start(actor, "evaluations.draw", label=str(run), run_id=run.pk)


def same_again(run: Run) -> bool | None:
    """Draw again by the stored specification and tell whether it gives what was kept, to the bit; None where nothing
    was kept.
    """
    stored = RunRobustness.objects.filter(run=run).only("digest").first()
    return None if stored is None else drawn_for(run).digest == stored.digest
