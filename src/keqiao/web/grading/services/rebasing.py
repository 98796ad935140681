"""After an upheld objection or an accepted case of fault tolerance: a newer run becomes the ground of the grading;
the old one stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.evaluation.grades import ordered
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.grading.consecutive import Outcomes
from keqiao.web.grading.lines import GroundDifference, as_data, differences, lines_of_run
from keqiao.web.grading.loose_ends import cases_without_a_run, unmoved
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.selectors import lines_of, waiting_for_a_run
from keqiao.web.grading.services.consultation import exceeded
from keqiao.web.grading.services.preparation import gaps_accepted
from keqiao.web.grading.services.publicity import begin_publicity
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep


@dataclass(frozen=True)
class Rebased:
    """What a new run makes of a grading: lines (unsaved), differences, changes of the meeting that fell away."""

    lines: list[GradeLine]
    changes: list[GroundDifference]
    dropped: list[str]

    @property
    def matters(self) -> bool:
        """Whether any rank or grade changed, so that the publicity begins again."""
        return any(change.matters for change in self.changes)


def candidates(grading: Grading) -> list[Run]:
    """Return the runs that may become the ground: finished, same indicator system (no draft of it), period and basis,
    begun after the last upheld objection that waits for one was lodged and after the last case of fault tolerance that
    waits was accepted; newest first.
    """
    waited = [objection.lodged_at for objection in waiting_for_a_run(grading)]
    waited += [case.decided_at for case in cases_without_a_run(grading) if case.decided_at is not None]
    if not waited:
        return []
    runs = (
        Run.objects.filter(
            state=Run.State.DONE,
            scheme__code=grading.run.scheme.code,
            created_at__gt=max(waited),
        )
        .exclude(pk=grading.run_id)
        .exclude(scheme__status=SchemeVersion.Status.DRAFT)
    )
    return [
        run
        for run in runs.select_related("scheme", "snapshot").order_by("-finished_at", "-pk")
        if grading.period in run.periods and grading.basis in run.bases
    ]


def preview(grading: Grading, run: Run) -> Rebased:
    """Return what a run would make of a grading, without writing.

    A grade that the meeting changed stays changed where the run computes the same grade as before for the platform and
    neither a veto nor a quota speaks against it; otherwise it falls away and is told by the platform's code.
    """
    old = list(lines_of(grading))
    before = {line.platform.code: line for line in old}
    ground = Grading(pk=grading.pk, code=grading.code, run=run, period=grading.period, basis=grading.basis)
    lines, dropped = lines_of_run(ground), []
    scheme = computation.scheme_of(run.scheme)
    places = {grade.code: place for place, grade in enumerate(ordered(scheme.grades))}
    carried = []
    for line in lines:
        was = before.get(line.platform.code)
        if was is None or not was.is_changed:
            continue
        raised = places.get(was.grade_code, -1) < places.get(line.computed_code, 0)
        if was.computed_code != line.computed_code or was.grade_code not in places or (line.veto and raised):
            dropped.append(line.platform.code)
            continue
        line.grade_code, line.grade_zh, line.grade_en = was.grade_code, was.grade_zh, was.grade_en
        line.reason = was.reason
        carried.append(line)
    if carried and exceeded(ground, scheme, lines):
        for line in carried:
            line.grade_code, line.grade_zh, line.grade_en = (
                line.computed_code,
                line.computed_zh,
                line.computed_en,
            )
            line.reason = ""
            dropped.append(line.platform.code)
    outcomes = Outcomes(ground)
    for line in lines:
        line.outcomes = outcomes.of(line.platform.code, line.grade_code)
    names = {line.platform.code: line.platform for line in [*old, *lines]}
    return Rebased(lines, differences(as_data(old), as_data(lines), names), sorted(dropped))


def rebase(
    actor: Actor,
    pk: int,
    run: Run,
    first: date | None = None,
    last: date | None = None,
    *,
    gaps_reason: str = "",
    since: int | None = None,
) -> Grading:
    """Take a newer run as the ground of a grading; the old run and its lines stay in the step.

    Where a rank or grade changes, the publicity begins again from ``first`` to ``last``, of full length; else the one
    that runs goes on. A run with many gaps needs a ``gaps_reason``, as at the beginning. Raises ValidationError for a
    run that cannot be the ground, for a missing reason and a missing or impossible period, and what the frame raises.
    """
    with GRADINGS.acting(actor, pk, "rebase", since=since) as work:
        grading = work.row
        if run.pk not in {candidate.pk for candidate in candidates(grading)}:
            raise ValidationError(
                {
                    "run": _(
                        "Choose a finished run of the same system, period and basis, made after the objection."
                    )
                }
            )
        if still := unmoved(grading, run):
            raise ValidationError({"run": still})
        with noted() as documents:
            gaps = gaps_accepted(run, grading.period, grading.basis, gaps_reason)
        keep(documents)
        grading.documents = grading.documents | documents
        rebased = preview(grading, run)
        before = grading.run.code
        work.before["lines"] = as_data(lines_of(grading))
        if rebased.matters:
            if first is None or last is None:
                raise ValidationError(
                    {
                        "first": _(
                            "Ranks or grades change: the publicity begins again. Give its first and last day."
                        )
                    }
                )
            begin_publicity(work, first, last)
        for objection in waiting_for_a_run(grading):
            objection.new_run = run
            objection.save(update_fields=["new_run"])
        grading.run = run
        work.note("run", before, run.code)
        work.take_lines(rebased.lines)
        work.after |= {"dropped": rebased.dropped, "published_again": rebased.matters} | gaps
        work.detail |= gaps | {
            "before": before,
            "changed": [change.code for change in rebased.changes],
            "dropped": rebased.dropped,
        }
    return grading
