"""Scheme versions and runs. A scheme's text never changes; a finished run and its result are append-only.

A run names its snapshot, scheme version, periods, basis and seed, and keeps the frames of the engine with their
digest, so that it can be computed again and compared to the bit. Scores are shares of the scheme's total (mostly 100
points).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import ClosingModel, Frozen, FrozenModel, FrozenQuerySet
from keqiao.web.evaluations.providers import providers
from keqiao.web.registry.language import in_language
from keqiao.web.rulebooks.documented import DocumentedModel
from keqiao.web.rulebooks.versions import LibraryVersion


class SchemeVersion(LibraryVersion):
    """One version of an indicator system (指标体系) as the bureau signed it: the YAML text and its fingerprint."""

    kind_code = "evaluations.schemes"

    class Meta(LibraryVersion.Meta):
        verbose_name = _("scheme version")
        verbose_name_plural = _("scheme versions")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="evaluations_one_scheme_version"),
        )


def _released() -> models.Q:
    open_to_all = models.Q(release__isnull=False)
    for published in providers.gradings.published_runs():
        open_to_all |= models.Q(pk__in=published)
    return open_to_all & models.Q(state=Run.State.DONE)


def _seen(model: type[models.Model], user: Actor) -> models.Q:
    return models.Q() if user.has_right("evaluations.view_drafts") else _released()


class RunQuerySet(VisibleRows, models.QuerySet["Run"]):
    """Runs in bulk: finished ones are neither changed nor deleted; which of them anybody outside the bureau sees."""

    def released(self) -> RunQuerySet:
        """Return the finished runs that are open outside the bureau: those on which a grading stands, or stood, that
        is in its publicity or final, and those that somebody released.
        """
        return self.filter(_released())

    def update(self, **kwargs: Any) -> int:
        """Update runs that are not finished. Raises Frozen if a finished one is among them."""
        if self.filter(state=Run.State.DONE).exists():
            raise Frozen(_("A finished run is never changed."))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete runs that are not finished. Raises Frozen if a finished one is among them."""
        if self.filter(state=Run.State.DONE).exists():
            raise Frozen(_("A finished run is never deleted."))
        return super().delete()


