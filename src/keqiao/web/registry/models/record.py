"""What all registers share: who recorded a row and when, from which source, and whether it was withdrawn.

Rows are not deleted: a wrong row is withdrawn with a reason and a new one recorded, so that what was known at an
earlier moment stays readable. Dates that end something (``valid_to``, ``ended_on``, ``expires_on``) are its last day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordQuerySet(models.QuerySet):
    """Reads every register the same way."""

    def current(self, known_at: datetime | None = None) -> Self:
        """Return the rows that stand, now or as it was known at ``known_at``."""
        if known_at is None:
            return self.filter(withdrawn_at=None)
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at), recorded_at__lte=known_at)

    def of_platforms(self, platforms: Any) -> Self:
        """Return the rows that belong to the platforms given (ids, objects or a query)."""
        model: Any = self.model
        path = model.platform_path
        if path is None:
            return self
        if "__" not in path:
            return self.filter(**{f"{path}__in": platforms})
        # A sub-query, so that a row which reaches a platform twice is still one row.
        return self.filter(pk__in=model._base_manager.filter(**{f"{path}__in": platforms}).values("pk"))

    def visible_to(self, user: Any) -> Self:
        """Return the rows the user may see: all; what is published and the own unit's; or what is published.

        Names of persons are held back by the pages unless the person agreed.
        """
        model: Any = self.model
        scope = user.scope_for("registry.view") if user is not None and user.is_authenticated else None
        if scope == "all" or (scope is not None and model.published):
            return self
        if scope == "own" and user.unit_id is not None:
            from keqiao.web.registry.models.platforms import Platform

            return self.of_platforms(Platform.objects.filter(unit_id=user.unit_id).values("pk"))
        return self.none()


class Record(models.Model):
    """Base of every register."""

    platform_path: ClassVar[str | None] = "platform"
    """How a row reaches its platform; None for reference data."""

    published: ClassVar[bool] = False
    """Whether everybody who may read the registers sees the rows: the directory, not what a platform earns or owes."""

    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("reason of withdrawal"), max_length=300, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


class Precision(models.TextChoices):
    """How exactly a date is known; a month-precise date is stored as its first day and never shown with one."""

    DAY = "day", pgettext_lazy("precision", "Day")
    MONTH = "month", pgettext_lazy("precision", "Month")
    YEAR = "year", pgettext_lazy("precision", "Year")


class Level(models.TextChoices):
    """Administrative level of a platform, project, qualification or programme."""

    NATIONAL = "national", pgettext_lazy("level", "National")
    PROVINCIAL = "provincial", pgettext_lazy("level", "Provincial")
    CITY = "city", pgettext_lazy("level", "City")
    COUNTY = "county", pgettext_lazy("level", "County")


def ordered(start: str, end: str, name: str) -> models.CheckConstraint:
    """Constraint: ``end`` is not before ``start`` where both are known."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True})
        | Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__gte": models.F(start)}),
        name=name,
    )


def not_negative(field: str, name: str) -> models.CheckConstraint:
    """Constraint: ``field`` is zero or more."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}), name=name
    )


def money(label: Any, **options: Any) -> models.DecimalField:
    """Return a field for an amount in 元, to the cent."""
    return models.DecimalField(label, max_digits=18, decimal_places=2, **options)
