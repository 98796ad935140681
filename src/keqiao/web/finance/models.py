"""What went into science and technology in a year, by the four sources."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.clock import present
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.finance.rights import VIEW
from keqiao.web.registry.models.record import money, not_negative


class InputSource(models.TextChoices):
    """Who pays: 财政为导向、企业为主体、信贷为支撑、社会为补充."""

    FISCAL = "fiscal", pgettext_lazy("input", "Public budget")
    ENTERPRISE = "enterprise", pgettext_lazy("input", "Enterprises")
    CREDIT = "credit", pgettext_lazy("input", "Credit")
    SOCIAL = "social", pgettext_lazy("input", "Social capital")


class InputQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of amounts."""


class ScienceInput(FrozenModel):
    """An amount (元) of a year and source, and where it stands; a later one takes the place of an earlier one."""

    visibility: ClassVar[Visibility] = Visibility(VIEW)

    year = models.PositiveSmallIntegerField(pgettext_lazy("input", "year"))
    source = models.CharField(pgettext_lazy("input", "source"), max_length=10, choices=InputSource)
    amount = money(pgettext_lazy("input", "amount"))
    basis = models.CharField(_("where it stands"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=present)

    objects: ClassVar[Any] = InputQuerySet.as_manager()

    class Meta:
        verbose_name = _("input into science and technology")
        verbose_name_plural = _("inputs into science and technology")
        ordering = ("-year", "source", "pk")
        constraints = (
            not_negative("amount", "finance_amount"),
            models.CheckConstraint(condition=models.Q(year__gte=2000, year__lte=2100), name="finance_year"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.get_source_display()}"
