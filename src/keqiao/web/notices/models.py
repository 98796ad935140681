"""Notices: one message to one person."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.notices.kinds import NoticeKind, kind_of
from keqiao.web.site.stored_sentences import in_words


class NoticeQuerySet(models.QuerySet):
    """Reads of notices."""

    def visible_to(self, user: Actor) -> NoticeQuerySet:
        """Return those to the user: nobody reads another person's."""
        return self.filter(recipient=user.pk) if user is not None and user.is_authenticated else self.none()


class Notice(models.Model):
    """One message to one person. ``key`` keeps the same message from being given twice.

    ``sentence``: a kept sentence (``site.wording``), read in the language of the reader. ``about``: what it is about by
    name, for the subject of a mail. ``link``: the address of the page it leads to. ``mail_tries`` and ``mail_after``:
    attempts to send it as e-mail, and when the next one may be made.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=100)
    sentence = models.JSONField(_("notice"))
    about = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_after = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("to people", "notice")
        verbose_name_plural = pgettext_lazy("to people", "notices")
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint(fields=("recipient", "key"), name="notices_one_per_key"),)
        indexes = (
            models.Index(fields=("recipient",), condition=models.Q(seen_at=None), name="notices_unseen"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def words(self) -> str:
        """What it says, in the language of the page."""
        return in_words(self.sentence)

    @property
    def kind_of(self) -> NoticeKind:
        """Its kind, with word and tone."""
        return kind_of(self.kind)
