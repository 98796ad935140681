"""Coming into force (施行) and retiring (废止) of versions: one person proposes with a reason, another decides.

Schemes, allocation rules and parameters decide grades and money, so no single person puts a version into force or
retires it. A room declares an :class:`Enactment` (its model of proposals, the right, the name of its audit entries) and
has the rest from here: who may propose what, who may decide, the writing, what its pages and to-do lists show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.procedures.words import words_given
from keqiao.web.rulebooks import notifications, request_cache

NEXT: Mapping[str, tuple[str, ...]] = {"draft": ("valid",), "valid": ("retired",), "retired": ("valid",)}
"""The statuses that a version of a status may be proposed for; nothing goes back to being a draft."""

ACTIONS: Mapping[str, str | Promise] = {
    "valid": gettext_lazy("Put into force"),
    "retired": gettext_lazy("Retire"),
}


class StatusProposal(models.Model):
    """A proposal to put a version into force or to retire it. Rooms add ``version``, a key to their versions with
    ``related_name="status_proposals"``.
    """

    class State(models.TextChoices):
        """Where the proposal stands."""

        WAITING = "waiting", pgettext_lazy("proposal", "Waiting")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Accepted")
        REFUSED = "refused", pgettext_lazy("proposal", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Withdrawn")

    version: Any
    objects: Any

    to = models.CharField(gettext_lazy("proposed status"), max_length=10)
    reason = models.CharField(gettext_lazy("reason"), max_length=1000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("proposed by")
    )
    proposed_at = models.DateTimeField(gettext_lazy("proposed at"), default=present)
    state = models.CharField(gettext_lazy("state"), max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("decided by"),
    )
    decided_at = models.DateTimeField(gettext_lazy("decided at"), null=True, blank=True)
    answer = models.CharField(gettext_lazy("answer"), max_length=1000, blank=True)

    class Meta:
        abstract = True
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("version",), condition=Q(state="waiting"), name="%(app_label)s_one_%(class)s_waiting"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "refused")) | ~Q(decided_by=models.F("proposed_by")),
                name="%(app_label)s_%(class)s_two_persons",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} {self.to} {self.state}"

    @property
    def action(self) -> str:
        """What is proposed, in words."""
        return str(ACTIONS.get(self.to, self.to))


@dataclass(frozen=True)
class StatusOfVersion:
    """What the page of a version shows: what the reader may propose, what waits, what was decided before."""

    offers: list[tuple[str, str]]
    waiting: StatusProposal | None
    may_decide: bool
    may_withdraw: bool
    history: list[StatusProposal] = field(default_factory=list)


@dataclass(frozen=True)
class Enactment:
    """What a room declares: its proposals, the right to propose and to decide, the beginning of its audit actions."""

    proposals: type[StatusProposal]
    right: str
    action: str

    def status(self, user: Actor, version: Any) -> StatusOfVersion:
        """Return what the page of a version shows to a user; one query."""
        rows = list(
            self.proposals.objects.filter(version=version).select_related("proposed_by", "decided_by")
        )
        waiting = next((row for row in rows if row.state == StatusProposal.State.WAITING), None)
        may = user.has_right(self.right)
        offers = NEXT[version.status] if may and waiting is None else ()
        own = waiting is not None and waiting.proposed_by_id == user.pk
        return StatusOfVersion(
            [(to, str(ACTIONS[to])) for to in offers],
            waiting,
            may and waiting is not None and not own,
            own,
            [row for row in rows if row is not waiting],
        )

    def waiting_for(self, user: Actor) -> list[StatusProposal]:
        """Return the proposals that a user can decide: those of others, where the user has the right."""
        if not user.has_right(self.right):
            return []
        proposals = self.proposals.objects.filter(state=StatusProposal.State.WAITING).exclude(
            proposed_by=user
        )
        return list(proposals.select_related("version", "proposed_by").order_by("pk"))

    def propose(self, actor: Actor, version: Any, to: str, reason: str) -> StatusProposal:
        """Propose another status for a version, with a reason.

        Raises PermissionDenied; ValidationError without a reason, for a status that does not follow from the present
        one, and where another proposal waits.
        """
        require(actor, self.right)
        why = words_given(reason, _("Say why."), field="reason")
        with transaction.atomic():
            locked = type(version).objects.select_for_update().get(pk=version.pk)
            if to not in NEXT[locked.status]:
                raise ValidationError(
                    _("A version that stands at “%(status)s” cannot become that.")
                    % {"status": locked.get_status_display()}
                )
            if self.proposals.objects.filter(version=locked, state=StatusProposal.State.WAITING).exists():
                raise ValidationError(_("Another proposal about this version waits to be decided."))
            made = self.proposals.objects.create(version=locked, to=to, reason=why, proposed_by=actor)
            detail = {"before": locked.status, "after": to, "reason": why}
            record(actor, f"{self.action}_propose", locked, detail)
        return made

    def decide(self, actor: Actor, pk: int, *, accepted: bool, answer: str = "") -> StatusProposal:
        """Accept or refuse the proposal of another person; accepted, the version has the status at once.

        Raises Http404, PermissionDenied for the one who proposed, ValidationError where it was decided meanwhile and
        for a refusal without words.
        """
        require(actor, self.right)
        with transaction.atomic():
            proposal = self._open(pk)
            if proposal.proposed_by_id == actor.pk:
                raise PermissionDenied(_("You proposed this; another person decides it."))
            words = words_given(answer, "" if accepted else _("Say why."), field="answer")
            version = type(proposal.version).objects.select_for_update().get(pk=proposal.version.pk)
            if accepted and proposal.to not in NEXT[version.status]:
                raise ValidationError(_("The version was changed meanwhile; look at it again."))
            self._close(proposal, "accepted" if accepted else "refused", actor, words)
            detail = {"before": version.status, "after": proposal.to, "reason": proposal.reason}
            if accepted:
                version.status = proposal.to
                version.save(update_fields=["status"])
                request_cache.forget()
            detail |= {"proposed_by": str(proposal.proposed_by), "answer": words}
            name = f"{self.action}_status" if accepted else f"{self.action}_refuse"
            record(actor, name, version, detail)
            notifications.of_decision(proposal)
        return proposal

    def withdraw(self, actor: Actor, pk: int) -> StatusProposal:
        """Take the own proposal back. Raises Http404, PermissionDenied, ValidationError."""
        require(actor, self.right)
        with transaction.atomic():
            proposal = self._open(pk)
            if proposal.proposed_by_id != actor.pk:
                raise PermissionDenied(_("Only the one who proposed it takes it back."))
            self._close(proposal, "withdrawn", actor, "")
            record(actor, f"{self.action}_withdraw", proposal.version, {"after": proposal.to})
        return proposal

    def act(self, actor: Actor, version: Any, sent: Mapping[str, Any]) -> StatusProposal:
        """Do what the form of a version's page sends: ``propose``, ``accept``, ``refuse`` or ``withdraw``.

        Raises what these raise, and Http404 for a proposal about another version.
        """
        action = str(sent.get("action", ""))
        if action == "propose":
            to, reason = str(sent.get("to", "")), str(sent.get("reason", ""))
            return self.propose(actor, version, to, reason)
        text = str(sent.get("proposal", ""))
        if action not in {"accept", "refuse", "withdraw"} or not text.isdecimal() or len(text) > 18:
            raise Http404
        pk = int(text)
        if not self.proposals.objects.filter(pk=pk, version=version).exists():
            raise Http404
        if action == "withdraw":
            return self.withdraw(actor, pk)
        answer = str(sent.get("answer", ""))
        return self.decide(actor, pk, accepted=action == "accept", answer=answer)

    def _open(self, pk: int) -> StatusProposal:
        waiting = self.proposals.objects.select_for_update(of=("self",)).filter(pk=pk)
        proposal = waiting.select_related("version", "proposed_by").first()
        if proposal is None:
            raise Http404
        if proposal.state != StatusProposal.State.WAITING:
            raise ValidationError(
                _("The proposal was decided meanwhile: %(state)s.") % {"state": proposal.get_state_display()}
            )
        return proposal

    @staticmethod
    def _close(proposal: StatusProposal, state: str, actor: Actor, answer: str) -> None:
        proposal.state, proposal.decided_by, proposal.decided_at = state, actor, present()
        proposal.answer = answer
        proposal.save()
