"""Events at which two sides meet one to one."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.meetings.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States


def nine() -> time:
    """When an event begins unless it is told."""
    return time(9)


class EventState(States):
    """Where an event stands."""

    OPEN = "open", "watch", pgettext_lazy("matchmaking event", "Sign-up open")
    PLANNED = "planned", "accent", pgettext_lazy("matchmaking event", "Timetable drafted")
    PUBLISHED = "published", "good", pgettext_lazy("matchmaking event", "Timetable published")
    HELD = "held", "good", pgettext_lazy("matchmaking event", "Held")
    CANCELLED = "cancelled", "bad", pgettext_lazy("matchmaking event", "Cancelled")


class EventQuerySet(VisibleRows, models.QuerySet["MatchmakingEvent"]):
    """Reads of events."""


class MatchmakingEvent(models.Model):
    """An event with one-to-one meetings: ``slots`` of ``minutes`` each from ``begins`` on, at ``tables`` tables."""

    visibility: ClassVar[Visibility] = Visibility(VIEW, published=lambda model, user: Q())
    State = EventState

    code = models.CharField(
        pgettext_lazy("matchmaking event", "number"), max_length=20, unique=True, editable=False
    )
    title = models.CharField(pgettext_lazy("matchmaking event", "title"), max_length=80)
    words = models.TextField(_("what it is about"), max_length=2000, blank=True)
    place = models.CharField(pgettext_lazy("matchmaking event", "place"), max_length=120)
    on = models.DateField(pgettext_lazy("matchmaking event", "day"))
    begins = models.TimeField(_("begins at"), default=nine)
    minutes = models.PositiveSmallIntegerField(
        _("minutes of a meeting"), default=20, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    slots = models.PositiveSmallIntegerField(
        _("meetings one after the other"), default=8, validators=[MinValueValidator(1), MaxValueValidator(40)]
    )
    tables = models.PositiveSmallIntegerField(
        _("tables"), default=10, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    most = models.PositiveSmallIntegerField(
        _("most meetings of each participant"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    until = models.DateField(_("sign-up until"))
    state = models.CharField(
        pgettext_lazy("matchmaking event", "state"),
        max_length=9,
        choices=EventState,
        default=EventState.OPEN,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    bound = models.FloatField(null=True, editable=False)
    value = models.FloatField(null=True, editable=False)
    """Points of the timetable, and what no timetable exceeds."""
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organiser"),
    )
    announced_at = models.DateTimeField(_("announced at"))

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("matchmaking event")
        verbose_name_plural = _("matchmaking events")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the event."""
        return reverse("meetings:event", args=(self.pk,))

    def slot_times(self) -> list[str]:
        """Return when each slot begins and ends, as ``09:00–09:20``."""
        begin = datetime.combine(self.on, self.begins)
        length = timedelta(minutes=self.minutes)
        return [
            f"{begin + length * slot:%H:%M}–{begin + length * (slot + 1):%H:%M}" for slot in range(self.slots)
        ]


class EventStep(StepModel):
    """One step of an event."""

    event = models.ForeignKey(
        MatchmakingEvent, models.PROTECT, related_name="steps", verbose_name=_("matchmaking event")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of an event")
        verbose_name_plural = _("steps of events")
