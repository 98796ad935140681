"""What a platform states of its means at the end of a year: cash, floor area. A statement stands; the last counts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.planning.rights import PLANS
from keqiao.web.registry.models import Platform
from keqiao.web.registry.models.record import money


class StatementQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of statements."""


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(platform__unit=user.unit_id) if user.unit_id else NOTHING


class ResourceStatement(FrozenModel):
    """Cash in 元 and floor area in square metres at the end of a year."""

    visibility: ClassVar[Visibility] = Visibility(PLANS, own=_of_own_unit, note="of the own platform")
    platform_path: ClassVar[str] = "platform"

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="resource_statements", verbose_name=_("platform")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    cash = money(_("cash at the end of the year"), null=True, blank=True)
    area = models.DecimalField(
        _("floor area (square metres)"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    area_used = models.DecimalField(_("of it in use"), max_digits=12, decimal_places=2, null=True, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("statement", "stated by"),
    )
    stated_at = models.DateTimeField(pgettext_lazy("statement", "stated at"))

    objects: ClassVar[Any] = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement of means")
        verbose_name_plural = _("statements of means")
        ordering = ("platform", "year", "pk")
        indexes = (models.Index(fields=("platform", "year"), name="planning_statement_year"),)

    def __str__(self) -> str:
        return f"{self.platform} {self.year}"
