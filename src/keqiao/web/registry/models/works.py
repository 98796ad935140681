"""Representative works (代表作): what a platform puts before experts as its best of a year, with who uses it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import NamedRecord, unique_while_current

MOST_NUMBER = 20
"""Numbers that a list may have; how many of them experts read, the rules of panels say."""


class RepresentativeWork(NamedRecord):
    """One representative work of a platform in a year; ``number``: its place in the platform's own list.

    Its files (the work, statements of users) are the evidence of the row.
    """

    order_from = "title"
    words_from = ("title", "effect", "users")

    class Kind(models.TextChoices):
        """What it is."""

        TECHNOLOGY = "technology", pgettext_lazy("work", "Technology or process")
        PRODUCT = "product", pgettext_lazy("work", "Product or equipment")
        PAPER = "paper", pgettext_lazy("work", "Paper or book")
        PATENT = "patent", pgettext_lazy("work", "Patent or software")
        STANDARD = "standard", pgettext_lazy("work", "Standard")
        SERVICE = "service", pgettext_lazy("work", "Service or solution")
        OTHER = "other", pgettext_lazy("work", "Other")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="representative_works", verbose_name=_("platform")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    number = models.PositiveSmallIntegerField(
        _("place in the list"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_NUMBER)],
        help_text=_("1 is the most telling; experts read the first ones, as many as the rules of panels say"),
    )
    title = models.CharField(pgettext_lazy("register", "title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    effect = models.TextField(
        _("what is new and what it achieves"),
        max_length=1000,
        help_text=_("With figures where there are any"),
    )
    users = models.TextField(_("who uses it and what they say"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("representative work")
        verbose_name_plural = _("representative works")
        ordering = ("platform", "-year", "number")
        constraints = (
            unique_while_current("registry_one_work_a_place", "platform", "year", "number"),
            unique_while_current("registry_one_work_a_title", "platform", "year", "title"),
        )

    def __str__(self) -> str:
        return self.title
