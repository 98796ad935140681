"""Notices to people: a form is due, was sent back, waits for review."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.facts.models import Fact
from keqiao.web.returns.models.forms import Return


class Notice(models.Model):
    """One message to one person about a form. ``key`` keeps the same message from being sent twice.

    ``fact``: the one that stands in the place of the form's.
    ``mail_tries`` and ``mail_after``: attempts to send it as e-mail, and when the next one may be made.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        OPENED = "opened", pgettext_lazy("notice", "New form")
        DUE = "due", pgettext_lazy("notice", "Due soon")
        LATE = "late", pgettext_lazy("notice", "Overdue")
        SENT_BACK = "sent_back", pgettext_lazy("notice", "Sent back")
        TO_REVIEW = "to_review", pgettext_lazy("notice", "To be reviewed")
        LOCKED = "locked", pgettext_lazy("notice", "Locked")
        UNLOCK = "unlock", pgettext_lazy("notice", "Unlock")
        SUCCESSOR = "successor", pgettext_lazy("notice", "Superseded")

    form = models.ForeignKey(Return, models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    key = models.CharField(max_length=60)
    days = models.SmallIntegerField(_("days to the due date"), default=0)
    reason = models.CharField(max_length=1000, blank=True)
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_after = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("recipient", "form", "key"), name="returns_one_notice_per_key"),
        )
        indexes = (
            models.Index(fields=("recipient",), condition=models.Q(seen_at=None), name="returns_unseen"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.form_id}"
