"""A grading begins with a finished run, and ends early when it is withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.evaluations import completeness
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.grading.consecutive import Outcomes
from keqiao.web.grading.lines import lines_of_run
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.selectors import DECIDE, in_effect, under_way
from keqiao.web.grading.words import in_words
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep


def prepare(
    actor: Actor,
    run: Run,
    period: str,
    basis: str,
    *,
    title: str,
    reason: str = "",
    gaps_reason: str = "",
    basis_reason: str = "",
) -> Grading:
    """Begin a grading from a finished run, for one of its periods and bases; return it, computed.

    A grading stands on verified values; on others only with a ``basis_reason``, which is kept with it.
    A period that has final grades by the same indicator system is graded again only with a ``reason``; the new grading
    names the one that it puts right. A result with many gaps in its figures needs a ``gaps_reason``. Raises
    PermissionDenied, and ValidationError where the run has no such result, the title or a reason is missing, its scheme
    is a draft, or another grading of the same system and period is under way.
    """
    require(actor, DECIDE)
    if not run.is_done:
        raise ValidationError(_("Only a finished run can be graded."))
    if period not in run.periods or basis not in run.bases:
        raise ValidationError(_("The run has no result for this period and basis."))
    named = in_words("title", title, 200)
    unverified = ""
    if basis != Run.Basis.VERIFIED:
        if not basis_reason.strip():
            raise ValidationError(
                {"basis_reason": _("Grades stand on verified values. Say why these stand on reported ones.")}
            )
        unverified = in_words("basis_reason", basis_reason)
    with transaction.atomic():
        # Two who begin in the same moment queue here, so that the second one finds the first one's grading.
        list(SchemeVersion.objects.select_for_update().filter(code=run.scheme.code).order_by("pk"))
        if SchemeVersion.objects.filter(pk=run.scheme_id, status=SchemeVersion.Status.DRAFT).exists():
            raise ValidationError(
                _("The run was computed by a draft of the scheme, for trial. Put the draft into force first.")
            )
        other = under_way(run.scheme.code, period).first()
        if other is not None:
            raise ValidationError(
                _("%(grading)s is under way for %(period)s; finish or withdraw it first.")
                % {"grading": other.code, "period": period}
            )
        earlier = in_effect(Grading.objects.filter(run__scheme__code=run.scheme.code, period=period)).first()
        why = ""
        if earlier is not None:
            if not reason.strip():
                raise ValidationError(
                    {
                        "reason": _(
                            "The grades of %(period)s are final (%(grading)s). Say why they are put right by a new one."
                        )
                        % {"period": period, "grading": earlier.code}
                    }
                )
            why = in_words("reason", reason)
        lines_there = run.totals.filter(period=period, basis=basis).exists()
        if not lines_there:
            raise ValidationError(_("The run has no result for this period and basis."))
        with noted() as documents:
            gaps = gaps_accepted(run, period, basis, gaps_reason)
        keep(documents)
        grading = Grading(
            run=run,
            replaces=earlier,
            created_by=actor,
            title=named,
            period=period,
            basis=basis,
            basis_reason=unverified,
            documents=documents,
        )
        detail: dict[str, Any] = {"period": period, "basis": basis} | gaps
        if earlier is not None:
            detail["replaces"] = earlier.code
        if unverified:
            detail["basis_reason"] = unverified
        lines = _lines(grading)
        why = why or unverified
        return numbered(lambda: _store(actor, grading, lines, reason=why, gaps=gaps, detail=detail))


def _store(
    actor: Actor,
    grading: Grading,
    lines: list[GradeLine],
    *,
    reason: str,
    gaps: dict[str, Any],
    detail: dict[str, Any],
) -> Grading:
    """Store a grading under the next number of its year, as in 2024-G01."""
    grading.pk, grading.code = None, next_code(Grading, f"{grading.period[:4]}-G")
    with GRADINGS.making(actor, grading, "prepare", reason=reason) as work:
        work.take_lines(lines)
        work.after |= gaps
        work.detail |= detail
    return grading


def gaps_accepted(run: Run, period: str, basis: str, reason: str) -> dict[str, Any]:
    """Return what the step of a grading keeps of the gaps in the figures of its run: nothing where there are few.

    Raises ValidationError for ``gaps_reason`` where there are many and no reason is given.
    """
    gaps = completeness.of_run(run, period, basis)
    if not gaps.needs_reason:
        return {}
    if not reason.strip():
        text = _("Many figures are missing. %(gaps)s Say why it is graded all the same.")
        raise ValidationError({"gaps_reason": text % {"gaps": gaps.sentence}})
    return {"gaps": gaps.as_data() | {"reason": in_words("gaps_reason", reason)}}


def _lines(grading: Grading) -> list[GradeLine]:
    """Return the lines of a new grading as its run computed them."""
    lines, outcomes = lines_of_run(grading), Outcomes(grading)
    for line in lines:
        line.outcomes = outcomes.of(line.platform.code, line.grade_code)
    return lines


def withdraw(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> Grading:
    """Withdraw a grading that is not final. Raises ValidationError without a reason, and what
    :meth:`Procedure.acting` raises.
    """
    with GRADINGS.acting(actor, pk, "withdraw", since=since, reason=reason) as work:
        pass
    return work.row
