"""A task (督办事项): who leads, until when, and how far it has come."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.audit.frozen import WriteOnceModel
from keqiao.web.oversight.models.recommendations import LONGEST_WORDS, Recommendation
from keqiao.web.oversight.rights import VIEW
from keqiao.web.procedures.states import States
from keqiao.web.registry.models import Platform


class TaskState(States):
    """How far a task has come: 立项交办 – 签收 – 办理 – 反馈 – 复核 – 销号."""

    ISSUED = "issued", "watch", pgettext_lazy("task", "To be accepted")
    DECLINED = "declined", "bad", pgettext_lazy("task", "Declined")
    WORKING = "working", "accent", pgettext_lazy("task", "Under way")
    ANSWERED = "answered", "watch", pgettext_lazy("task", "To be reviewed")
    REVIEWED = "reviewed", "accent", pgettext_lazy("task", "Reviewed")
    CLOSED = "closed", "good", pgettext_lazy("task", "Closed")


OPEN_STATES = tuple(state.value for state in TaskState if state != TaskState.CLOSED)


class TaskQuerySet(VisibleRows, models.QuerySet["Task"]):
    """Reads of tasks."""

    def of_unit(self, unit: int) -> TaskQuerySet:
        """Return those that a unit leads or supports."""
        supported = Task.support.through.objects.filter(unit_id=unit).values("task_id")
        return self.filter(Q(lead=unit) | Q(pk__in=supported))

    def with_due(self) -> Any:
        """Return them with ``until``: the day that counts, that of the last extension where there is one."""
        return self.annotate(until=Coalesce("extended_to", "due_on"))


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(pk__in=Task.objects.of_unit(user.unit_id).values("pk")) if user.unit_id else NOTHING


class Task(WriteOnceModel):
    """A task that a recommendation became. ``due_on`` stays what it was; ``extended_to`` is that of the last extension.

    ``rule`` and ``platform``: the finding that it is to remove.
    """

    written_once = _("Number, recommendation and due day of a task never change; grant an extension.")
    visibility: ClassVar[Visibility] = Visibility(
        VIEW, own=_of_own_unit, note="own: that the unit leads or supports"
    )

    State = TaskState

    code = models.CharField(pgettext_lazy("task", "number"), max_length=20, unique=True, editable=False)
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, related_name="tasks", verbose_name=_("recommendation")
    )
    title = models.CharField(pgettext_lazy("task", "title"), max_length=200)
    demand = models.TextField(pgettext_lazy("task", "what is asked"), max_length=LONGEST_WORDS)
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("lead department"))
    support = models.ManyToManyField(
        Unit, blank=True, related_name="+", verbose_name=_("supporting departments")
    )
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("platform")
    )
    rule = models.CharField(_("rule"), max_length=64, blank=True)
    due_on = models.DateField(_("due on"))
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    state = models.CharField(
        pgettext_lazy("task", "state"), max_length=8, choices=TaskState, default=TaskState.ISSUED
    )
    edition = models.PositiveIntegerField(default=1)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("issued by"),
    )
    issued_at = models.DateTimeField(_("issued at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("task", "answered by"),
    )
    answered_at = models.DateTimeField(pgettext_lazy("task", "answered at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("task", "closed by"),
    )
    closed_at = models.DateTimeField(pgettext_lazy("task", "closed at"), null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("oversight", "task")
        verbose_name_plural = pgettext_lazy("oversight", "tasks")
        ordering = ("-issued_at", "-pk")
        indexes = (
            models.Index(fields=("state", "due_on"), name="oversight_task_due"),
            models.Index(fields=("platform", "rule"), name="oversight_task_finding"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the task."""
        return reverse("oversight:task", args=(self.pk,))

    @property
    def counted_due(self) -> date:
        """The day that counts today."""
        return self.extended_to or self.due_on

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
        return self.state != TaskState.CLOSED
