"""Who was let see more of a need or an offer than its summary, by whom and since when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.exchange.models.needs import Need
from keqiao.web.exchange.models.offers import Offer


class Tier(models.IntegerChoices):
    """How much of a need or an offer somebody reads; each tier includes those before it."""

    SUMMARY = 1, pgettext_lazy("tier", "Summary")
    DETAIL = 2, pgettext_lazy("tier", "After consent")
    CONFIDENTIAL = 3, pgettext_lazy("tier", "After an agreement of secrecy")


class DisclosureGrant(models.Model):
    """A unit is let see a need or an offer up to a tier. Grants are written by who brings both sides together."""

    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("need")
    )
    offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("offer")
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    tier = models.PositiveSmallIntegerField(pgettext_lazy("grant", "tier"), choices=Tier)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("grant of disclosure")
        verbose_name_plural = _("grants of disclosure")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(need__isnull=True) ^ Q(offer__isnull=True), name="exchange_grant_of_one"
            ),
            models.UniqueConstraint(
                fields=("need", "unit"), condition=Q(revoked_at=None), name="exchange_grant_need"
            ),
            models.UniqueConstraint(
                fields=("offer", "unit"), condition=Q(revoked_at=None), name="exchange_grant_offer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.need or self.offer} – {self.unit}"
