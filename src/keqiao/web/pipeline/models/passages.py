"""How far a project has come, and who is in charge of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, AsSeen, Visibility, VisibleRows
from keqiao.web.pipeline.models.choices import PassageState, Stage
from keqiao.web.pipeline.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.registry.models import PipelineProject
from keqiao.web.registry.models.pipeline import LEVELS
from keqiao.web.rulebooks.documented import DocumentedModel


class PassageQuerySet(VisibleRows, models.QuerySet["ProjectPassage"]):
    """Reads of passages."""


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(project__platform__unit=user.unit_id) if user.unit_id else NOTHING


def _in_charge(model: type[models.Model], user: Actor) -> Q:
    return Q(manager=user) if user.has_right(VIEW) else NOTHING


class ProjectPassage(DocumentedModel, models.Model):
    """The way of a project through the gates: its stage, since when, until when; ``manager``: who is in charge.

    The database keeps no project beyond the lead without a manager. ``documents``: the document of gates that the
    project began with.
    """

    visibility: ClassVar[Visibility] = Visibility(
        VIEW, own=_of_own_unit, also=_in_charge, note="of the own platform; a manager: those in charge of"
    )
    platform_path: ClassVar[str] = "project__platform"

    State = PassageState

    project = models.OneToOneField(
        PipelineProject, models.PROTECT, related_name="passage", verbose_name=_("pipeline project")
    )
    stage = models.CharField(
        pgettext_lazy("project", "stage"), max_length=10, choices=Stage, default=Stage.LEAD
    )
    state = models.CharField(
        pgettext_lazy("project", "state"), max_length=12, choices=PassageState, default=PassageState.RUNNING
    )
    edition = models.PositiveIntegerField(default=1)
    moved_at = models.DateTimeField(_("in this stage since"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    readiness = models.PositiveSmallIntegerField(
        _("readiness (TRL)"), validators=[MinValueValidator(1), MaxValueValidator(LEVELS)]
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project manager"),
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken up by"),
    )
    opened_at = models.DateTimeField(_("taken up at"))

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("pipeline", "project")
        verbose_name_plural = pgettext_lazy("pipeline", "projects")
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("stage", "state", "moved_at"), name="pipeline_stage_state"),
            models.Index(fields=("manager", "state"), name="pipeline_manager_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(stage=Stage.LEAD) | Q(manager__isnull=False), name="pipeline_one_manager"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.COMPLETED, state=PassageState.COMPLETED)
                | (~Q(stage=Stage.COMPLETED) & ~Q(state=PassageState.COMPLETED)),
                name="pipeline_completed_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.project.number} {self.project.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the project."""
        return reverse("pipeline:project", args=(self.pk,))

    @property
    def unit_id(self) -> int | None:
        """The unit of the platform."""
        return self.project.platform.unit_id


class PassageStep(StepModel):
    """One step of a project: who did what when, and why."""

    platform_path: ClassVar[str] = "passage__project__platform"

    passage = models.ForeignKey(
        ProjectPassage,
        models.PROTECT,
        related_name="steps",
        verbose_name=pgettext_lazy("pipeline", "project"),
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a project")
        verbose_name_plural = _("steps of projects")


class MandateQuerySet(VisibleRows, models.QuerySet["Mandate"]):
    """Reads of mandates."""


class Mandate(models.Model):
    """Who was in charge of a project from when to when: the last one, without an end, is the manager's."""

    visibility: ClassVar[AsSeen] = AsSeen("passage", lambda: ProjectPassage, note="as the projects")

    passage = models.ForeignKey(
        ProjectPassage,
        models.PROTECT,
        related_name="mandates",
        verbose_name=pgettext_lazy("pipeline", "project"),
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("project manager")
    )
    qualification = models.CharField(_("qualification"), max_length=64)
    mandate = models.CharField(_("mandate"), max_length=1000, blank=True)
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("given by"),
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate of a project manager")
        verbose_name_plural = _("mandates of project managers")
        ordering = ("passage", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("passage",), condition=Q(ended_on=None), name="pipeline_one_mandate"
            ),
        )

    def __str__(self) -> str:
        return f"{self.passage_id} {self.manager_id}"
