"""Offers: what somebody can give, how far it is, and how it is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.web.exchange.models.choices import LegalState, PriceForm
from keqiao.web.exchange.models.posting import Posting
from keqiao.web.procedures.models import StepModel
from keqiao.web.registry.models.record import money, not_negative

MOST_POINTS, LONGEST_POINT = 3, 50


class Offer(Posting):
    """Something that is offered."""

    letter: ClassVar[str] = "O"
    days: ClassVar[int] = 365

    trl = models.PositiveSmallIntegerField(
        _("technology readiness level"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    legal_state = models.CharField(_("legal state"), max_length=10, choices=LegalState, blank=True)
    patents = models.PositiveSmallIntegerField(_("invention patents"), null=True, blank=True)
    price_form = models.CharField(_("form of price"), max_length=10, choices=PriceForm, blank=True)
    price_low = money(_("price from (yuan)"), null=True, blank=True)
    price_high = money(_("price up to (yuan)"), null=True, blank=True)
    points = models.JSONField(_("what is new"), default=list, blank=True)
    """Up to three points of up to fifty characters."""

    class Meta(Posting.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = (
            not_negative("price_low", "exchange_offer_price_low"),
            not_negative("price_high", "exchange_offer_price_high"),
        )

    def get_absolute_url(self) -> str:
        """Return the page of the offer."""
        return reverse("exchange:offer", args=(self.pk,))

    @property
    def price(self) -> Decimal | None:
        """The least that it costs, in yuan; None where it was not told."""
        return self.price_low if self.price_low is not None else self.price_high


class OfferStep(StepModel):
    """One step of an offer: who did what when, and why."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="steps", verbose_name=_("offer"))

    class Meta(StepModel.Meta):
        verbose_name = _("step of an offer")
        verbose_name_plural = _("steps of offers")
