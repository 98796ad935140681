"""Who takes part in an event, when they are away, and whom they wish to meet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, AsSeen, Visibility, VisibleRows
from keqiao.web.meetings.models.events import MatchmakingEvent
from keqiao.web.meetings.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States


class ParticipationState(States):
    """Where a participant stands."""

    SIGNED = "signed", "watch", pgettext_lazy("participant", "Signed up")
    PRESENT = "present", "good", pgettext_lazy("participant", "Present")
    ABSENT = "absent", "bad", pgettext_lazy("participant", "Did not come")
    WITHDRAWN = "withdrawn", "", pgettext_lazy("participant", "Withdrawn")


COMING = (ParticipationState.SIGNED, ParticipationState.PRESENT)
"""States of who is placed in a timetable."""


class EventSideChoice(models.TextChoices):
    """The two sides of an event."""

    DEMAND = "demand", pgettext_lazy("side of an event", "Seeks")
    SUPPLY = "supply", pgettext_lazy("side of an event", "Offers")


class ParticipationQuerySet(VisibleRows, models.QuerySet["EventParticipation"]):
    """Reads of participations."""

    def coming(self) -> Any:
        """Those who are placed in a timetable."""
        return self.filter(state__in=COMING)


def _of_own_events(model: Any, user: Actor) -> Q:
    """The own unit's, and those who come to the same event."""
    if not user.unit_id:
        return NOTHING
    events = model._base_manager.filter(unit=user.unit_id).exclude(state=ParticipationState.WITHDRAWN)
    return Q(unit=user.unit_id) | Q(event__in=events.values("event"))


def _organised(model: Any, user: Actor) -> Q:
    return Q(event__announced_by=user) if user.has_right(VIEW) else NOTHING


class EventParticipation(models.Model):
    """An organisation that takes part on a side of an event. ``away``: the numbers of slots, from 0, in which it cannot
    come; ``code``: what its phone shows at the door.
    """

    visibility: ClassVar[Visibility] = Visibility(
        VIEW, own=_of_own_events, also=_organised, note="who takes part sees who else comes"
    )
    State = ParticipationState

    event = models.ForeignKey(
        MatchmakingEvent,
        models.PROTECT,
        related_name="participations",
        verbose_name=_("matchmaking event"),
    )
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    side = models.CharField(_("side"), max_length=6, choices=EventSideChoice)
    away = models.JSONField(_("cannot come at"), default=list, blank=True)
    code = models.CharField(_("code at the door"), max_length=12, unique=True, editable=False)
    state = models.CharField(
        pgettext_lazy("participant", "state"),
        max_length=9,
        choices=ParticipationState,
        default=ParticipationState.SIGNED,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed up by"),
    )
    signed_at = models.DateTimeField(_("signed up at"))
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)

    objects: ClassVar[Any] = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("event", "side", "pk")
        constraints = (
            models.UniqueConstraint(fields=("event", "organisation"), name="meetings_once_an_event"),
        )

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """Return the page of the event."""
        return self.event.get_absolute_url()


class ParticipationStep(StepModel):
    """One step of a participation."""

    participation = models.ForeignKey(
        EventParticipation, models.PROTECT, related_name="steps", verbose_name=_("participant")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a participant")
        verbose_name_plural = _("steps of participants")


class MeetingWish(models.Model):
    """Whom a participant wishes to meet, or not to meet. Nobody but the participant and the organiser sees it."""

    visibility: ClassVar[AsSeen] = AsSeen(
        "of", lambda: EventParticipation, note="pages show only the own ones"
    )

    of = models.ForeignKey(
        EventParticipation, models.CASCADE, related_name="wishes", verbose_name=_("participant")
    )
    other = models.ForeignKey(
        EventParticipation, models.CASCADE, related_name="+", verbose_name=_("other side")
    )
    wanted = models.BooleanField(_("wishes to meet"))

    objects: ClassVar[Any] = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = (models.UniqueConstraint(fields=("of", "other"), name="meetings_one_wish"),)

    def __str__(self) -> str:
        return f"{self.of} → {self.other}"
