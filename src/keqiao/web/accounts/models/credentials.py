"""What opens an account: former passwords, resets that two persons decide, tokens of programs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, of_user
from keqiao.web.site.punctuation import bracketed


class PasswordUsed(models.Model):
    """The hash of a password that a user has had: the last ones may not come back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passwords_used")
    hash = models.CharField(max_length=256)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")
        ordering = ["-used_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.used_at:%Y-%m-%d}"


class PasswordReset(models.Model):
    """A reset that one administrator asks for and another decides; the user then sets a new password at sign-in."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", pgettext_lazy("reset", "asked for")
        DONE = "done", pgettext_lazy("reset", "done")
        REFUSED = "refused", pgettext_lazy("reset", "refused")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="password_resets")
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("password reset")
        verbose_name_plural = _("password resets")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.get_state_display()}"


class ApiToken(models.Model):
    """A key with which a program acts for a user: only for some of the user's rights, and only for a time.

    The key itself is shown once and never stored: ``digest`` is the SHA-256 of it, ``prefix`` its first characters.
    ``password_mark`` is that of the password (Django's for sessions) under which it was made: with another it is void.
    """

    visibility: ClassVar[Visibility] = Visibility(
        "accounts.roles", also=of_user("user"), note="and the own ones"
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens")
    name = models.CharField(pgettext_lazy("token", "name"), max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    password_mark = models.CharField(max_length=64, blank=True)
    rights = models.JSONField(_("rights"), default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return bracketed(self.name, f"{self.prefix}…")

    def is_usable(self, at: datetime) -> bool:
        """Whether the token opens anything at a moment."""
        return self.revoked_at is None and at < self.expires_at and self.user.is_active
