"""Experts' panels: who scores which platforms on a qualitative measure, conflicts of interest, scores in two rounds.

The result of a closed panel is a fact of the measure (source kind: experts), so that it reaches a run by a snapshot
like every other figure. Points lie between 0 and 100.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.audit.frozen import ClosingModel, FrozenModel, FrozenQuerySet


class ExpertPanel(ClosingModel):
    """A panel (专家组) of one field that scores platforms on one measure for one period."""

    class State(models.TextChoices):
        """Independent scores come before the discussion; a closed panel has become facts."""

        PREPARING = "preparing", pgettext_lazy("panel", "In preparation")
        SCORING = "scoring", pgettext_lazy("panel", "Independent scoring")
        DISCUSSION = "discussion", pgettext_lazy("panel", "Discussion")
        CLOSED = "closed", pgettext_lazy("panel", "Closed")
        DISSOLVED = "dissolved", pgettext_lazy("panel", "Dissolved")

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    field = models.CharField(
        _("field of expertise"), max_length=100, help_text=_("Field of expertise, as in 新能源材料")
    )
    source = models.CharField(
        _("what asks for it"),
        max_length=32,
        help_text=_("Source of criteria: an indicator system and others"),
    )
    basis = models.CharField(
        _("document that asks for it"), max_length=120, help_text=_("Indicator system and its version")
    )
    measure = models.ForeignKey(
        "facts.Measure", models.PROTECT, related_name="panels", verbose_name=_("measure")
    )
    period = models.CharField(_("period"), max_length=10)
    trim = models.PositiveSmallIntegerField(
        _("scores cut off at each end"),
        default=0,
        help_text=_("So many highest and lowest scores do not count"),
    )
    least = models.PositiveSmallIntegerField(
        _("scores that must remain"),
        default=3,
        help_text=_("With fewer scores after the cut a platform gets no result"),
    )
    guidance = models.TextField(_("guidance"), blank=True, max_length=4000)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PREPARING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("panel put right"),
    )
    opened_at = models.DateTimeField(_("scoring opened at"), null=True, blank=True)
    first_ended_at = models.DateTimeField(_("independent scoring ended at"), null=True, blank=True)
    first_reason = models.CharField(_("why it ended before all had handed in"), max_length=500, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    closing_reason = models.CharField(_("reason of the end"), max_length=500, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("experts' panel")
        verbose_name_plural = _("experts' panels")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the panel's page."""
        return reverse("experts:panel", args=(self.pk,))


class PanelPlatform(models.Model):
    """A platform that a panel scores; the result once the panel is closed."""

    panel = models.ForeignKey(ExpertPanel, models.CASCADE, related_name="platforms", verbose_name=_("panel"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="panels", verbose_name=_("platform")
    )
    value = models.DecimalField(_("result"), max_digits=8, decimal_places=4, null=True, blank=True)
    fact = models.ForeignKey(
        "facts.Fact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fact")
    )

    class Meta:
        verbose_name = _("platform of a panel")
        verbose_name_plural = _("platforms of a panel")
        ordering = ("panel", "platform__code")
        constraints = (
            models.UniqueConstraint(fields=("panel", "platform"), name="experts_panel_platform_once"),
        )

    def __str__(self) -> str:
        return f"{self.panel_id} {self.platform_id}"


class PanelSeat(models.Model):
    """An expert on a panel, and when their scores of each round were handed in."""

    panel = models.ForeignKey(ExpertPanel, models.CASCADE, related_name="seats", verbose_name=_("panel"))
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("expert")
    )
    declared_at = models.DateTimeField(_("conflicts declared at"), null=True, blank=True)
    first_at = models.DateTimeField(_("independent scores handed in at"), null=True, blank=True)
    second_at = models.DateTimeField(_("scores after discussion handed in at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    class Meta:
        verbose_name = _("seat on a panel")
        verbose_name_plural = _("seats on a panel")
        ordering = ("panel", "pk")
        constraints = (models.UniqueConstraint(fields=("panel", "expert"), name="experts_panel_expert_once"),)

    def __str__(self) -> str:
        return f"{self.panel_id} {self.expert_id}"


class ConflictDeclaration(FrozenModel):
    """What an expert declares about a platform before scoring, or the bureau states for them; the last one counts."""

    seat = models.ForeignKey(PanelSeat, models.PROTECT, related_name="declarations", verbose_name=_("seat"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="+", verbose_name=_("platform")
    )
    conflict = models.BooleanField(_("conflict of interest"))
    ground = models.CharField(_("ground"), max_length=500, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    by_system = models.BooleanField(
        _("found by the system"), default=False, help_text=_("The expert belongs to the platform's unit")
    )
    declared_at = models.DateTimeField(_("declared at"), default=timezone.now)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of conflicts")
        verbose_name_plural = _("declarations of conflicts")
        ordering = ("seat", "pk")

    def __str__(self) -> str:
        return f"{self.seat_id} {self.platform_id} {self.conflict}"


class ExpertScore(models.Model):
    """An expert's points (0–100) for a platform in one round, with a comment."""

    class Round(models.IntegerChoices):
        """First alone, then after the discussion."""

        INDEPENDENT = 1, _("Independent")
        DISCUSSED = 2, _("After discussion")

    panel = models.ForeignKey(ExpertPanel, models.CASCADE, related_name="scores", verbose_name=_("panel"))
    seat = models.ForeignKey(PanelSeat, models.CASCADE, related_name="scores", verbose_name=_("seat"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="+", verbose_name=_("platform")
    )
    round = models.PositiveSmallIntegerField(_("round"), choices=Round, default=Round.INDEPENDENT)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("expert's score")
        verbose_name_plural = _("experts' scores")
        ordering = ("seat", "platform__code", "round")
        constraints = (
            models.UniqueConstraint(fields=("seat", "platform", "round"), name="experts_one_score_a_round"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100), name="experts_score_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat_id} {self.platform_id} {self.points}"
