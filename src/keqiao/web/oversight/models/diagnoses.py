"""A diagnosis: what the rules in force found in the figures of a snapshot."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.facts.models import Basis, Snapshot
from keqiao.web.oversight.rights import FINDINGS
from keqiao.web.rulebooks.documented import DocumentedModel


class DiagnosisQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of diagnoses."""


class Diagnosis(DocumentedModel, FrozenModel):
    """What rules found: over one period of a snapshot, by the version that ``documents`` names. It stands for ever;
    ``sha256`` is over its lines, ``city`` maps each rule to the light of the city and the counts behind it.
    """

    visibility: ClassVar[Visibility] = Visibility(FINDINGS, note="speaks of every platform")

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="diagnoses", verbose_name=_("snapshot")
    )
    period = models.CharField(_("period"), max_length=10)
    basis = models.CharField(pgettext_lazy("figure", "basis"), max_length=8, choices=Basis)
    platforms = models.PositiveIntegerField(_("platforms"))
    city = models.JSONField(_("the city"), default=dict)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("diagnosis", "made by"),
    )
    made_at = models.DateTimeField(pgettext_lazy("diagnosis", "made at"))

    objects = DiagnosisQuerySet.as_manager()

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.period}"

    def get_absolute_url(self) -> str:
        """Return the page of its findings."""
        return reverse("oversight:diagnosis", args=(self.code,))


class DiagnosisLineQuerySet(VisibleRows, models.QuerySet["DiagnosisLine"]):
    """Reads of lines."""


class DiagnosisLine(models.Model):
    """What a rule says of a platform: a value, none where it is missing, and the light. There are many: they are
    written in bulk, and the hash of their diagnosis speaks for all.
    """

    visibility: ClassVar[AsSeen] = AsSeen("diagnosis", lambda: Diagnosis)

    diagnosis = models.ForeignKey(
        Diagnosis, models.PROTECT, related_name="lines", verbose_name=_("diagnosis")
    )
    rule = models.CharField(_("rule"), max_length=64)
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="+", db_index=False, verbose_name=_("platform")
    )
    value = models.FloatField(_("value"), null=True, blank=True)
    light = models.CharField(_("light"), max_length=5)

    objects = DiagnosisLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a diagnosis")
        verbose_name_plural = _("lines of diagnoses")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("diagnosis", "rule", "light"), name="oversight_line_light"),
            models.Index(fields=("platform", "rule"), name="oversight_line_platform"),
        )

    def __str__(self) -> str:
        return f"{self.diagnosis_id} {self.rule} {self.platform_id}"
