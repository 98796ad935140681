"""Checks of figures, written by officers in the language of expressions, and the explanations they were given."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.language import in_language
from keqiao.web.returns.models.forms import Return


class CheckRule(models.Model):
    """What must hold: an expression over measures that is true for good figures (see ``returns.checking``)."""

    class Severity(models.TextChoices):
        """What a figure that fails means."""

        HARD = "hard", pgettext_lazy("check", "Stops the hand-in")
        SOFT = "soft", pgettext_lazy("check", "Asks for an explanation")

    code = models.SlugField(_("code"), max_length=64, unique=True)
    title = models.CharField(pgettext_lazy("check", "title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    expression = models.CharField(_("expression"), max_length=1000)
    severity = models.CharField(_("weight"), max_length=4, choices=Severity, default=Severity.SOFT)
    advice = models.CharField(_("what to do"), max_length=300, blank=True)
    advice_en = models.CharField(_("what to do, in English"), max_length=400, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("severity", "code")

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)


class Explanation(models.Model):
    """What a platform says to a soft check that its figures do not fulfil; ``figures`` are those it spoke of.

    When the figures change the explanation is asked for again.
    """

    form = models.ForeignKey(Return, models.PROTECT, related_name="explanations")
    check_code = models.SlugField(max_length=64)
    figures = models.JSONField(default=dict)
    text = models.CharField(_("explanation"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        constraints = (
            models.UniqueConstraint(fields=("form", "check_code"), name="returns_one_explanation"),
        )

    def __str__(self) -> str:
        return self.text
