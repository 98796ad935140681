"""The meetings of an event: who meets whom, when, at which table, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.meetings.models.events import MatchmakingEvent
from keqiao.web.meetings.models.participations import EventParticipation
from keqiao.web.meetings.rights import VIEW


class MeetingOutcome(models.TextChoices):
    """What came of a meeting."""

    DEAL = "deal", pgettext_lazy("outcome", "A deal was opened")
    TALKS = "talks", pgettext_lazy("outcome", "Talks go on")
    NOTHING = "nothing", pgettext_lazy("outcome", "Nothing came of it")
    NOT_HELD = "not_held", pgettext_lazy("outcome", "Did not take place")


class MeetingQuerySet(VisibleRows, models.QuerySet["EventMeeting"]):
    """Reads of meetings."""


def _own(model: type[models.Model], user: Actor) -> Q:
    return Q(demand__unit=user.unit_id) | Q(supply__unit=user.unit_id) if user.unit_id else NOTHING


def _organised(model: type[models.Model], user: Actor) -> Q:
    return Q(event__announced_by=user) if user.has_right(VIEW) else NOTHING


class EventMeeting(models.Model):
    """A meeting. ``slot`` and ``table`` are counted from 0; a cancelled one stays and takes no place."""

    visibility: ClassVar[Visibility] = Visibility(
        VIEW, own=_own, also=_organised, note="the two that meet, and the organiser"
    )

    event = models.ForeignKey(
        MatchmakingEvent, models.PROTECT, related_name="meetings", verbose_name=_("matchmaking event")
    )
    demand = models.ForeignKey(
        EventParticipation, models.PROTECT, related_name="+", verbose_name=_("demand side")
    )
    supply = models.ForeignKey(
        EventParticipation, models.PROTECT, related_name="+", verbose_name=_("supply side")
    )
    slot = models.PositiveSmallIntegerField(_("slot"))
    table = models.PositiveSmallIntegerField(_("table"))
    points = models.FloatField(_("points"))
    cancelled = models.BooleanField(pgettext_lazy("meeting", "cancelled"), default=False)
    outcome = models.CharField(
        pgettext_lazy("meeting", "outcome"), max_length=8, choices=MeetingOutcome, blank=True
    )
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome_at = models.DateTimeField(null=True, blank=True)
    deal = models.ForeignKey(
        "deals.Deal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="event_meetings",
        verbose_name=pgettext_lazy("meeting", "deal"),
    )

    objects: ClassVar[Any] = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("event", "meeting")
        verbose_name_plural = pgettext_lazy("event", "meetings")
        ordering = ("event", "slot", "table", "pk")
        constraints = tuple(
            models.UniqueConstraint(
                fields=("event", field, "slot"), condition=Q(cancelled=False), name=f"meetings_one_{field}"
            )
            for field in ("demand", "supply", "table")
        )

    def __str__(self) -> str:
        return f"{self.demand} – {self.supply}"

    @property
    def time(self) -> str:
        """When it begins and ends."""
        return self.event.slot_times()[self.slot]

    @property
    def place(self) -> int:
        """The number of its table as it stands there."""
        return self.table + 1
