"""A study (课题): who works on it, what was visited, what departments were asked, the snapshot it stands on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.visibility import NOTHING, AsSeen, Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet, WriteOnceModel
from keqiao.web.facts.models import Snapshot
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.reports.rights import QUESTIONS, VIEW

LONGEST_WORDS = 4000


class StudyQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of studies and their questions."""


class Study(models.Model):
    """A study of a People's Congress. ``snapshot``: the figures that everything of it stands on; ``flows_snapshot``:
    those of a full year, where another snapshot holds them.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW, note="speaks of every platform")

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("study", "title"), max_length=200)
    purpose = models.TextField(pgettext_lazy("study", "what is studied"), max_length=LONGEST_WORDS)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=pgettext_lazy("study", "members")
    )
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, null=True, blank=True, related_name="studies", verbose_name=_("snapshot")
    )
    flows_snapshot = models.ForeignKey(
        Snapshot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("snapshot of the flows of a year"),
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("study", "opened by"),
    )
    opened_at = models.DateTimeField(pgettext_lazy("study", "opened at"))

    objects: ClassVar[Any] = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ("-opened_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the study."""
        return reverse("reports:study", args=(self.pk,))


class VisitQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of visits."""


class StudyVisit(FrozenModel):
    """A visit of a study group: where, when, with whom, what was learnt. It stands as written."""

    visibility: ClassVar[AsSeen] = AsSeen("study", lambda: Study)

    study = models.ForeignKey(Study, models.PROTECT, related_name="visits", verbose_name=_("study"))
    place = models.CharField(pgettext_lazy("visit", "place"), max_length=200)
    on = models.DateField(pgettext_lazy("visit", "day"))
    hosts = models.CharField(pgettext_lazy("visit", "with whom"), max_length=300, blank=True)
    notes = models.TextField(pgettext_lazy("visit", "what was learnt"), max_length=LONGEST_WORDS)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("visit", "added by"),
    )
    added_at = models.DateTimeField(pgettext_lazy("visit", "added at"))

    objects: ClassVar[Any] = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit of a study")
        verbose_name_plural = _("visits of studies")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.place}"


class QuestionState(States):
    """Where a question stands."""

    ASKED = "asked", "watch", pgettext_lazy("question", "To be answered")
    ANSWERED = "answered", "good", pgettext_lazy("question", "Answered")
    WITHDRAWN = "withdrawn", "", pgettext_lazy("question", "Withdrawn")


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(unit=user.unit_id) if user.unit_id else NOTHING


class StudyQuestion(WriteOnceModel):
    """A question to a department, due on a day that stays what it was."""

    written_once = _("A question that was asked never changes; withdraw it and ask anew.")
    visibility: ClassVar[Visibility] = Visibility(
        QUESTIONS, own=_of_own_unit, note="own: that the unit is asked"
    )
    State = QuestionState

    study = models.ForeignKey(Study, models.PROTECT, related_name="questions", verbose_name=_("study"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("question", "who is asked")
    )
    words = models.TextField(pgettext_lazy("question", "question"), max_length=LONGEST_WORDS)
    due_on = models.DateField(_("due on"))
    answer = models.TextField(pgettext_lazy("question", "answer"), max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(
        pgettext_lazy("question", "state"),
        max_length=9,
        choices=QuestionState,
        default=QuestionState.ASKED,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("question", "answered by"),
    )
    answered_at = models.DateTimeField(pgettext_lazy("question", "answered at"), null=True, blank=True)

    objects: ClassVar[Any] = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of a study")
        verbose_name_plural = _("questions of studies")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("state", "due_on"), name="reports_question_due"),)

    def __str__(self) -> str:
        return self.words[:60]

    def get_absolute_url(self) -> str:
        """Return the page of the question."""
        return reverse("reports:question", args=(self.pk,))


class QuestionStep(StepModel):
    """One step of a question."""

    question = models.ForeignKey(
        StudyQuestion,
        models.PROTECT,
        related_name="steps",
        verbose_name=pgettext_lazy("question", "question"),
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a question")
        verbose_name_plural = _("steps of questions")
