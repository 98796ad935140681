"""The procedure of a review at a gate: material, independent votes of a panel, the decision.

::

    request → preparing ─hand_in, take_out→ ─submit→ submitted ─let_pass→ passed, ─hold→ held, ─stop→ stopped
                                            submitted ─ask_more→ supplement ─submit→ submitted
    until it is decided ─withdraw→ withdrawn;  passed ─release→;  held, stopped ─open_case→
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.models import PanelSubject
from keqiao.web.pipeline import notifications
from keqiao.web.pipeline.actions import GateActing
from keqiao.web.pipeline.gate_subjects import KIND, panel_row, panel_state
from keqiao.web.pipeline.models import OPEN_GATES, GateReview, GateState, PassageState
from keqiao.web.pipeline.parties import conducts
from keqiao.web.pipeline.procedure import PASSAGES, permit
from keqiao.web.pipeline.rights import CONDUCT, DECIDE
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.tolerance.rights import APPEAL
from keqiao.web.tolerance.rights import DECIDE as DECIDE_CASES

State = GateState
UNDER_WAY = ("preparing", "scoring", "discussion")
"""States of panels that have not ended."""
COLLECTING = (State.PREPARING, State.SUPPLEMENT)
NEXT_STEPS: dict[str, str | Promise] = {
    State.PREPARING: gettext_lazy("Hand in the material of the list, then submit it."),
    State.SUBMITTED: gettext_lazy(
        "Experts judge independently where the gate has a panel; then it is decided."
    ),
    State.SUPPLEMENT: gettext_lazy("Deliver what is still owed, then submit again."),
    State.PASSED: gettext_lazy("The gate is passed; the next stage is open."),
    State.HELD: gettext_lazy("The project was put on hold at this gate."),
    State.STOPPED: gettext_lazy("The project was stopped at this gate."),
    State.WITHDRAWN: gettext_lazy("The request was withdrawn."),
}


def _conducting(user: Actor, review: GateReview) -> str:
    passage = review.passage
    return "" if conducts(user, passage) else _("The project manager or people of the platform do this.")


def _may_request(user: Actor, review: GateReview) -> str:
    passage = review.passage
    reason = _conducting(user, review)
    if not reason and passage.state != PassageState.RUNNING:
        reason = PASSAGES.status(passage)
    if not reason and passage.gates.filter(state__in=OPEN_GATES).exists():
        reason = _("A gate is under review already.")
    return reason


def _may_withdraw(user: Actor, review: GateReview) -> str:
    reason = _conducting(user, review)
    if not reason and panel_state(review) in {"scoring", "discussion"}:
        reason = _("Experts are judging it; the panel is dissolved first.")
    return reason


def _may_decide(user: Actor, review: GateReview) -> str:
    if user.pk in {review.requested_by_id, review.passage.manager_id}:
        return _("Who asked for the gate or manages the project does not decide it.")
    if panel_state(review) in UNDER_WAY:
        return _("The panel has not ended; its votes stay sealed until then.")
    return ""


def _no_case_yet(user: Actor, review: GateReview) -> str:
    if review.tolerance_case_id is not None:
        return _("A case of fault tolerance was opened already.")
    if user.has_right(DECIDE_CASES) or user.unit_id == review.unit_id:
        return ""
    return _("The director of the platform or the bureau opens the case.")


def _has_tranche(user: Actor, review: GateReview) -> str:
    return "" if hasattr(review, "tranche") else _("This gate releases no money.")


def _to_decide(user: Actor) -> QuerySet[GateReview]:
    """Submitted reviews that the user may decide on now."""
    rows: QuerySet[GateReview] = GateReview.objects.visible_to(user).filter(state=State.SUBMITTED)
    if not user.has_right(DECIDE):
        return rows.none()
    judged = PanelSubject.objects.filter(panel__subject_kind=KIND, panel__state__in=UNDER_WAY)
    rows = rows.exclude(pk__in=judged.values("key")).exclude(requested_by=user)
    return rows.exclude(passage__manager=user)


def _project(review: GateReview) -> dict[str, object]:
    return {"project": review.passage.project.title, "gate": review.get_gate_display()}


def _gates_list() -> str:
    return f"{reverse('pipeline:gates')}?state=submitted"


GATES = Procedure(
    "gates",
    model=GateReview,
    states=State,
    status=lambda review: str(NEXT_STEPS[review.state]),
    work=GateActing,
    log="pipeline.gate_",
    related=(
        "passage__project__platform__organisation",
        "passage__project__platform__unit",
        "passage__manager",
        "tranche",
    ),
    permit=permit,
    within="passage",
    actions=(
        Action(
            "request",
            pgettext_lazy("gate", "request the gate"),
            to=State.PREPARING,
            right=CONDUCT,
            obstacle=_may_request,
            logged=gettext_lazy("request a gate"),
        ),
        Action(
            "hand_in",
            pgettext_lazy("gate", "hand in material"),
            at=COLLECTING,
            right=CONDUCT,
            obstacle=_conducting,
            logged=gettext_lazy("hand in material for a gate"),
        ),
        Action(
            "take_out",
            pgettext_lazy("gate", "take material out"),
            at=COLLECTING,
            right=CONDUCT,
            obstacle=_conducting,
            logged=gettext_lazy("take out material of a gate"),
        ),
        Action(
            "submit",
            pgettext_lazy("gate", "submit for review"),
            at=COLLECTING,
            to=State.SUBMITTED,
            right=CONDUCT,
            obstacle=_conducting,
            stamp="submitted",
            notify=notifications.of_submission,
            logged=gettext_lazy("submit a gate for review"),
        ),
        Action(
            "let_pass",
            pgettext_lazy("gate", "let it pass"),
            at=(State.SUBMITTED,),
            to=State.PASSED,
            right=DECIDE,
            obstacle=_may_decide,
            reason=Reason.REQUIRED,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("let a project pass a gate"),
        ),
        Action(
            "ask_more",
            pgettext_lazy("gate", "ask for more"),
            at=(State.SUBMITTED,),
            to=State.SUPPLEMENT,
            right=DECIDE,
            obstacle=_may_decide,
            reason=Reason.REQUIRED,
            notify=notifications.of_decision,
            logged=gettext_lazy("ask for more at a gate"),
        ),
        Action(
            "hold",
            pgettext_lazy("gate", "put on hold"),
            at=(State.SUBMITTED,),
            to=State.HELD,
            right=DECIDE,
            obstacle=_may_decide,
            reason=Reason.REQUIRED,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("put a project on hold at a gate"),
        ),
        Action(
            "stop",
            pgettext_lazy("gate", "stop"),
            at=(State.SUBMITTED,),
            to=State.STOPPED,
            right=DECIDE,
            obstacle=_may_decide,
            reason=Reason.REQUIRED,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("stop a project at a gate"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("gate", "withdraw"),
            at=OPEN_GATES,
            to=State.WITHDRAWN,
            right=CONDUCT,
            obstacle=_may_withdraw,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("withdraw a gate"),
        ),
        Action(
            "release",
            pgettext_lazy("gate", "name the money behind the tranche"),
            at=(State.PASSED,),
            right=DECIDE,
            obstacle=_has_tranche,
            logged=gettext_lazy("name the money behind a tranche"),
        ),
        Action(
            "open_case",
            pgettext_lazy("gate", "open a case of fault tolerance"),
            at=(State.HELD, State.STOPPED),
            right=(APPEAL, DECIDE_CASES),
            obstacle=_no_case_yet,
            logged=gettext_lazy("open a case of fault tolerance from a gate"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("%(project)s, %(gate)s: material is to be handed in"),
            actions=("submit",),
            values=_project,
        ),
        Awaited(
            gettext_lazy("Gates under review: %(count)d"),
            actions=("let_pass", "ask_more"),
            rows=_to_decide,
            url=_gates_list,
        ),
    ),
)


def has_result(review: GateReview) -> bool:
    """Whether a closed panel gave the review a result."""
    row = panel_row(review)
    return row is not None and row.value is not None and row.panel.state == "closed"
