"""What belongs to a deal: the answers of both sides, payments, ratings."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, VisibleRows
from keqiao.web.deals.models.choices import DealSide
from keqiao.web.deals.models.deals import Deal
from keqiao.web.exchange.models import CooperationWay
from keqiao.web.registry.models.record import money

MOST_POINTS = 100


class PartQuerySet(VisibleRows, models.QuerySet):
    """Reads of what belongs to deals."""


class DealPart(models.Model):
    """Base: of which deal, by whom, when."""

    visibility: ClassVar[AsSeen] = AsSeen("deal", lambda: Deal)
    platform_path: ClassVar[str] = "deal__supply__platform"

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True


class DealAnswer(DealPart):
    """The consent of a side: how to work together, what is missing, who they are; the contact only where the person
    agreed to be named.
    """

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="answers", verbose_name=_("deal"))
    side = models.CharField(_("side"), max_length=8, choices=DealSide)
    way = models.CharField(_("kind of co-operation"), max_length=16, choices=CooperationWay)
    missing = models.CharField(_("what is missing"), max_length=300)
    about = models.CharField(_("who you are"), max_length=300)
    contact = models.CharField(_("contact person and telephone"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("answer of a side")
        verbose_name_plural = _("answers of sides")
        ordering = ("deal", "pk")
        constraints = (models.UniqueConstraint(fields=("deal", "side"), name="deals_one_answer"),)

    def __str__(self) -> str:
        return f"{self.deal_id} {self.get_side_display()}"


class DealPayment(DealPart):
    """Money received under the contract of a deal, in 元; a reversal is negative.

    Once the contract is registered the amount is that of the register's row ``receipt``, and no longer here.
    """

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="payments", verbose_name=_("deal"))
    received_on = models.DateField(_("received on"))
    amount = money(_("amount"), null=True, blank=True)
    receipt = models.OneToOneField(
        "registry.ContractReceipt",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deal_payment",
        verbose_name=_("row of the register"),
    )

    class Meta:
        verbose_name = pgettext_lazy("deal", "payment")
        verbose_name_plural = pgettext_lazy("deal", "payments")
        ordering = ("deal", "received_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__isnull=True) ^ Q(receipt__isnull=True), name="deals_payment_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.deal_id} {self.received_on}"

    @property
    def value(self) -> Decimal:
        """The amount, where it stands; none where the row of the register was withdrawn."""
        if self.receipt is None:
            return self.amount or Decimal(0)
        return self.receipt.amount if self.receipt.withdrawn_at is None else Decimal(0)


class DealRating(DealPart):
    """How a side rates the other, and the broker, 0 to 100."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="ratings", verbose_name=_("deal"))
    side = models.CharField(_("rated by"), max_length=8, choices=DealSide)
    points = models.DecimalField(
        _("rating"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_POINTS)],
    )
    broker_points = models.DecimalField(
        _("rating of the broker"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_POINTS)],
    )
    words = models.CharField(_("in words"), max_length=1000, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("deal", "rating")
        verbose_name_plural = pgettext_lazy("deal", "ratings")
        ordering = ("deal", "pk")
        constraints = (
            models.UniqueConstraint(fields=("deal", "side"), name="deals_one_rating"),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=MOST_POINTS), name="deals_rating_points"
            ),
        )

    def __str__(self) -> str:
        return f"{self.deal_id} {self.points}"
