"""Proposals (方案) for sharing out a pool: what was read, what each platform gets and why. Never changed once computed.

Amounts are Decimal 元, to the cent; sentences of the engine are kept as templates with their figures, so that each
reader gets them in the own language.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.audit.frozen import ClosingModel, Frozen, FrozenModel, FrozenQuerySet
from keqiao.web.funding.models.pools import Pool, sees_trials
from keqiao.web.funding.models.rules import RulesVersion
from keqiao.web.registry.models.record import money
from keqiao.web.rulebooks.documented import DocumentedModel


class ProposalQuerySet(VisibleRows, models.QuerySet["Proposal"]):
    """Proposals in bulk: computed ones are neither changed nor deleted."""

    def update(self, **kwargs: Any) -> int:
        """Update proposals that are being computed. Raises Frozen if a computed one is among them."""
        if self.filter(state=Proposal.State.COMPUTED).exists():
            raise Frozen(_("A computed proposal is never changed."))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse where a computed proposal is among them. Raises Frozen."""
        if self.filter(state=Proposal.State.COMPUTED).exists():
            raise Frozen(_("A computed proposal is never deleted."))
        return super().delete()


class Proposal(DocumentedModel, ClosingModel):
    """One way to share out a pool: rules, figures with their sources, and the amounts that follow."""

    visibility: ClassVar[Visibility] = Visibility(
        "funding.view",
        every=lambda model, user: Q() if sees_trials(user) else Q(pool__in=Pool.objects.visible_to(user)),
        own=lambda model, user: Q(chosen_for__in=Pool.objects.visible_to(user)),
        note="those of pools that one sees; outside the bureau the chosen ones",
    )

    class State(models.TextChoices):
        """Lines are added while a proposal is being computed; then it closes for good."""

        COMPUTING = "computing", pgettext_lazy("proposal", "Being computed")
        COMPUTED = "computed", pgettext_lazy("proposal", "Computed")

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="proposals", verbose_name=_("pool of money"))
    number = models.PositiveSmallIntegerField(pgettext_lazy("proposal", "number"))
    title = models.CharField(_("title"), max_length=200)
    rules = models.ForeignKey(
        RulesVersion, models.PROTECT, related_name="proposals", verbose_name=_("allocation rules")
    )
    amount = money(_("amount"))
    unspent = money(_("stays in the pool"), default=0)
    input = models.JSONField(pgettext_lazy("proposal", "input"), default=dict)
    input_digest = models.CharField(_("digest of the input"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the result"))
    contribution = models.FloatField(_("expected contribution"), null=True)
    remarks = models.JSONField(_("remarks"), default=list, blank=True)
    prices = models.JSONField(_("prices of the rules"), default=list, blank=True)
    engine_version = models.CharField(_("engine version"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COMPUTING)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("computed by")
    )
    made_at = models.DateTimeField(_("computed at"), auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("pool", "number")
        constraints = (models.UniqueConstraint(fields=("pool", "number"), name="funding_one_proposal"),)

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store; a proposal that is computed in the database stays as it is. Raises Frozen."""
        if self.pk is not None and _is_computed(self.pk):
            raise Frozen(_("A computed proposal is never changed."))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the page of the proposal."""
        return reverse("funding:proposal", args=(self.pool_id, self.number))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse for a computed proposal. Raises Frozen."""
        if _is_computed(self.pk):
            raise Frozen(_("A computed proposal is never deleted."))
        return super().delete(*args, **kwargs)

    @property
    def letter(self) -> str:
        """A, B, C … by number; after Z the number itself."""
        return chr(64 + self.number) if 0 < self.number <= 26 else str(self.number)

    @property
    def label(self) -> str:
        """Proposal A, B, C … in the reader's language."""
        return str(_("Proposal %(letter)s") % {"letter": self.letter})


def _is_computed(pk: int) -> bool:
    return Proposal.objects.filter(pk=pk, state=Proposal.State.COMPUTED).exists()


class LineQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of lines; they are append-only."""


def _of_own_platform(model: type[models.Model], user: Actor) -> Q:
    if not user.unit_id:
        return NOTHING
    return Q(platform__unit_id=user.unit_id, proposal__chosen_for__state=Pool.State.DECIDED)


class ProposalLine(FrozenModel):
    """What one platform gets in a proposal, step by step; the amounts of the steps add up to the amount."""

    visibility: ClassVar[Visibility] = Visibility(
        "funding.view",
        every=lambda model, user: (
            Q() if sees_trials(user) else Q(proposal__pool__in=Pool.objects.visible_to(user))
        ),
        own=_of_own_platform,
        note="those of pools that one sees; own: of decided pools",
    )

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="lines", verbose_name=_("proposal"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="funding_lines", verbose_name=_("platform")
    )
    rank = models.PositiveIntegerField(_("rank"), null=True)
    score = models.DecimalField(_("score"), max_digits=18, decimal_places=6, null=True)
    grade_code = models.CharField(_("grade"), max_length=64, blank=True)
    grade_zh = models.CharField(_("grade in Chinese"), max_length=100, blank=True)
    grade_en = models.CharField(_("grade in English"), max_length=200, blank=True)
    amount = money(_("amount"))
    steps = models.JSONField(
        _("steps"), default=list, help_text=_("Kind, sentence with its figures, amount in yuan")
    )
    met = models.JSONField(_("bounds met"), default=list, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("amount of a platform")
        verbose_name_plural = _("amounts of platforms")
        ordering = ("proposal", "rank", "platform__code")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "platform"), name="funding_one_line"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="funding_line_amount"),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.platform_id} {self.amount}"


class ProposalSensitivity(DocumentedModel, FrozenModel):
    """How sure the amounts of a proposal are over draws of what is uncertain in the evaluation."""

    proposal = models.OneToOneField(
        Proposal, models.PROTECT, related_name="sensitivity", verbose_name=_("proposal")
    )
    draws = models.PositiveIntegerField(_("draws"))
    impossible = models.PositiveIntegerField(_("draws in which the rules cannot hold"), default=0)
    seed = models.PositiveBigIntegerField(_("seed"), default=0)
    interval = models.FloatField(_("central share of an interval"))
    rows = models.JSONField(
        _("amounts over the draws"),
        default=list,
        help_text=_("By platform: share that differs, interval in yuan"),
    )
    refusal = models.JSONField(_("refusals"), default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("computed by")
    )
    made_at = models.DateTimeField(_("computed at"), auto_now_add=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("sureness of a proposal")
        verbose_name_plural = _("sureness of proposals")

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.draws}"
