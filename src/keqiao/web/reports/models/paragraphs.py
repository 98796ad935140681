"""Approved paragraphs: the wording that survey reports may insert where no figure is computed (S105)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import WriteOnceModel
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.reports.rights import VIEW

LONGEST_PARAGRAPH = 4000


class ParagraphQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of paragraphs."""


class ParagraphState(States):
    """Whether reports may insert it."""

    PROPOSED = "proposed", "watch", pgettext_lazy("paragraph", "Proposed")
    APPROVED = "approved", "good", pgettext_lazy("paragraph", "Approved")
    REFUSED = "refused", "", pgettext_lazy("paragraph", "Refused")
    RETIRED = "retired", "", pgettext_lazy("paragraph", "Retired")


class ApprovedParagraph(WriteOnceModel):
    """A paragraph of the library. Its text never changes, so that a report that inserted it stays what it was; another
    wording is another paragraph.
    """

    written_once = _("The words of a paragraph never change; propose another one and retire this.")
    visibility: ClassVar[Visibility] = Visibility(VIEW, note="wording for reports")
    State = ParagraphState

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("paragraph", "title"), max_length=120)
    text = models.TextField(pgettext_lazy("paragraph", "text"), max_length=LONGEST_PARAGRAPH)
    source = models.CharField(pgettext_lazy("paragraph", "where its wording comes from"), max_length=300)
    state = models.CharField(
        pgettext_lazy("paragraph", "state"),
        max_length=8,
        choices=ParagraphState,
        default=ParagraphState.PROPOSED,
        db_index=True,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("paragraph", "proposed by"),
    )
    proposed_at = models.DateTimeField(pgettext_lazy("paragraph", "proposed at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("paragraph", "approved by"),
    )
    approved_at = models.DateTimeField(pgettext_lazy("paragraph", "approved at"), null=True, blank=True)

    objects: ClassVar[Any] = ParagraphQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved paragraph")
        verbose_name_plural = _("approved paragraphs")
        ordering = ("-proposed_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("reports:paragraph", args=(self.pk,))


class ParagraphStep(StepModel):
    """One step of a paragraph."""

    paragraph = models.ForeignKey(
        ApprovedParagraph, models.PROTECT, related_name="steps", verbose_name=_("approved paragraph")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a paragraph")
        verbose_name_plural = _("steps of paragraphs")
