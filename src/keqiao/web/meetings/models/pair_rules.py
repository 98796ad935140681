"""What the organiser lays down about a pair: that it has to meet, or must not."""

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
from keqiao.web.meetings.rights import ORGANISE


class PairRuleQuerySet(VisibleRows, models.QuerySet["PairRule"]):
    """Reads of rules of pairs."""


def _organised(model: Any, user: Actor) -> Q:
    return Q(event__announced_by=user) if user.has_right(ORGANISE) else NOTHING


class PairRule(models.Model):
    """A pair of an event that has to meet (``must``) or must not. Only the organiser sees it."""

    visibility: ClassVar[Visibility] = Visibility(ORGANISE, also=_organised, note="the organiser")

    event = models.ForeignKey(
        MatchmakingEvent, models.PROTECT, related_name="pair_rules", verbose_name=_("matchmaking event")
    )
    demand = models.ForeignKey(
        EventParticipation, models.CASCADE, related_name="+", verbose_name=_("demand side")
    )
    supply = models.ForeignKey(
        EventParticipation, models.CASCADE, related_name="+", verbose_name=_("supply side")
    )
    must = models.BooleanField(_("has to meet"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("laid down by")
    )
    set_at = models.DateTimeField(_("laid down at"))

    objects: ClassVar[Any] = PairRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of a pair")
        verbose_name_plural = _("rules of pairs")
        ordering = ("event", "pk")
        constraints = (
            models.UniqueConstraint(fields=("event", "demand", "supply"), name="meetings_one_rule_a_pair"),
        )

    def __str__(self) -> str:
        return f"{self.demand} – {self.supply}"

    @property
    def words(self) -> str:
        """The rule in a word."""
        return str(
            pgettext_lazy("pair", "has to meet") if self.must else pgettext_lazy("pair", "must not meet")
        )
