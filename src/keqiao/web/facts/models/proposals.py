"""Figures proposed by hand (补录): what one person proposes and what another decides. Both are written once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.periods import Period
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.facts.models.facts import Basis, Evidence, Fact, SourceKind, link_files
from keqiao.web.facts.models.measures import Measure
from keqiao.web.procedures.states import States
from keqiao.web.site.numbers import number
from keqiao.web.site.stored_sentences import in_words

READERS = ("facts.record", "facts.confirm", "evaluations.view_drafts")
"""Rights that open proposals, where they reach everything: of who proposes or confirms, and of auditors."""


class FigureProposalQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of proposals."""

    def waiting(self) -> FigureProposalQuerySet:
        """Return those that nobody has decided."""
        return self.filter(decision=None)


class FigureProposal(FrozenModel):
    """A figure that an officer proposes, with the reason and the evidence. Money in 元; it is no fact yet.

    ``stands``: the fact that stood for the same place when it was proposed. Where it stands today, :attr:`state` says.
    """

    visibility: ClassVar[Visibility] = Visibility(READERS)

    class State(States):
        """Where it stands."""

        WAITING = "waiting", "watch", pgettext_lazy("proposed figure", "Waiting")
        CONFIRMED = "confirmed", "good", pgettext_lazy("proposed figure", "Confirmed")
        REFUSED = "refused", "bad", pgettext_lazy("proposed figure", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposed figure", "Withdrawn")

    platform = models.ForeignKey(
        "registry.Platform",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("platform"),
        help_text=_("Empty: the city"),
    )
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    period = models.CharField(_("period"), max_length=10)
    basis = models.CharField(pgettext_lazy("figure", "basis"), max_length=8, choices=Basis)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    source_kind = models.CharField(_("source kind"), max_length=12, choices=SourceKind)
    source_note = models.CharField(_("source"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=1000)
    evidence = models.ManyToManyField(Evidence, related_name="+", verbose_name=_("evidence"))
    stands = models.ForeignKey(
        Fact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("figure that stood")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )

    objects: ClassVar[Any] = FigureProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed figure")
        verbose_name_plural = _("proposed figures")
        ordering = ("-proposed_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(value__isnull=True, not_applicable=True)
                | Q(value__isnull=False, not_applicable=False),
                name="facts_proposed_value_or_not_applicable",
            ),
        )

    def __str__(self) -> str:
        where = self.platform or _("Whole city")
        return f"{self.measure} · {where} · {in_words(Period.parse(self.period).words)}"

    def rest_on(self, evidence: Iterable[Evidence]) -> None:
        """Name the files that a new proposal rests on, once."""
        link_files(FigureProposal.evidence.through, evidence, figureproposal=self)

    def get_absolute_url(self) -> str:
        """Return the page of the proposal."""
        return reverse("facts:proposal", args=(self.pk,))

    @property
    def state(self) -> str:
        """Where it stands: a value of :class:`State`."""
        decision = getattr(self, "decision", None)
        return str(decision.outcome) if decision else self.State.WAITING.value

    @property
    def state_words(self) -> str:
        """Where it stands, in words."""
        return str(self.State(self.state).label)

    @property
    def text(self) -> str:
        """The proposed value with its unit."""
        return amount(self.measure, self)

    @property
    def stood(self) -> str:
        """The value that stood when it was proposed."""
        return amount(self.measure, self.stands)


def in_state(proposals: models.QuerySet[FigureProposal], state: str) -> models.QuerySet[FigureProposal]:
    """Narrow proposals to those that stand in ``state``."""
    waiting = state == FigureProposal.State.WAITING
    return proposals.filter(decision=None) if waiting else proposals.filter(decision__outcome=state)


class ProposalDecision(FrozenModel):
    """What became of a proposal: confirmed (then with its fact) or refused by another person, or withdrawn."""

    proposal = models.OneToOneField(FigureProposal, models.PROTECT, related_name="decision")
    outcome = models.CharField(
        pgettext_lazy("proposed figure", "outcome"),
        max_length=9,
        choices=[choice for choice in FigureProposal.State.choices if choice[0] != "waiting"],
    )
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    fact = models.OneToOneField(
        Fact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fact")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a proposed figure")
        verbose_name_plural = _("decisions on proposed figures")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="confirmed", fact__isnull=False)
                | Q(outcome__in=["refused", "withdrawn"], fact__isnull=True),
                name="facts_confirmed_with_its_fact",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.outcome}"


def amount(measure: Measure, row: Any) -> str:
    """Return the value of a fact or a proposal in the shown unit, in words where there is none."""
    if row is None:
        return "—"
    if row.not_applicable:
        return str(_("not applicable"))
    return f"{number(measure.in_display_unit(row.value), measure.decimals)} {measure.display_unit}"
