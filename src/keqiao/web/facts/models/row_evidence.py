"""The files that rows of the registers rest on (台账佐证): append-only, taken from a row by a row of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.registry.models.record import Record


class RowEvidenceQuerySet(FrozenQuerySet):
    """Reads of what rows rest on."""

    def current(self, until: datetime | None = None) -> RowEvidenceQuerySet:
        """Return the files that were attached and not taken away, now or as it was at ``until``."""
        attached = self.filter(removes=None)
        if until is None:
            return attached.filter(removed_by=None)
        later = RowEvidence.objects.filter(removes=models.OuterRef("pk"), at__lte=until)
        return attached.filter(~models.Exists(later), at__lte=until)

    def of_register(self, model: type[Record], rows: Iterable[int] | None = None) -> RowEvidenceQuerySet:
        """Return those of one register, or of some of its rows."""
        uses = self.filter(model=model._meta.label)
        return uses if rows is None else uses.filter(row__in=list(rows))


class RowEvidence(FrozenModel):
    """A file was attached to a row, or (``removes``) taken from it with a reason; ``version`` is the row's of then.

    ``unit``: the unit of who attached it, whose people may open the file.
    """

    evidence = models.ForeignKey(
        "facts.Evidence", models.PROTECT, related_name="+", verbose_name=_("evidence")
    )
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    version = models.PositiveIntegerField()
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="removed_by")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[Any] = RowEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a row")
        verbose_name_plural = _("evidence of rows")
        ordering = ("-pk",)
        indexes = (models.Index(fields=("model", "row"), name="facts_evidence_of_row"),)

    def __str__(self) -> str:
        return f"{self.model} {self.row}"
