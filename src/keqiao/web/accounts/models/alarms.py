"""That somebody tries too much: what the security administrator is told."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Alarm(models.Model):
    """More failures to sign in than usual: at one address, under one name, or in all. Mailed once where mail is set up.

    ``subject`` is the address; or the name where there is such a user, else a mark of it (see ``witness.typed_name``).
    """

    class Kind(models.TextChoices):
        """What there was too much of."""

        ADDRESS = "address", pgettext_lazy("alarm", "many failures from one address")
        NAME = "name", pgettext_lazy("alarm", "many failures under one user name")
        ALL = "all", pgettext_lazy("alarm", "many failures everywhere")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    subject = models.CharField(max_length=255, blank=True)
    failures = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "subject", "-at"], name="accounts_alarm_subject_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
