"""Institutions and teams that the city wants to attract for a gap (引建对象), and how far each has come."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.planning.rights import LAYOUT
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States


class AttractionStage(States):
    """The stages of attracting, and the way out."""

    LEAD = "lead", "watch", pgettext_lazy("attraction", "Lead")
    CONTACT = "contact", "accent", pgettext_lazy("attraction", "In contact")
    TALKS = "talks", "accent", pgettext_lazy("attraction", "Negotiating")
    AGREED = "agreed", "good", pgettext_lazy("attraction", "Agreement signed")
    SETTLED = "settled", "good", pgettext_lazy("attraction", "Settled")
    DROPPED = "dropped", "", pgettext_lazy("attraction", "Given up")


OPEN_STAGES = (
    AttractionStage.LEAD,
    AttractionStage.CONTACT,
    AttractionStage.TALKS,
    AttractionStage.AGREED,
)


class AttractionQuerySet(VisibleRows, models.QuerySet["AttractionTarget"]):
    """Reads of targets of attraction."""


class AttractionTarget(models.Model):
    """Somebody to be attracted for a node of a chain; ``due_on``: until when the next step is due."""

    visibility: ClassVar[Visibility] = Visibility(LAYOUT, note="speaks of the city")

    class Kind(models.TextChoices):
        """Whom."""

        INSTITUTION = "institution", _("Institution")
        TEAM = "team", pgettext_lazy("attraction", "Team")
        PERSON = "person", pgettext_lazy("attraction", "Person")

    State = AttractionStage

    name = models.CharField(pgettext_lazy("attraction", "institution or team"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("attraction", "kind"), max_length=12, choices=Kind, default=Kind.TEAM
    )
    node = models.CharField(_("node of the chain"), max_length=64, db_index=True)
    field = models.CharField(pgettext_lazy("attraction", "what it would bring"), max_length=300)
    state = models.CharField(
        pgettext_lazy("attraction", "stage"),
        max_length=8,
        choices=AttractionStage,
        default=AttractionStage.LEAD,
    )
    edition = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("attraction", "person in charge"),
    )
    due_on = models.DateField(_("next step until"))
    moved_at = models.DateTimeField(_("in this stage since"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"))

    objects = AttractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("target of attraction")
        verbose_name_plural = _("targets of attraction")
        ordering = ("-added_at", "-pk")
        indexes = (models.Index(fields=("state", "due_on"), name="planning_attraction_due"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("planning:attraction", args=(self.pk,))


class AttractionStep(StepModel):
    """One step with a target: a contact with what was said, a stage reached."""

    attraction = models.ForeignKey(
        AttractionTarget, models.PROTECT, related_name="steps", verbose_name=_("target of attraction")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of attraction")
        verbose_name_plural = _("steps of attraction")
