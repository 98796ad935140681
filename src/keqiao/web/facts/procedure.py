"""The procedure of a figure proposed by hand (ADR 0019): an officer of the bureau proposes, another person decides.

::

    propose→ waiting ─confirm→ confirmed      waiting ─refuse→ refused      waiting ─withdraw→ withdrawn
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision
from keqiao.web.facts import notifications
from keqiao.web.facts.demands import refusal
from keqiao.web.facts.models import Fact, FigureProposal, ProposalDecision
from keqiao.web.facts.proposals import CONFIRM, PROPOSE, may, status_of_proposal, waiting_for
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

State = FigureProposal.State


class ProposalActing(Acting):
    """An action on a proposal: both are written once, so its outcome is a row of its own. ``fact``: what it became."""

    row: FigureProposal
    fact: Fact | None = None

    def move(self, to: str) -> None:
        """Keep where it leads; the outcome is written at the end."""
        self.note("state", None if self.is_new else self.row.state, to)

    def store(self) -> None:
        """Write the proposal, or its outcome."""
        if self.is_new:
            if self.row._state.adding:  # its service may have stored it already, with its files
                self.row.save()
            return
        ProposalDecision.objects.create(
            proposal=self.row,
            outcome=str(self.to),
            reason=self.reason,
            fact=self.fact,
            decided_by=self.actor,
            decided_at=self.at,
        )

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        proposal = self.row
        about = {
            "measure": proposal.measure.code,
            "platform": proposal.platform.code if proposal.platform else None,
            "period": proposal.period,
            "basis": proposal.basis,
            "proposed_by": proposal.proposed_by.username,
        }
        return about | self.detail | {"reason": self.reason}


def _status(proposal: FigureProposal) -> str:
    decision = proposal.decision
    return _("%(person)s has decided on it already, on %(day)s: %(state)s.") % {
        "person": decision.decided_by,
        "day": timezone.localtime(decision.decided_at).strftime("%Y-%m-%d %H:%M"),
        "state": proposal.state_words,
    }


def _permit(user: Actor, right: str, row: Any) -> Decision:
    return may(user, right)


def _another_person(user: Actor, proposal: FigureProposal) -> str:
    if proposal.proposed_by_id == user.pk:
        return _("You proposed this figure; a figure passes twice, so another person decides on it.")
    return ""


def _confirmable(user: Actor, proposal: FigureProposal) -> str:
    own = _another_person(user, proposal)
    if own:
        return own
    status = status_of_proposal(proposal)
    if status.demand is not None:
        return refusal(proposal.measure, proposal.platform, status.demand)
    if status.is_stale:
        return _(
            "Another figure stands by now (%(now)s; when this was proposed: %(before)s). Refuse this one, or have it"
            " withdrawn, and propose anew on what stands."
        ) % {"now": status.now_text, "before": proposal.stood}
    return ""


def _own(user: Actor, proposal: FigureProposal) -> str:
    if proposal.proposed_by_id != user.pk:
        return _("Who proposed a figure withdraws it; you may refuse it.")
    return ""


PROPOSALS = Procedure(
    "figures",
    model=FigureProposal,
    states=State,
    status=_status,
    work=ProposalActing,
    log="facts.",
    permit=_permit,
    related=("measure", "platform", "proposed_by", "stands"),
    actions=(
        Action(
            "propose",
            pgettext_lazy("proposed figure", "propose"),
            to=State.WAITING,
            right=PROPOSE,
            reason=Reason.REQUIRED,
            stamp="proposed",
            logged=pgettext_lazy("audit", "propose figure"),
        ),
        Action(
            "confirm",
            pgettext_lazy("proposed figure", "confirm"),
            at=(State.WAITING,),
            to=State.CONFIRMED,
            right=CONFIRM,
            obstacle=_confirmable,
            reason=Reason.OPTIONAL,
            notify=notifications.of_answer,
            logged=pgettext_lazy("audit", "confirm proposed figure"),
        ),
        Action(
            "refuse",
            pgettext_lazy("proposed figure", "refuse"),
            at=(State.WAITING,),
            to=State.REFUSED,
            right=CONFIRM,
            obstacle=_another_person,
            reason=Reason.REQUIRED,
            notify=notifications.of_answer,
            logged=pgettext_lazy("audit", "refuse proposed figure"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("proposed figure", "withdraw"),
            at=(State.WAITING,),
            to=State.WITHDRAWN,
            right=PROPOSE,
            obstacle=_own,
            reason=Reason.OPTIONAL,
            logged=pgettext_lazy("audit", "withdraw proposed figure"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Figures proposed by hand, to confirm or refuse: %(count)d"),
            actions=("confirm", "refuse"),
            rows=waiting_for,
            url=lambda: reverse("facts:proposals"),
        ),
    ),
)
