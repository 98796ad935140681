"""The review of a project at a gate: its material, what was decided and why, the money that follows."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, VisibleRows
from keqiao.web.pipeline.models.choices import OPEN_GATES, GateCode, GateState
from keqiao.web.pipeline.models.passages import ProjectPassage
from keqiao.web.procedures.models import StepModel
from keqiao.web.registry.models.pipeline import LEVELS
from keqiao.web.registry.models.record import money
from keqiao.web.tolerance.models import ToleranceCase


class GateQuerySet(VisibleRows, models.QuerySet["GateReview"]):
    """Reads of gate reviews."""


class GateReview(models.Model):
    """A review at a gate. ``assessments``: code of a criterion → whether it is met and why; ``manager``: who was in
    charge when it was decided. Its rules are those of the project.
    """

    visibility: ClassVar[AsSeen] = AsSeen("passage", lambda: ProjectPassage, note="as the projects")
    platform_path: ClassVar[str] = "passage__project__platform"

    State = GateState

    code = models.CharField(pgettext_lazy("gate", "number"), max_length=24, unique=True, editable=False)
    passage = models.ForeignKey(
        ProjectPassage,
        models.PROTECT,
        related_name="gates",
        verbose_name=pgettext_lazy("pipeline", "project"),
    )
    gate = models.CharField(_("gate"), max_length=2, choices=GateCode)
    state = models.CharField(
        pgettext_lazy("gate", "state"), max_length=12, choices=GateState, default=GateState.PREPARING
    )
    edition = models.PositiveIntegerField(default=1)
    summary = models.TextField(_("what was achieved"), max_length=4000, blank=True)
    readiness_before = models.PositiveSmallIntegerField(
        _("readiness before"), validators=[MinValueValidator(1), MaxValueValidator(LEVELS)]
    )
    readiness_after = models.PositiveSmallIntegerField(
        _("readiness after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LEVELS)],
    )
    assessments = models.JSONField(_("reasons by criterion"), default=dict, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project manager"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason of the decision"), max_length=1000, blank=True)
    tolerance_case = models.ForeignKey(
        ToleranceCase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="gate_reviews",
        verbose_name=_("case of fault tolerance"),
    )

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate review")
        verbose_name_plural = _("gate reviews")
        ordering = ("-requested_at", "-pk")
        indexes = (models.Index(fields=("gate", "state"), name="pipeline_gate_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=("passage",), condition=Q(state__in=OPEN_GATES), name="pipeline_one_open_gate"
            ),
            models.UniqueConstraint(
                fields=("passage", "gate"),
                condition=Q(state=GateState.PASSED),
                name="pipeline_gate_passed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.passage.project.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the review."""
        return reverse("pipeline:gate", args=(self.pk,))

    @property
    def unit_id(self) -> int | None:
        """The unit of the platform."""
        return self.passage.unit_id


class GateStep(StepModel):
    """One step of a review: who did what when, and why."""

    platform_path: ClassVar[str] = "review__passage__project__platform"

    review = models.ForeignKey(
        GateReview, models.PROTECT, related_name="steps", verbose_name=_("gate review")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a gate review")
        verbose_name_plural = _("steps of gate reviews")


class GateMaterialQuerySet(VisibleRows, models.QuerySet["GateMaterial"]):
    """Reads of material."""


class GateMaterial(models.Model):
    """A file for an item of the gate's list; ``removed_at``: taken away again."""

    visibility: ClassVar[AsSeen] = AsSeen("review__passage", lambda: ProjectPassage, note="as the projects")

    review = models.ForeignKey(
        GateReview, models.PROTECT, related_name="materials", verbose_name=_("gate review")
    )
    item = models.CharField(_("item"), max_length=64)
    file = models.ForeignKey("facts.Evidence", models.PROTECT, related_name="+", verbose_name=_("file"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = GateMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material of a gate review")
        verbose_name_plural = _("material of gate reviews")
        ordering = ("review", "item", "pk")

    def __str__(self) -> str:
        return f"{self.review_id} {self.item}"


class DeliverableQuerySet(VisibleRows, models.QuerySet["Deliverable"]):
    """Reads of deliverables."""


class Deliverable(models.Model):
    """Something that a project owes until a day: agreed, or asked for at a gate (``review``). While it is open no gate
    is passed.
    """

    visibility: ClassVar[AsSeen] = AsSeen("passage", lambda: ProjectPassage, note="as the projects")

    passage = models.ForeignKey(
        ProjectPassage,
        models.PROTECT,
        related_name="deliverables",
        verbose_name=pgettext_lazy("pipeline", "project"),
    )
    review = models.ForeignKey(
        GateReview,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deliverables",
        verbose_name=_("gate review"),
    )
    name = models.CharField(_("what is owed"), max_length=300)
    due_on = models.DateField(_("due on"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who delivers"),
    )
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    file = models.ForeignKey(
        "facts.Evidence", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    note = models.CharField(_("note"), max_length=1000, blank=True)

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.name


class TrancheQuerySet(VisibleRows, models.QuerySet["GateTranche"]):
    """Reads of tranches."""


class GateTranche(models.Model):
    """Money that a passed gate releases, and out of which amount of a decided pool it is paid; in 元."""

    visibility: ClassVar[AsSeen] = AsSeen("review__passage", lambda: ProjectPassage, note="as the projects")

    review = models.OneToOneField(
        GateReview, models.PROTECT, related_name="tranche", verbose_name=_("gate review")
    )
    amount = money(_("amount"))
    line = models.ForeignKey(
        "funding.ProposalLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tranches",
        verbose_name=_("amount of a platform"),
    )

    objects = TrancheQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gate", "tranche")
        verbose_name_plural = pgettext_lazy("gate", "tranches")
        ordering = ("review",)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="pipeline_tranche_amount"),)

    def __str__(self) -> str:
        return f"{self.review_id} {self.amount}"
