"""What happened to a form: every step, every hand-in with its values, and requests to unlock. Written once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.facts.models import Evidence
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.returns.models.forms import Cell, Return


class Step(StepModel):
    """One action on a form or a cell, with the version of the form."""

    form = models.ForeignKey(Return, models.PROTECT, related_name="steps")
    cell = models.ForeignKey(Cell, models.PROTECT, null=True, blank=True, related_name="steps")
    version = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("pk",)
        indexes = (models.Index(fields=("form", "cell"), name="returns_step_cell"),)

    def __str__(self) -> str:
        return f"{self.form_id} {self.action}"


class Submission(FrozenModel):
    """A hand-in: the values as they were sent, by measure code; the next one is compared with it. Append-only.

    ``values``: code → {"value": text or None, "not_applicable": bool, "comment": text, "evidence": [sha256]}.
    ``findings``: the checks that spoke, with their explanations.
    """

    form = models.ForeignKey(Return, models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=60)
    signed_scan = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="+")
    late_days = models.PositiveSmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-in")
        verbose_name_plural = _("hand-ins")
        ordering = ("form", "number")
        constraints = (models.UniqueConstraint(fields=("form", "number"), name="returns_one_hand_in_number"),)

    def __str__(self) -> str:
        return f"{self.form_id} {self.number}"


class UnlockRequestQuerySet(VisibleRows, models.QuerySet):
    """Reads of requests to unlock."""


class UnlockRequest(models.Model):
    """A wish to correct a locked form, and what was decided."""

    visibility: ClassVar[AsSeen] = AsSeen("form", lambda: Return, note="as the forms")

    class State(States):
        """What became of it."""

        WAITING = "waiting", "watch", pgettext_lazy("unlock", "Waiting")
        GRANTED = "granted", "good", pgettext_lazy("unlock", "Granted")
        REFUSED = "refused", "bad", pgettext_lazy("unlock", "Refused")

    form = models.ForeignKey(Return, models.PROTECT, related_name="unlock_requests")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField(default=timezone.now)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=1000)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision_reason = models.CharField(max_length=1000, blank=True)

    objects: ClassVar[Any] = UnlockRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to unlock")
        verbose_name_plural = _("requests to unlock")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("form",), condition=models.Q(state="waiting"), name="returns_one_waiting_unlock"
            ),
        )

    def __str__(self) -> str:
        return f"{self.form_id} {self.state}"

    @property
    def unit_id(self) -> int | None:
        """The unit whose form it is, as the rules ask for it."""
        return self.form.unit_id
