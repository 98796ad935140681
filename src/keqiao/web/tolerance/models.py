"""Fault tolerance (容错): a case, its ground, the negative list, the decision; an accepted case neutralises the
indicators it touches in the runs started afterwards and never raises a score above neutral.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.rulebooks.documented import DocumentedModel


class ToleranceQuerySet(VisibleRows, models.QuerySet["ToleranceCase"]):
    """Reads of cases."""


def _applied_for(model: type[models.Model], user: Actor) -> models.Q:
    """What was never applied for is seen by who writes it only."""
    if not user.has_right("evaluations.view_drafts"):
        return NOTHING
    return models.Q(applied_at__isnull=False) | models.Q(applied_by=user)


def _of_own_unit(model: type[models.Model], user: Actor) -> models.Q:
    if not user.unit_id:
        return NOTHING
    written = models.Q(applied_at__isnull=False) | models.Q(applied_by__unit_id=user.unit_id)
    return written & models.Q(platform__unit_id=user.unit_id)


class ToleranceCase(DocumentedModel, models.Model):
    """A failure that a platform asks to be forgiven in its evaluation: what happened, on what ground, the decision."""

    visibility: ClassVar[Visibility] = Visibility(
        "evaluations.view", every=_applied_for, own=_of_own_unit, note="applied for; to who sees drafts"
    )

    class State(States):
        """Where the case stands."""

        DRAFT = "draft", "", pgettext_lazy("case", "Draft")
        APPLIED = "applied", "watch", pgettext_lazy("case", "Applied for")
        CHECKED = "checked", "watch", pgettext_lazy("case", "Facts found")
        ACCEPTED = "accepted", "good", pgettext_lazy("case", "Accepted")
        REFUSED = "refused", "bad", pgettext_lazy("case", "Refused")
        WITHDRAWN = "withdrawn", "", pgettext_lazy("case", "Withdrawn")

    code = models.CharField(_("code"), max_length=20, unique=True)
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="tolerance_cases", verbose_name=_("platform")
    )
    scheme_code = models.CharField(_("scheme"), max_length=64)
    period = models.CharField(_("period"), max_length=10)
    indicators = models.JSONField(_("indicators touched"), default=list)
    subject = models.CharField(pgettext_lazy("case", "subject"), max_length=200)
    ground = models.CharField(pgettext_lazy("case", "ground"), max_length=64)
    facts = models.TextField(_("what happened"), max_length=4000)
    answers = models.JSONField(_("answers to the negative list"), default=dict)
    files = models.ManyToManyField(
        "facts.Evidence", blank=True, related_name="tolerance_cases", verbose_name=_("files")
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("applied for by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied for at"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("facts found by"),
    )
    findings = models.TextField(_("findings"), blank=True, max_length=4000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reasons of the decision"), blank=True, max_length=4000)
    lesson = models.TextField(_("what is learned from it"), blank=True, max_length=4000)

    objects = ToleranceQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of fault tolerance")
        verbose_name_plural = _("cases of fault tolerance")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the page of the case."""
        return reverse("tolerance:case", args=(self.pk,))

    @property
    def unit_id(self) -> int | None:
        """The unit the case belongs to, for decisions by scope."""
        return self.platform.unit_id


class ToleranceStep(StepModel):
    """One step of a case: who did what when, and why."""

    case = models.ForeignKey(ToleranceCase, models.PROTECT, related_name="steps", verbose_name=_("case"))

    class Meta(StepModel.Meta):
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of a case")