class Run(DocumentedModel, ClosingModel):
    """One evaluation (评价测算) of the platforms of a snapshot by a scheme version."""

    visibility: ClassVar[Visibility] = Visibility(
        "evaluations.view",
        every=_seen,
        published=lambda model, user: _released(),
        note="outside the bureau those that a published grading stands on, and released ones",
    )

    class State(models.TextChoices):
        """Where the computation stands."""

        WAITING = "waiting", pgettext_lazy("run", "Waiting")
        RUNNING = "running", pgettext_lazy("run", "Running")
        DONE = "done", pgettext_lazy("run", "Finished")
        FAILED = "failed", pgettext_lazy("run", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("run", "Cancelled")

    class Basis(models.TextChoices):
        """Which values are scored: as reported, as verified (核定值), or both side by side."""

        REPORTED = "reported", _("Reported values")
        VERIFIED = "verified", _("Verified values")
        BOTH = "both", _("Reported and verified side by side")

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    snapshot = models.ForeignKey(
        "facts.Snapshot", models.PROTECT, related_name="runs", verbose_name=_("snapshot")
    )
    scheme = models.ForeignKey(
        SchemeVersion, models.PROTECT, related_name="runs", verbose_name=_("scheme version")
    )
    periods = models.JSONField(_("periods"), default=list)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.REPORTED)
    options = models.JSONField(_("options"), default=dict, blank=True)
    seed = models.PositiveBigIntegerField(_("seed"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    digest = models.CharField(_("digest"), max_length=64, blank=True, help_text=_("SHA-256 of the result"))
    input_digest = models.CharField(_("digest of the input"), max_length=64, blank=True)
    engine_version = models.CharField(_("engine version"), max_length=40, blank=True)
    warnings = models.JSONField(_("warnings"), default=list, blank=True)
    failure = models.TextField(_("failure"), blank=True)
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation run")
        verbose_name_plural = _("evaluation runs")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store; a run that was finished in the database stays as it is. Raises Frozen."""
        if self.pk is not None and Run.objects.filter(pk=self.pk, state=self.State.DONE).exists():
            raise Frozen(_("A finished run is never changed."))
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the result page."""
        return reverse("evaluations:run", args=(self.code,))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a run that never finished. Raises Frozen for a finished one."""
        if Run.objects.filter(pk=self.pk, state=self.State.DONE).exists():
            raise Frozen(_("A finished run is never deleted."))
        return super().delete(*args, **kwargs)

    @property
    def is_done(self) -> bool:
        """Whether the result stands."""
        return self.state == self.State.DONE

    @property
    def last_period(self) -> str:
        """The latest period evaluated, the one that pages show first."""
        return str(max(self.periods, default=""))

    @property
    def is_trial(self) -> bool:
        """Whether it was computed by a draft of a scheme: for trial only, never graded, never released."""
        return self.scheme.is_draft

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases that have a result of their own, the one that counts first."""
        return ("verified", "reported") if self.basis == self.Basis.BOTH else (self.basis,)


class RunFrame(FrozenModel):
    """One table of the engine's result (or of its input), as Parquet bytes."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="frames", verbose_name=_("run"))
    name = models.CharField(_("name"), max_length=40)
    content = models.BinaryField(_("content"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("result table")
        verbose_name_plural = _("result tables")
        ordering = ("run", "name")
        constraints = (models.UniqueConstraint(fields=("run", "name"), name="evaluations_one_frame_by_name"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.name}"


class RunTotal(FrozenModel):
    """A platform's total, rank and grade in a run: for one period and basis. Points on the scheme's scale."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="totals", verbose_name=_("run"))
    period = models.CharField(_("period"), max_length=10)
    basis = models.CharField(_("basis"), max_length=10)
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="run_totals", verbose_name=_("platform")
    )
    total = models.FloatField(pgettext_lazy("run", "total"), null=True)
    rank = models.PositiveIntegerField(_("rank"), null=True)
    grade_code = models.CharField(_("grade"), max_length=64, blank=True)
    grade_zh = models.CharField(_("grade in Chinese"), max_length=100, blank=True)
    grade_en = models.CharField(_("grade in English"), max_length=200, blank=True)
    variant = models.CharField(
        _("yardstick"), max_length=64, blank=True, help_text=_("code of the variant that held")
    )
    veto = models.CharField(_("veto"), max_length=200, blank=True)
    base = models.FloatField(_("total before adjustments"), null=True)
    adjustment = models.FloatField(_("bonus and deduction"), default=0)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("total of a platform")
        verbose_name_plural = _("totals of platforms")
        ordering = ("run", "-period", "basis", "rank", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("run", "period", "basis", "platform"), name="evaluations_one_total"
            ),
        )
        indexes = (models.Index(fields=("platform", "period"), name="evaluations_total_platform"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.period} {self.platform_id} {self.total}"

    @property
    def grade(self) -> str:
        """The grade's name in the reader's language."""
        return in_language(self.grade_zh, self.grade_en)


class RunRobustness(DocumentedModel, FrozenModel):
    """How sure the ranks and grades of a finished run are: what was drawn, and what came of it, for every period and
    basis. A refusal (nothing varies, data that a draw cannot use) is kept too, so that pages can say why there is none.
    """

    run = models.OneToOneField(Run, models.CASCADE, related_name="robustness", verbose_name=_("run"))
    seed = models.PositiveBigIntegerField(_("seed"), default=0)
    draws = models.PositiveIntegerField(_("draws"))
    interval = models.FloatField(_("share of the ranks in an interval"), default=0.9)
    border = models.FloatField(_("share of draws below which a grade is borderline"), default=0.8)
    factors = models.JSONField(_("uncertain factors"), default=list)
    declared = models.BooleanField(_("declared by the scheme"), default=False)
    intervals = models.BinaryField(_("rank intervals"))
    acceptability = models.BinaryField(_("rank acceptability"))
    grades = models.BinaryField(_("grade acceptability"))
    pairs = models.BinaryField(_("pairs"))
    refusals = models.JSONField(_("refusals"), default=list, blank=True)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the intervals and shares"))
    engine_version = models.CharField(_("engine version"), max_length=40)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("computed by")
    )
    made_at = models.DateTimeField(_("computed at"), auto_now_add=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("robustness of a run")
        verbose_name_plural = _("robustness of runs")

    def __str__(self) -> str:
        return f"{self.run_id} {self.draws}"
