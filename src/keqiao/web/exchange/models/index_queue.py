"""What the index of texts has still to take in: written in the transaction that changes a posting, so none is lost."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IndexingTask(models.Model):
    """A need or an offer that changed since the index was written."""

    class Side(models.TextChoices):
        """Which index."""

        NEEDS = "needs", _("Needs")
        OFFERS = "offers", _("Offers")

    side = models.CharField(pgettext_lazy("indexing", "side"), max_length=6, choices=Side)
    posting = models.BigIntegerField(pgettext_lazy("indexing", "posting"))

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.side} {self.posting}"
