"""A survey report: sections that several people write, over the figures of one snapshot, issued once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet, WriteOnceModel
from keqiao.web.facts.models import Snapshot
from keqiao.web.oversight.models import Diagnosis
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.reports.models.studies import Study
from keqiao.web.reports.rights import VIEW
from keqiao.web.rulebooks.documented import DocumentedModel

LONGEST_SECTION = 40_000


class ReportQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of reports and their sections."""


class ReportState(States):
    """How far a report has come: 起草 – 印发."""

    WRITING = "writing", "accent", pgettext_lazy("survey report", "Being written")
    ISSUED = "issued", "good", pgettext_lazy("survey report", "Issued")


class SurveyReport(DocumentedModel, WriteOnceModel):
    """A report. ``as_of`` and ``year``: the periods of the snapshot that its stocks and flows are of; ``sha256``: of
    the Word file as it was issued, which is made again to the byte.
    """

    written_once = _("The snapshot and the periods of a report never change; draw up another report.")
    visibility: ClassVar[Visibility] = Visibility(VIEW, note="speaks of every platform")
    State = ReportState

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    study = models.ForeignKey(Study, models.PROTECT, related_name="reports", verbose_name=_("study"))
    title = models.CharField(pgettext_lazy("survey report", "title"), max_length=200)
    issuer = models.CharField(pgettext_lazy("survey report", "issued by"), max_length=120)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+", verbose_name=_("snapshot"))
    flows_snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="+", verbose_name=_("snapshot of the flows of a year")
    )
    as_of = models.CharField(_("stocks as of"), max_length=10)
    year = models.CharField(_("flows of"), max_length=10)
    diagnosis = models.ForeignKey(
        Diagnosis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diagnosis")
    )
    state = models.CharField(
        pgettext_lazy("survey report", "state"),
        max_length=7,
        choices=ReportState,
        default=ReportState.WRITING,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drawn up by"),
    )
    drawn_up_at = models.DateTimeField(_("drawn up at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("survey report", "released by"),
    )
    issued_at = models.DateTimeField(pgettext_lazy("survey report", "issued at"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey report")
        verbose_name_plural = _("survey reports")
        ordering = ("-drawn_up_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the report."""
        return reverse("reports:report", args=(self.pk,))


class ReportStep(StepModel):
    """One step of a report."""

    report = models.ForeignKey(
        SurveyReport, models.PROTECT, related_name="steps", verbose_name=_("survey report")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")


class ReportSection(models.Model):
    """A section as it stands: its heading (empty: none), its text with fields for figures."""

    visibility: ClassVar[AsSeen] = AsSeen("report", lambda: SurveyReport)

    class Level(models.TextChoices):
        """How its heading stands."""

        PLAIN = "plain", pgettext_lazy("section", "Without a heading")
        CHAPTER = "chapter", pgettext_lazy("section", "Chapter")
        PART = "part", pgettext_lazy("section", "Part of a chapter")
        ATTACHMENT = "attachment", pgettext_lazy("section", "Attachment")

    report = models.ForeignKey(
        SurveyReport, models.PROTECT, related_name="sections", verbose_name=_("survey report")
    )
    position = models.PositiveSmallIntegerField(_("place"))
    level = models.CharField(pgettext_lazy("section", "level"), max_length=10, choices=Level)
    heading = models.CharField(pgettext_lazy("section", "heading"), max_length=120, blank=True)
    text = models.TextField(pgettext_lazy("section", "text"), max_length=LONGEST_SECTION, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        ordering = ("report", "position")
        constraints = (models.UniqueConstraint(fields=("report", "position"), name="reports_one_section"),)

    def __str__(self) -> str:
        return self.heading or self.text[:20]

    def get_absolute_url(self) -> str:
        """Return the page on which it is written."""
        return reverse("reports:section", args=(self.report_id, self.position))


class EditionQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of editions."""


class SectionEdition(FrozenModel):
    """A text that a section had: who wrote it, when. Append-only."""

    visibility: ClassVar[AsSeen] = AsSeen("section", lambda: ReportSection)

    section = models.ForeignKey(
        ReportSection, models.PROTECT, related_name="editions", verbose_name=_("section of a report")
    )
    edition = models.PositiveIntegerField(pgettext_lazy("section", "edition"))
    text = models.TextField(pgettext_lazy("section", "text"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a section")
        verbose_name_plural = _("editions of sections")
        ordering = ("section", "-edition")
        constraints = (models.UniqueConstraint(fields=("section", "edition"), name="reports_one_edition"),)

    def __str__(self) -> str:
        return f"{self.section_id} {self.edition}"
