"""From a run to final grades (定级): consultation, publicity, objections, re-check, decision. Every step is kept.

States as in model.md §4: 测算 → 会商 → 公示 → 异议/复核 → 定级. The grades of a final grading are what money follows.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows, of_unit
from keqiao.web.audit.clock import today
from keqiao.web.audit.frozen import ClosingModel, Frozen
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.language import in_language
from keqiao.web.rulebooks.documented import DocumentedModel


def _refuse_final() -> None:
    """Say that final grades stand. Raises Frozen."""
    raise Frozen(
        _("Final grades never change; a wrong one is put right by a new grading that names this one.")
    )


def _open_to_all() -> models.Q:
    return models.Q(state__in=Grading.OPEN_TO_ALL, publicity_from__lte=today())


def _seen(model: type[models.Model], user: Actor) -> models.Q:
    return models.Q() if user.has_right("evaluations.view_drafts") else _open_to_all()


class GradingQuerySet(VisibleRows, models.QuerySet["Grading"]):
    """Reads of gradings; final ones are neither changed nor deleted."""

    def update(self, **kwargs: Any) -> int:
        """Update gradings that are not final. Raises Frozen if a final one is among them."""
        if self.filter(state=Grading.State.FINAL).exists():
            _refuse_final()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete gradings that are not final. Raises Frozen if a final one is among them."""
        if self.filter(state=Grading.State.FINAL).exists():
            _refuse_final()
        return super().delete()

    def open_to_all(self) -> GradingQuerySet:
        """Return the gradings whose grades everyone who may see evaluations may see: final, or since the first day of
        their publicity.
        """
        return self.filter(_open_to_all())


class Grading(DocumentedModel, ClosingModel):
    """One procedure of grading: a run, one period and basis of it, and where the procedure stands."""

    visibility: ClassVar[Visibility] = Visibility(
        "evaluations.view",
        every=_seen,
        published=lambda model, user: _open_to_all(),
        note="outside the bureau those that are final or in their publicity",
    )

    class State(States):
        """Where the procedure stands."""

        COMPUTED = "computed", "", pgettext_lazy("decision", "Computed")
        CONSULTED = "consulted", "", pgettext_lazy("decision", "Consulted")
        PUBLISHED = "published", "watch", pgettext_lazy("decision", "Published")
        RECHECKED = "rechecked", "watch", pgettext_lazy("decision", "In re-check")
        FINAL = "final", "good", pgettext_lazy("decision", "Final")
        WITHDRAWN = "withdrawn", "", pgettext_lazy("decision", "Withdrawn")

    OPEN_TO_ALL = ("published", "rechecked", "final")
    """States in which the grades are open to everyone who may see evaluations."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    run = models.ForeignKey(
        "evaluations.Run", models.PROTECT, related_name="decisions", verbose_name=_("evaluation run")
    )
    period = models.CharField(_("period"), max_length=10)
    basis = models.CharField(_("basis"), max_length=10)
    basis_reason = models.CharField(
        _("why not on the verified basis"), max_length=1000, blank=True, default=""
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COMPUTED)
    minutes = models.TextField(_("minutes of the consultation"), blank=True, max_length=8000)
    publicity_from = models.DateField(_("publicity from"), null=True, blank=True)
    publicity_to = models.DateField(_("publicity to"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("earlier grading put right"),
    )
    edition = models.PositiveIntegerField(_("edition"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    final_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    final_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = GradingQuerySet.as_manager()

    class Meta:
        verbose_name = _("grading")
        verbose_name_plural = _("gradings")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(publicity_to=None) | Q(publicity_to__gte=F("publicity_from")),
                name="grading_publicity_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store; a grading that is final in the database stays as it is. Raises Frozen."""
        if self.pk is not None and Grading.objects.filter(pk=self.pk, state=self.State.FINAL).exists():
            _refuse_final()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the page of the grading."""
        return reverse("grading:grading", args=(self.pk,))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a grading that is not final. Raises Frozen for a final one."""
        if Grading.objects.filter(pk=self.pk, state=self.State.FINAL).exists():
            _refuse_final()
        return super().delete(*args, **kwargs)

    @property
    def is_final(self) -> bool:
        """Whether the grades are final."""
        return self.state == self.State.FINAL

    @property
    def is_open_to_all(self) -> bool:
        """Whether the grades are published: everyone who may see evaluations may see them from the first day on."""
        return self.state in self.OPEN_TO_ALL


