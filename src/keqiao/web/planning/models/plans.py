"""Development plans (发展规划) of platforms with their versions and yearly targets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, AsSeen, Visibility, VisibleRows
from keqiao.web.facts.models import Measure
from keqiao.web.planning.rights import PLANS
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.models import Cluster, Platform

MOST_FOCUSES = 3
MOST_YEARS = 5
LONGEST_WORDS = 2000


class PlanState(States):
    """Where a plan stands."""

    DRAFT = "draft", "", pgettext_lazy("plan", "Draft")
    SUBMITTED = "submitted", "watch", pgettext_lazy("plan", "Handed in")
    REVIEWED = "reviewed", "accent", pgettext_lazy("plan", "Reviewed by experts")
    APPROVED = "approved", "good", pgettext_lazy("plan", "In force")
    REPLACED = "replaced", "", pgettext_lazy("plan", "Replaced by a later version")


class PlanQuerySet(VisibleRows, models.QuerySet["DevelopmentPlan"]):
    """Reads of plans."""

    def in_force(self, year: int | None = None) -> PlanQuerySet:
        """Return the approved plans, those that cover a year where it is given."""
        rows = self.filter(state=PlanState.APPROVED)
        return rows if year is None else rows.filter(first_year__lte=year, last_year__gte=year)


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(platform__unit=user.unit_id) if user.unit_id else NOTHING


class DevelopmentPlan(models.Model):
    """A version of the plan of a platform: a direction of research and of the market, one to three main fields
    (主攻方向), from year to year. ``opinion``: what the experts said of it.
    """

    visibility: ClassVar[Visibility] = Visibility(PLANS, own=_of_own_unit, note="of the own platform")
    platform_path: ClassVar[str] = "platform"

    State = PlanState

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="plans", verbose_name=_("platform"))
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    research_direction = models.CharField(_("research direction"), max_length=300)
    market_direction = models.CharField(_("market direction"), max_length=300)
    cluster = models.ForeignKey(
        Cluster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry cluster served"),
    )
    focuses = models.JSONField(_("main fields"), default=list)
    measures_taken = models.TextField(_("how it is to be reached"), max_length=LONGEST_WORDS, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    opinion = models.TextField(_("opinion of the experts"), max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(
        pgettext_lazy("plan", "state"), max_length=9, choices=PlanState, default=PlanState.DRAFT
    )
    edition = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("plan", "reviewed by"),
    )
    reviewed_at = models.DateTimeField(pgettext_lazy("plan", "reviewed at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("plan", "approved by"),
    )
    approved_at = models.DateTimeField(pgettext_lazy("plan", "approved at"), null=True, blank=True)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("development plan")
        verbose_name_plural = _("development plans")
        ordering = ("platform", "-number")
        constraints = (
            models.UniqueConstraint(fields=("platform", "number"), name="planning_one_version"),
            models.UniqueConstraint(
                fields=("platform",),
                condition=Q(state=PlanState.APPROVED),
                name="planning_one_plan_in_force",
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=models.F("first_year")), name="planning_plan_years"
            ),
        )

    def __str__(self) -> str:
        return f"{self.platform} V{self.number}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("planning:plan", args=(self.pk,))

    @property
    def unit_id(self) -> int | None:
        """The unit of the platform."""
        return self.platform.unit_id

    @property
    def years(self) -> range:
        """The years it covers."""
        return range(self.first_year, self.last_year + 1)


class PlanStep(StepModel):
    """One step of a plan: who did what when, and why."""

    platform_path: ClassVar[str] = "plan__platform"

    plan = models.ForeignKey(
        DevelopmentPlan, models.PROTECT, related_name="steps", verbose_name=_("development plan")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")


class PlanTargetQuerySet(VisibleRows, models.QuerySet["PlanTarget"]):
    """Reads of targets."""


class PlanTarget(models.Model):
    """What a plan wants to reach by a measure in a year, in the stored unit of the measure (money in 元)."""

    visibility: ClassVar[AsSeen] = AsSeen("plan", lambda: DevelopmentPlan, note="as the plans")

    plan = models.ForeignKey(
        DevelopmentPlan, models.PROTECT, related_name="targets", verbose_name=_("development plan")
    )
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("target"), max_digits=20, decimal_places=6)

    objects = PlanTargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly target")
        verbose_name_plural = _("yearly targets")
        ordering = ("measure__order", "year", "pk")
        constraints = (
            models.UniqueConstraint(fields=("plan", "measure", "year"), name="planning_one_target"),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.year}"
