"""Experts' panels: who scores which subjects on a qualitative measure, conflicts of interest, scores in two rounds.

What stands before a panel is named by its kind and key (``subjects``): a platform, later a project at a gate or a
person. The result for a platform is a fact of the measure (source kind: experts), so that it reaches a run by a
snapshot like every other figure. Points lie between 0 and 100.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.audit.frozen import ClosingModel, FrozenModel, FrozenQuerySet
from keqiao.web.experts.rights import DECIDE, DRAFTS, SCORE
from keqiao.web.experts.subjects import Subject
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.rulebooks.documented import DocumentedModel


def _seated(model: type[models.Model], user: Actor) -> Q:
    """Panels that an expert sits on, once they were opened."""
    if not user.has_right(SCORE):
        return NOTHING
    seated = PanelSeat.objects.filter(expert=user).values("panel")
    return Q(pk__in=seated, opened_at__isnull=False)


def _own_seat(model: type[models.Model], user: Actor) -> Q:
    """The own seats on panels that were opened."""
    return Q(expert=user, panel__opened_at__isnull=False) if user.has_right(SCORE) else NOTHING


class PanelQuerySet(VisibleRows, models.QuerySet["ExpertPanel"]):
    """Reads of panels."""


class ExpertPanel(DocumentedModel, ClosingModel):
    """A panel (专家组) of one field that scores subjects of one kind on one measure for one period."""

    visibility: ClassVar[Visibility] = Visibility(
        (DECIDE, DRAFTS), also=_seated, note="experts: the panels they sit on, once these were opened"
    )

    class State(States):
        """Independent scores come before the discussion; a closed panel has its results."""

        PREPARING = "preparing", "watch", pgettext_lazy("panel", "In preparation")
        SCORING = "scoring", "accent", pgettext_lazy("panel", "Independent scoring")
        DISCUSSION = "discussion", "accent", pgettext_lazy("panel", "Discussion")
        CLOSED = "closed", "good", pgettext_lazy("panel", "Closed")
        DISSOLVED = "dissolved", "", pgettext_lazy("panel", "Dissolved")

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
    subject_kind = models.CharField(_("kind of what is scored"), max_length=32, default="platform")
    trim = models.PositiveSmallIntegerField(
        _("scores cut off at each end"),
        default=0,
        help_text=_("So many highest and lowest scores do not count"),
    )
    least = models.PositiveSmallIntegerField(
        _("scores that must remain"),
        default=3,
        help_text=_("With fewer scores after the cut there is no result"),
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

    objects: ClassVar[Any] = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("experts' panel")
        verbose_name_plural = _("experts' panels")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the panel's page."""
        return reverse("experts:panel", args=(self.pk,))

    def seat_of(self, user: Actor) -> PanelSeat | None:
        """Return the seat of a user, if any; one query however often it is asked for."""
        if user.pk not in self._seats:
            self._seats[user.pk] = self.seats.select_related("expert").filter(expert=user).first()
        return self._seats[user.pk]

    @cached_property
    def _seats(self) -> dict[int, PanelSeat | None]:
        return {}


class PanelSubject(models.Model):
    """What a panel scores, by its key; the result once the panel is closed, for a platform with its fact.

    ``subject``: how it is called, where ``subject_kinds.rows_of`` has read it.
    """

    subject: Subject

    panel = models.ForeignKey(ExpertPanel, models.CASCADE, related_name="subjects", verbose_name=_("panel"))
    key = models.BigIntegerField(_("what is scored"))
    value = models.DecimalField(_("result"), max_digits=8, decimal_places=4, null=True, blank=True)
    fact = models.ForeignKey(
        "facts.Fact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fact")
    )

    class Meta:
        verbose_name = _("subject of a panel")
        verbose_name_plural = _("subjects of a panel")
        ordering = ("panel", "key")
        constraints = (models.UniqueConstraint(fields=("panel", "key"), name="experts_panel_subject_once"),)

    def __str__(self) -> str:
        return f"{self.panel_id} {self.key}"


class SeatQuerySet(VisibleRows, models.QuerySet["PanelSeat"]):
    """Reads of seats."""


