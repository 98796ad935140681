"""Distributions of the income of transformed results: the case, where it stands, what was paid."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, AsSeen, Visibility, VisibleRows
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.models.record import money
from keqiao.web.rulebooks.documented import DocumentedModel
from keqiao.web.transfer.rights import VIEW_INCOME


class DistributionState(States):
    """Where a distribution stands."""

    DRAFT = "draft", "", pgettext_lazy("distribution", "Draft")
    PUBLISHED = "published", "watch", pgettext_lazy("distribution", "Public in the unit")
    DECIDED = "decided", "accent", pgettext_lazy("distribution", "Decided")
    PAID = "paid", "good", pgettext_lazy("distribution", "Paid")
    DROPPED = "dropped", "", pgettext_lazy("distribution", "Dropped")


class Objections(models.TextChoices):
    """What became of objections."""

    NONE = "none", pgettext_lazy("publicity", "No objection")
    OPEN = "open", pgettext_lazy("publicity", "Objection open")
    SETTLED = "settled", pgettext_lazy("publicity", "Objection settled")


class DistributionQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of distributions and what belongs to them."""


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(platform__unit_id=user.unit_id) if user.unit_id else NOTHING


class IncomeDistribution(DocumentedModel, models.Model):
    """Income of a result that a platform shares with those who made it. ``case``: what was entered, as the document of
    the engine holds it; ``documents``: the law it goes by; ``reward`` in 元 as it follows.
    """

    visibility: ClassVar[Visibility] = Visibility(
        VIEW_INCOME, own=_of_own_unit, note="names and amounts of persons"
    )
    platform_path: ClassVar[str] = "platform"

    State = DistributionState

    code = models.CharField(
        pgettext_lazy("distribution", "number"), max_length=20, unique=True, editable=False
    )
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="distributions", verbose_name=_("platform")
    )
    name = models.CharField(pgettext_lazy("distribution", "result"), max_length=200)
    case = models.JSONField(_("what was entered"), encoder=DjangoJSONEncoder)
    state = models.CharField(
        pgettext_lazy("distribution", "state"),
        max_length=10,
        choices=DistributionState,
        default=DistributionState.DRAFT,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    reward = money(_("reward"))
    objection = models.CharField(
        pgettext_lazy("publicity", "objections"), max_length=8, choices=Objections, default=Objections.NONE
    )
    published_on = models.DateField(_("public from"), null=True, blank=True)
    public_until = models.DateField(_("public until"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects: ClassVar[Any] = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution of income")
        verbose_name_plural = _("distributions of income")
        ordering = ("-prepared_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page of the distribution."""
        return reverse("transfer:distribution", args=(self.pk,))

    @property
    def unit_id(self) -> int | None:
        """The unit of the platform."""
        return self.platform.unit_id


class DistributionStep(StepModel):
    """One step of a distribution: who did what when, and why."""

    platform_path: ClassVar[str] = "distribution__platform"

    distribution = models.ForeignKey(
        IncomeDistribution, models.PROTECT, related_name="steps", verbose_name=_("distribution of income")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a distribution")
        verbose_name_plural = _("steps of distributions")


class PaidReward(models.Model):
    """A payment of the plan that was made: ``place`` is that of the payment in the plan, from 0."""

    visibility: ClassVar[AsSeen] = AsSeen("distribution", lambda: IncomeDistribution)

    distribution = models.ForeignKey(
        IncomeDistribution, models.PROTECT, related_name="payments", verbose_name=_("distribution of income")
    )
    place = models.PositiveSmallIntegerField(_("place in the plan"))
    on = models.DateField(_("paid on"))
    amount = money(_("amount"))

    objects: ClassVar[Any] = DistributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward that was paid")
        verbose_name_plural = _("rewards that were paid")
        ordering = ("distribution", "place")
        constraints = (models.UniqueConstraint(fields=("distribution", "place"), name="transfer_paid_once"),)

    def __str__(self) -> str:
        return f"{self.distribution_id} {self.on}"
