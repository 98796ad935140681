"""Decisions at gates: 过 pass, 补 ask for more, 缓 hold, 止 stop, each with reasons by criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.pipeline.actions import GateActing, rule_of
from keqiao.web.pipeline.documents import GateRule
from keqiao.web.pipeline.gate_procedure import GATES, has_result
from keqiao.web.pipeline.models import (
    STAGE_AFTER,
    STAGE_BEFORE,
    GateReview,
    GateTranche,
    Met,
    PassageState,
    ProjectPassage,
    Stage,
)
from keqiao.web.pipeline.procedure import PASSAGES
from keqiao.web.pipeline.selectors import lacking
from keqiao.web.pipeline.services.passages import owed
from keqiao.web.procedures.words import words_given

DECISIONS = ("let_pass", "ask_more", "hold", "stop")
Assessments = Mapping[str, tuple[str, str]]
"""Code of a criterion → whether it is met (:class:`Met`) and why."""


def decide(
    actor: Actor,
    pk: int,
    decision: str,
    assessments: Assessments,
    reason: str,
    *,
    readiness: int | None = None,
    missing: Sequence[tuple[str, date | None]] = (),
    since: int | None = None,
) -> GateReview:
    """Decide on a review: the project moves, or does not, in the same transaction.

    ``readiness``: the level reached (TRL); ``missing``: for 补 what is owed exactly, and by when.
    Raises Http404, PermissionDenied, ChangedMeanwhile; ValidationError by field with all that stands in the way.
    """
    if decision not in DECISIONS:
        raise ValidationError({"decision": _("Choose a decision.")})
    with GATES.acting(actor, pk, decision, since=since, reason=reason) as work:
        review = work.row
        work.row.reason = work.reason
        work.change(assessments=_assessed(rule_of(review), assessments))
        review.manager = review.passage.manager
        if decision == "let_pass":
            _let_pass(work, readiness)
        elif decision == "ask_more":
            _ask_more(work, missing)
        else:
            _reached(work, readiness, 1)
            leaving = PASSAGES.under_way(actor, review.passage, decision)
            leaving.reason = work.reason
            review.passage.due_on = None
            leaving.finish()
    return work.row


def _let_pass(work: GateActing, readiness: int | None) -> None:
    review, rule, passage = work.row, rule_of(work.row), work.row.passage
    _reached(work, readiness, rule.readiness)
    problems = [*lacking(review), *_obstacles(review, rule, passage)]
    if problems:
        raise ValidationError(problems)
    amount = rule.tranche.of(passage.project.budget) if rule.tranche is not None else Decimal(0)
    if amount > 0:
        review.tranche = GateTranche.objects.create(review=review, amount=amount)
        work.detail["tranche"] = str(amount)
    moving = PASSAGES.under_way(work.actor, passage, "advance")
    passage.readiness = review.readiness_after or passage.readiness
    moving.enter(STAGE_AFTER[review.gate])
    if passage.stage == Stage.COMPLETED:
        moving.change(state=PassageState.COMPLETED.value)
    moving.reason = review.code
    moving.finish()


def _obstacles(review: GateReview, rule: GateRule, passage: ProjectPassage) -> list[str]:
    """Return why the gate cannot be passed, in words."""
    problems = []
    if passage.state != PassageState.RUNNING or passage.stage != STAGE_BEFORE[review.gate]:
        problems.append(_("The project does not stand before this gate."))
    if passage.manager_id is None:
        problems.append(_("Appoint a project manager first; from this gate on the project has one."))
    if rule.panel and not has_result(review):
        problems.append(_("Experts judge this gate: a panel must have closed with a result."))
    names = [
        str(criterion.name)
        for code, criterion in rule.criterion.items()
        if criterion.must and review.assessments[code]["met"] != Met.YES
    ]
    if names:
        problems.append(_("These criteria must be met: %(names)s") % {"names": _(", ").join(names)})
    return problems


def _reached(work: GateActing, readiness: int | None, least: int) -> None:
    """Keep the level reached. Raises ValidationError where there is none, or less than the gate asks for."""
    if readiness is None or not 1 <= readiness <= 9:
        raise ValidationError({"readiness": _("Say which level of readiness was reached, 1 to 9.")})
    if readiness < least:
        text = _("The gate asks for level %(least)d at least.")
        raise ValidationError({"readiness": text % {"least": least}})
    work.change(readiness_after=readiness)


def _ask_more(work: GateActing, missing: Sequence[tuple[str, date | None]]) -> None:
    if not missing:
        raise ValidationError({"missing": _("Say exactly what is missing, and by when.")})
    deliverables = owed(work.row.passage, missing, day=timezone.localdate(work.at))
    for deliverable in deliverables:
        deliverable.review = work.row
        deliverable.save()
    work.note("missing", "", [deliverable.name for deliverable in deliverables])


def _assessed(rule: GateRule, given: Assessments) -> dict[str, dict[str, str]]:
    """Return what is said on every criterion. Raises ValidationError by field: a criterion that is not met, or met in
    part, needs a reason.
    """
    problems: dict[str, str] = {}
    assessed = {}
    for code in rule.criterion:
        met, words = given.get(code, ("", ""))
        if met not in Met.values:
            problems[f"met_{code}"] = _("Say whether it is met.")
            continue
        needs_why = met != Met.YES
        try:
            text = words_given(words, _("Say why.") if needs_why else "", 500)
        except ValidationError as error:
            problems[f"why_{code}"] = error.messages[0]
            continue
        assessed[code] = {"met": met, "why": text}
    if problems:
        raise ValidationError(problems)
    return assessed
