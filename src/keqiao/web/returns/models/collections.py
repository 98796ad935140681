"""A collection (填报任务): which figures are asked of which platforms for which period, until when, on what ground."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.facts.models import Measure, MeasureDefinition
from keqiao.web.procedures.states import States
from keqiao.web.site.constraints import WordedConstraints


def usual_reminders() -> list[int]:
    """Return the days on which reminders go out: positive before the due date, 0 on it, negative after it."""
    return [7, 3, 0, -1, -3, -7]


class CollectionQuerySet(VisibleRows, models.QuerySet):
    """Reads of collections."""


def _opened_for_unit(model: type[models.Model], user: Actor) -> Q:
    if not user.unit_id:
        return NOTHING
    opened = model._base_manager.filter(returns__platform__unit_id=user.unit_id)
    return Q(pk__in=opened.values("pk"))


class Collection(WordedConstraints):
    """What is asked: a form for a period. It is evaluation of performance (绩效评价填报), not a statistical survey.

    ``reminder_days``: see :func:`usual_reminders`. The heading fields follow art. 17 统计法, which does not bind a
    collection that rests on an agreement, but whose habit of saying number, issuer, ground and validity is kept.
    """

    visibility: ClassVar[Visibility] = Visibility(
        "returns.view", own=_opened_for_unit, note="own: opened for a platform of the unit"
    )

    class State(States):
        """Where it stands."""

        DRAFT = "draft", "watch", pgettext_lazy("collection", "In preparation")
        OPEN = "open", "accent", pgettext_lazy("collection", "Open")
        CLOSED = "closed", "good", pgettext_lazy("collection", "Closed")
        CANCELLED = "cancelled", "", pgettext_lazy("collection", "Cancelled")

    title = models.CharField(pgettext_lazy("collection", "title"), max_length=120)
    period = models.CharField(_("period"), max_length=10)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    form_number = models.CharField(_("form number"), max_length=40)
    issuer = models.CharField(_("issuing body"), max_length=100)
    ground = models.CharField(
        pgettext_lazy("collection", "ground"),
        max_length=300,
        blank=True,
        help_text=_("The regulation or agreement it rests on"),
    )
    valid_until = models.DateField(_("form valid until"), null=True, blank=True)
    instructions = models.TextField(_("instructions"), max_length=8000, blank=True)
    due_on = models.DateField(_("due on"))
    reminder_days = models.JSONField(_("reminders"), default=usual_reminders)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    platforms: models.ManyToManyField = models.ManyToManyField(
        "registry.Platform", verbose_name=_("platforms"), related_name="+", blank=True
    )
    edition = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects: ClassVar[Any] = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ("-period_end", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")), name="returns_period_order"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page with the state of every platform."""
        return reverse("returns:collection", args=(self.pk,))

    @property
    def span(self) -> Period:
        """The period."""
        return Period.parse(self.period)

    def reminders(self, due_on: date) -> list[date]:
        """Return the days on which a form due on ``due_on`` is reminded of, in order."""
        return sorted(due_on - timedelta(days=days) for days in self.reminder_days)


class CollectionItem(models.Model):
    """A line of the form: a measure under the version of its definition that held when the collection was opened."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure"))
    definition = models.ForeignKey(
        MeasureDefinition, models.PROTECT, related_name="+", verbose_name=_("definition")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    required = models.BooleanField(_("required"), default=True)
    evidence_required = models.BooleanField(_("evidence required"), default=False)
    hint = models.CharField(_("note for the form"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item of a collection")
        verbose_name_plural = _("items of collections")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("collection", "measure"), name="returns_one_item_per_measure"),
        )

    def __str__(self) -> str:
        return str(self.measure)

    @property
    def is_derived(self) -> bool:
        """Whether the value is computed from the registers and never typed."""
        return bool(self.definition.derivation)
