"""Roles that one administrator proposes for a user and another decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.punctuation import labelled, listed


class RoleProposal(models.Model):
    """Roles (codes) that a system administrator proposes; the security administrator gives them or refuses.

    At most one proposal of a user is open: a newer one takes its place, and the older is marked as replaced.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("proposal", "open")
        GIVEN = "given", pgettext_lazy("proposal", "given")
        REFUSED = "refused", pgettext_lazy("proposal", "refused")
        REPLACED = "replaced", pgettext_lazy("proposal", "replaced by a newer one")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_proposals")
    roles = models.JSONField(_("roles"), default=list)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposed roles")
        verbose_name_plural = _("proposed roles")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state="open"), name="accounts_one_open_proposal"
            )
        ]

    def __str__(self) -> str:
        return labelled(self.user, listed(self.roles))
