"""Who signed in from where, and the second factors with which users prove who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignIn(models.Model):
    """One attempt to sign in to an account that exists; after a success also the session that it opened.

    A session is open while ``session_key`` is set. The row stays after the session has ended and says why.
    """

    class Outcome(models.TextChoices):
        """What became of the attempt."""

        SUCCESS = "success", pgettext_lazy("sign-in", "signed in")
        PASSWORD = "password", pgettext_lazy("sign-in", "wrong password")
        FACTOR = "factor", pgettext_lazy("sign-in", "wrong second factor")
        LOCKED = "locked", pgettext_lazy("sign-in", "refused while locked")

    class Ended(models.TextChoices):
        """Why the session ended."""

        SIGN_OUT = "sign_out", pgettext_lazy("session", "signed out")
        IDLE = "idle", pgettext_lazy("session", "not used for too long")
        LIFETIME = "lifetime", pgettext_lazy("session", "longest time reached")
        ELSEWHERE = "elsewhere", pgettext_lazy("session", "ended by yourself from another session")
        PASSWORD = "password", pgettext_lazy("session", "password changed")
        FORCED = "forced", pgettext_lazy("session", "ended by an administrator")
        CLOCK = "clock", pgettext_lazy("session", "the clock of the server was put right")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    outcome = models.CharField(max_length=10, choices=Outcome)
    at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    former_key = models.CharField(max_length=40, blank=True, db_index=True)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=Ended, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "-at"], name="accounts_signin_user_at")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"


class Factor(models.Model):
    """Something a user has: an authenticator that shows codes (RFC 6238), or a security key (WebAuthn).

    ``secret`` is, for an authenticator, the shared secret, encrypted with the key of the installation; for a security
    key the attested credential data (identity and public key) in base64. ``counter`` only grows: the last time step
    whose code was taken, or the key's signature counter, so that nothing that was overheard opens anything again.
    """

    class Kind(models.TextChoices):
        """What it is."""

        AUTHENTICATOR = "authenticator", pgettext_lazy("factor", "authenticator app")
        KEY = "key", pgettext_lazy("factor", "security key")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="factors")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(pgettext_lazy("factor", "name"), max_length=60)
    secret = models.TextField()
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """The digest of a code that opens the account once when the second factor is not at hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
