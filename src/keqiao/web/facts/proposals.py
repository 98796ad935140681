"""Proposed figures: who may propose and confirm at all, and how a proposal compares with what stands now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.facts.checks import Doubtful, doubt
from keqiao.web.facts.demands import Demand, demand_for
from keqiao.web.facts.figures import Figure, FigureChange, change
from keqiao.web.facts.models import Basis, Fact, FigureProposal
from keqiao.web.facts.models.proposals import READERS, amount
from keqiao.web.facts.scopes import CITY
from keqiao.web.facts.selectors import figures_for

PROPOSE, CONFIRM = "facts.record", "facts.confirm"


def may(user: Actor, right: str) -> Decision:
    """May ``user`` propose or confirm figures by hand? Only with a right that reaches everything: a platform reports in
    its returns, whatever a role says.
    """
    allowed = decide(user, right)
    if allowed and user.scope_for(right) != "all":
        words = _(
            "The right to %(right)s belongs to the bureau; your roles give it for your own unit only."
            " A platform reports its figures in its returns."
        )
        return Decision(False, words % {"right": RIGHTS[right]})
    return allowed


def reads_proposals(user: Actor) -> bool:
    """Whether ``user`` may see proposals: who proposes or confirms them, and auditors."""
    return any(user.scope_for(right) == "all" for right in READERS)


@dataclass(frozen=True)
class ProposalStatus:
    """A proposal beside what stands now: the fact of its place, and the figure as every page shows it, which may be
    added up from other periods or platforms; ``reported`` beside a verified one.
    """

    proposal: FigureProposal
    now: Fact | None
    demand: Demand | None
    figure: Figure | None = None
    reported: Figure | None = None

    @property
    def is_stale(self) -> bool:
        """Whether another fact stands than when it was proposed."""
        return (self.now.pk if self.now else None) != self.proposal.stands_id

    @property
    def now_text(self) -> str:
        """The value that stands now, with its unit."""
        if self.now is None and self.figure is not None and self.figure.value is not None:
            return str(self.figure)
        return amount(self.proposal.measure, self.now)

    @property
    def figure_url(self) -> str:
        """The page of the figure that it is about."""
        proposal = self.proposal
        scope = proposal.platform.code if proposal.platform else CITY
        address = reverse("facts:figure", args=(proposal.measure.code, scope, proposal.period))
        return address if proposal.basis == Basis.REPORTED else f"{address}?basis={proposal.basis}"

    @property
    def change(self) -> FigureChange | None:
        """How the figure changes against what stands now; against what stood, once it was decided."""
        if self.proposal.state == FigureProposal.State.WAITING:
            against = self.figure.value if self.figure else None
        else:
            against = self.proposal.stands.value if self.proposal.stands else None
        return change(self.proposal.measure, self.proposal.value, against)

    @cached_property
    def doubt(self) -> str:
        """Why 元 and 万元 look mixed up; empty where they do not."""
        proposal = self.proposal
        try:
            doubt(proposal.measure, proposal.platform, Period.parse(proposal.period), proposal.value)
        except Doubtful as refusal:
            return " ".join(refusal.messages)
        return ""


def status_of_proposal(proposal: FigureProposal) -> ProposalStatus:
    """Return how a proposal stands now."""
    place = Fact.objects.current().filter(
        measure=proposal.measure, platform=proposal.platform, period=proposal.period, basis=proposal.basis
    )
    demand = None
    if proposal.state == FigureProposal.State.WAITING:
        demand = demand_for(proposal.measure, proposal.platform, Period.parse(proposal.period))
    return ProposalStatus(proposal, place.first(), demand)


def with_figures(user: Actor, status: ProposalStatus) -> ProposalStatus:
    """Return the same with the figures that ``user`` sees beside the proposal."""
    proposal = status.proposal
    scope = proposal.platform.code if proposal.platform else CITY
    figures = {
        basis: figures_for(user, [proposal.measure.code], [scope], [proposal.period], basis=basis).get(
            (proposal.measure.code, scope, proposal.period)
        )
        for basis in {proposal.basis, Basis.REPORTED.value}
    }
    reported = figures[Basis.REPORTED] if proposal.basis == Basis.VERIFIED else None
    return replace(status, figure=figures[proposal.basis], reported=reported)


def waiting_for(user: Actor) -> Any:
    """Return the proposals that wait for ``user``'s decision: those of others, for who may confirm."""
    if not may(user, CONFIRM):
        return FigureProposal.objects.none()
    return FigureProposal.objects.waiting().exclude(proposed_by=user)
