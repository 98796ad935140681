"""Projects that are to become products (转化项目): what each is, not how far it has come (room ``pipeline``)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.models.firms import Firm
from keqiao.web.registry.models.organisations import Direction, Organisation
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import NamedRecord, money, not_negative, unique_while_current

LEVELS = 9
"""Levels of technology readiness (GB/T 22900, GB/T 37264)."""


class PipelineProject(NamedRecord):
    """A project on its way from an idea to production; ``field`` decides which gates it passes; amounts in 元."""

    firm_path = "firm"
    order_from = "title"
    words_from = ("number", "title", "title_en")

    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(pgettext_lazy("register", "title"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=400, blank=True)
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="pipeline_projects", verbose_name=_("platform")
    )
    field = models.CharField(_("field of technology"), max_length=12, choices=Direction.Strategic)
    origin = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pipeline_projects",
        verbose_name=_("where the technology comes from"),
    )
    firm = models.ForeignKey(
        Firm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pipeline_projects",
        verbose_name=_("firm that takes it up"),
    )
    readiness = models.PositiveSmallIntegerField(
        _("readiness at the beginning (TRL)"),
        validators=[MinValueValidator(1), MaxValueValidator(LEVELS)],
    )
    budget = money(_("money asked for"), null=True, blank=True)
    proposed_on = models.DateField(_("proposed on"))
    aim = models.CharField(_("aim"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("pipeline project")
        verbose_name_plural = _("pipeline projects")
        ordering = ("number",)
        constraints = (
            unique_while_current("registry_one_pipeline_project", "number"),
            not_negative("budget", "registry_pipeline_budget"),
            models.CheckConstraint(
                condition=models.Q(readiness__gte=1, readiness__lte=LEVELS),
                name="registry_pipeline_readiness",
                violation_error_message=_("Readiness is a level from 1 to 9."),
            ),
        )

    def __str__(self) -> str:
        return self.number