class PanelSeat(models.Model):
    """An expert on a panel, and when their scores of each round were handed in."""

    visibility: ClassVar[Visibility] = Visibility((DECIDE, DRAFTS), also=_own_seat, note="experts: their own")

    class State(States):
        """How far the expert has come."""

        INVITED = "invited", "watch", pgettext_lazy("seat", "Invited")
        DECLARED = "declared", "watch", pgettext_lazy("seat", "Conflicts declared")
        HANDED_IN = "handed_in", "accent", pgettext_lazy("seat", "Independent scores handed in")
        CONFIRMED = "confirmed", "good", pgettext_lazy("seat", "Scores after the discussion handed in")

    panel = models.ForeignKey(ExpertPanel, models.CASCADE, related_name="seats", verbose_name=_("panel"))
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("expert")
    )
    declared_at = models.DateTimeField(_("conflicts declared at"), null=True, blank=True)
    first_at = models.DateTimeField(_("independent scores handed in at"), null=True, blank=True)
    second_at = models.DateTimeField(_("scores after discussion handed in at"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("edition"), default=1)

    objects: ClassVar[Any] = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat on a panel")
        verbose_name_plural = _("seats on a panel")
        ordering = ("panel", "pk")
        constraints = (models.UniqueConstraint(fields=("panel", "expert"), name="experts_panel_expert_once"),)

    def __str__(self) -> str:
        return f"{self.panel} · {self.expert}"

    def get_absolute_url(self) -> str:
        """Return the panel's page."""
        return self.panel.get_absolute_url()

    @property
    def owner_id(self) -> int:
        """Whose seat it is, for decisions by scope."""
        return self.expert_id

    @property
    def state(self) -> str:
        """How far the expert has come."""
        if self.second_at is not None:
            return self.State.CONFIRMED
        if self.first_at is not None:
            return self.State.HANDED_IN
        return self.State.INVITED if self.declared_at is None else self.State.DECLARED


class ConflictDeclaration(FrozenModel):
    """What an expert declares about a subject before scoring, or the bureau states for them; the last one counts."""

    seat = models.ForeignKey(PanelSeat, models.PROTECT, related_name="declarations", verbose_name=_("seat"))
    subject = models.ForeignKey(
        PanelSubject, models.PROTECT, related_name="+", verbose_name=_("subject of a panel")
    )
    conflict = models.BooleanField(_("conflict of interest"))
    ground = models.CharField(_("ground"), max_length=500, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    by_system = models.BooleanField(
        _("found by the system"), default=False, help_text=_("As the kind of the subject tells it")
    )
    declared_at = models.DateTimeField(_("declared at"), default=timezone.now)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration of conflicts")
        verbose_name_plural = _("declarations of conflicts")
        ordering = ("seat", "pk")

    def __str__(self) -> str:
        return f"{self.seat_id} {self.subject_id} {self.conflict}"


class ExpertScore(models.Model):
    """An expert's points (0–100) for a subject in one round, with a comment."""

    class Round(models.IntegerChoices):
        """First alone, then after the discussion."""

        INDEPENDENT = 1, _("Independent")
        DISCUSSED = 2, _("After discussion")

    panel = models.ForeignKey(ExpertPanel, models.CASCADE, related_name="scores", verbose_name=_("panel"))
    seat = models.ForeignKey(PanelSeat, models.CASCADE, related_name="scores", verbose_name=_("seat"))
    subject = models.ForeignKey(
        PanelSubject, models.CASCADE, related_name="+", verbose_name=_("subject of a panel")
    )
    round = models.PositiveSmallIntegerField(_("round"), choices=Round, default=Round.INDEPENDENT)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("expert's score")
        verbose_name_plural = _("experts' scores")
        ordering = ("seat", "subject", "round")
        constraints = (
            models.UniqueConstraint(fields=("seat", "subject", "round"), name="experts_one_score_a_round"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=100), name="experts_score_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seat_id} {self.subject_id} {self.points}"


class PanelStep(StepModel):
    """One step of a panel, or of an expert on it: who did what when. It tells no points."""

    panel = models.ForeignKey(ExpertPanel, models.PROTECT, related_name="steps", verbose_name=_("panel"))
    seat = models.ForeignKey(
        PanelSeat,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("seat on a panel"),
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a panel")
        verbose_name_plural = _("steps of a panel")