class GradeLineQuerySet(models.QuerySet["GradeLine"]):
    """Lines of gradings; those of a final grading are neither changed nor deleted."""

    def update(self, **kwargs: Any) -> int:
        """Update lines. Raises Frozen if one of a final grading is among them."""
        if self.filter(grading__state=Grading.State.FINAL).exists():
            _refuse_final()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete lines. Raises Frozen if one of a final grading is among them."""
        if self.filter(grading__state=Grading.State.FINAL).exists():
            _refuse_final()
        return super().delete()


class GradeLine(models.Model):
    """A platform in a grading: what the run computed, what was decided, and why where they differ."""

    grading = models.ForeignKey(Grading, models.CASCADE, related_name="lines", verbose_name=_("grading"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="grade_lines", verbose_name=_("platform")
    )
    total = models.FloatField(pgettext_lazy("run", "total"), null=True)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    low = models.FloatField(_("rank interval from"), null=True)
    high = models.FloatField(_("rank interval to"), null=True)
    grade_stability = models.FloatField(_("share of draws that keep the grade"), null=True)
    border = models.BooleanField(_("borderline"), default=False)
    computed_code = models.CharField(_("grade computed"), max_length=64, blank=True)
    computed_zh = models.CharField(_("grade computed, in Chinese"), max_length=100, blank=True)
    computed_en = models.CharField(_("grade computed, in English"), max_length=200, blank=True)
    grade_code = models.CharField(_("grade"), max_length=64, blank=True)
    grade_zh = models.CharField(_("grade in Chinese"), max_length=100, blank=True)
    grade_en = models.CharField(_("grade in English"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    variant = models.CharField(_("yardstick"), max_length=64, blank=True)
    veto = models.CharField(_("veto"), max_length=200, blank=True)
    outcomes = models.JSONField(
        _("what follows from several periods"),
        default=list,
        blank=True,
        help_text=_("for each rule of the scheme that takes effect: earlier grades and where they stand"),
    )

    objects = GradeLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("grade of a platform")
        verbose_name_plural = _("grades of platforms")
        ordering = ("grading", "rank", "platform__code")
        constraints = (
            models.UniqueConstraint(fields=("grading", "platform"), name="grading_one_grade_line"),
        )

    def __str__(self) -> str:
        return f"{self.grading_id} {self.platform_id} {self.grade_code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store; a line of a final grading stays as it is. Raises Frozen."""
        if Grading.objects.filter(pk=self.grading_id, state=Grading.State.FINAL).exists():
            _refuse_final()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a line. Raises Frozen for one of a final grading."""
        if Grading.objects.filter(pk=self.grading_id, state=Grading.State.FINAL).exists():
            _refuse_final()
        return super().delete(*args, **kwargs)

    @property
    def grade(self) -> str:
        """The grade's name in the reader's language."""
        return in_language(self.grade_zh, self.grade_en)

    @property
    def computed(self) -> str:
        """The name of the grade that the run computed, in the reader's language."""
        return in_language(self.computed_zh, self.computed_en)

    @property
    def is_changed(self) -> bool:
        """Whether the consultation changed the grade."""
        return self.grade_code != self.computed_code


class ObjectionQuerySet(VisibleRows, models.QuerySet["Objection"]):
    """Reads of objections."""


class Objection(models.Model):
    """An objection (异议) of a platform to its published grade, its re-check and the answer."""

    visibility: ClassVar[Visibility] = Visibility(
        "evaluations.view",
        every=lambda model, user: models.Q() if user.has_right("evaluations.view_drafts") else NOTHING,
        own=of_unit("platform__unit"),
        note="to who sees drafts",
    )

    class State(States):
        """Where the objection stands."""

        LODGED = "lodged", "watch", pgettext_lazy("objection", "Lodged")
        CHECKING = "checking", "watch", pgettext_lazy("objection", "In re-check")
        UPHELD = "upheld", "good", pgettext_lazy("objection", "Upheld")
        DISMISSED = "dismissed", "", pgettext_lazy("objection", "Dismissed")
        WITHDRAWN = "withdrawn", "", pgettext_lazy("objection", "Withdrawn")

    ANSWERED = ("upheld", "dismissed", "withdrawn")

    grading = models.ForeignKey(Grading, models.PROTECT, related_name="objections", verbose_name=_("grading"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="objections", verbose_name=_("platform")
    )
    indicators = models.JSONField(_("indicators objected to"), default=list, blank=True)
    text = models.TextField(_("text"), max_length=4000)
    files = models.ManyToManyField(
        "facts.Evidence", blank=True, related_name="objections", verbose_name=_("files")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.LODGED)
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lodged by")
    )
    lodged_at = models.DateTimeField(_("lodged at"), default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("re-checked by"),
    )
    findings = models.TextField(_("findings of the re-check"), blank=True, max_length=4000)
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    new_run = models.ForeignKey(
        "evaluations.Run",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("run after the objection"),
    )
    edition = models.PositiveIntegerField(_("edition"), default=1)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("-lodged_at", "-pk")

    def __str__(self) -> str:
        return f"{self.grading.code} {self.platform if self.platform_id else '—'}"

    def get_absolute_url(self) -> str:
        """Return the page of the objection; of one that is not lodged yet, that of the grading."""
        if self.pk is None:
            return self.grading.get_absolute_url()
        return reverse("grading:objection", args=(self.grading_id, self.pk))

    @property
    def is_answered(self) -> bool:
        """Whether there is nothing left to decide about it."""
        return self.state in self.ANSWERED

    @property
    def waits_for_a_run(self) -> bool:
        """Whether it was upheld and no new run has answered it yet."""
        return self.state == self.State.UPHELD and self.new_run_id is None

    @property
    def unit_id(self) -> int | None:
        """The unit the objection belongs to, for decisions by scope."""
        return self.platform.unit_id if self.platform_id is not None else None


class GradingStep(StepModel):
    """One step of a grading, or of an objection to it: who did what when, on which run, what changed and why."""

    grading = models.ForeignKey(Grading, models.PROTECT, related_name="steps", verbose_name=_("grading"))
    objection = models.ForeignKey(
        Objection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("objection"),
    )
    run = models.ForeignKey(
        "evaluations.Run", models.PROTECT, related_name="+", verbose_name=_("evaluation run")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a grading")
        verbose_name_plural = _("steps of a grading")
