"""What belongs to a task: steps, extensions, written replies, facts that it is closed by, satisfaction."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.oversight.models.recommendations import LONGEST_WORDS
from keqiao.web.oversight.models.tasks import Task
from keqiao.web.procedures.models import StepModel
from keqiao.web.registry.models import Platform


class TaskPartQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of what belongs to tasks."""


class TaskPart(FrozenModel):
    """Base: of which task, by whom, when. What was said or granted stands."""

    visibility: ClassVar[AsSeen] = AsSeen("task", lambda: Task)

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))

    objects = TaskPartQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class TaskStep(StepModel):
    """One step of a task: who did what when, and why."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="steps", verbose_name=_("task"))

    class Meta(StepModel.Meta):
        verbose_name = pgettext_lazy("oversight", "step of a task")
        verbose_name_plural = pgettext_lazy("oversight", "steps of tasks")


class TaskExtension(TaskPart):
    """More time that was granted, by whom and why; the day before stays."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions", verbose_name=_("task"))
    before = models.DateField(_("due before"))
    until = models.DateField(_("extended to"))
    reason = models.CharField(_("reason"), max_length=1000)

    class Meta(TaskPart.Meta):
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")


class ReplyClass(models.TextChoices):
    """What came of it, as replies to proposals are classed."""

    A = "A", _("A: solved or mostly solved")
    B = "B", _("B: planned, being solved step by step")
    C = "C", _("C: cannot be solved for now")
    D = "D", _("D: kept for reference")


class TaskReply(TaskPart):
    """The written reply of the lead department; a later one does not remove it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="replies", verbose_name=_("task"))
    text = models.TextField(_("written reply"), max_length=LONGEST_WORDS)
    result = models.CharField(_("class of the result"), max_length=1, choices=ReplyClass)

    class Meta(TaskPart.Meta):
        verbose_name = _("written reply")
        verbose_name_plural = _("written replies")


class Satisfaction(models.TextChoices):
    """What a member of the People's Congress thinks of the reply."""

    SATISFIED = "satisfied", _("Satisfied")
    MOSTLY = "mostly", _("Mostly satisfied")
    NOT = "not", _("Not satisfied")


class TaskRating(TaskPart):
    """The satisfaction with a reply."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="ratings", verbose_name=_("task"))
    satisfaction = models.CharField(_("satisfaction"), max_length=9, choices=Satisfaction)
    words = models.CharField(_("in words"), max_length=1000, blank=True)

    class Meta(TaskPart.Meta):
        verbose_name = _("satisfaction")
        verbose_name_plural = _("satisfaction of members")


class TaskFact(TaskPart):
    """A condition over figures that must hold for the task to be closed, and that opens it again where it ceases to:
    an expression over measures, of a platform or the city (None), in a period.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="facts", verbose_name=_("task"))
    condition = models.CharField(pgettext_lazy("task", "condition"), max_length=1000)
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("platform")
    )
    period = models.CharField(_("period"), max_length=10)

    class Meta(TaskPart.Meta):
        verbose_name = pgettext_lazy("task", "fact")
        verbose_name_plural = pgettext_lazy("task", "facts")
