"""What happened to a form: every step, every hand-in with its values, and requests to unlock. Written once."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.facts.models import Evidence
from keqiao.web.returns.models.forms import Cell, Return


class Step(FrozenModel):
    """One action on a form or a cell: who, when, before, after, why. Append-only.

    ``action`` is a key of ``returns.states.ACTIONS``. ``before`` and ``after`` hold the changed fields only.
    """

    form = models.ForeignKey(Return, models.PROTECT, related_name="steps")
    cell = models.ForeignKey(Cell, models.PROTECT, null=True, blank=True, related_name="steps")
    version = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=20)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=1000, blank=True)

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

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


class UnlockRequest(models.Model):
    """A wish to correct a locked form, and what was decided."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", pgettext_lazy("unlock", "Waiting")
        GRANTED = "granted", pgettext_lazy("unlock", "Granted")
        REFUSED = "refused", pgettext_lazy("unlock", "Refused")

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
