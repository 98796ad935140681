"""Measures and the versions of their definitions (口径)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.money import YUAN_PER_WAN
from keqiao.web.registry.language import in_language


class Measure(models.Model):
    """Something that is counted or measured for a platform or the city.

    ``unit`` is the unit of stored values: money is stored in 元, shown in 万元 (``display_unit``, ``in_display_unit``).
    """

    class Kind(models.TextChoices):
        """A stock is read at a date, a flow over a period."""

        STOCK = "stock", _("Stock")
        FLOW = "flow", _("Flow")

    class ValueType(models.TextChoices):
        """How a value is written."""

        COUNT = "count", pgettext_lazy("value", "Count")
        MONEY = "money", pgettext_lazy("value", "Money")
        PERCENT = "percent", pgettext_lazy("value", "Percent")
        NUMBER = "number", pgettext_lazy("value", "Number")
        RATING = "rating", pgettext_lazy("value", "Rating")

    class RollUp(models.TextChoices):
        """How shorter periods make a year."""

        SUM = "sum", pgettext_lazy("roll-up", "Sum")
        LAST = "last", pgettext_lazy("roll-up", "Last")
        NONE = "none", pgettext_lazy("roll-up", "Not added up")

    class CityTotal(models.TextChoices):
        """How platforms' recorded values make a city total; derived measures count distinct things instead."""

        SUM = "sum", pgettext_lazy("city total", "Sum of the platforms")
        NONE = "none", pgettext_lazy("city total", "No total")

    class Category(models.TextChoices):
        """Subject, for lists."""

        PLATFORMS = "platforms", _("Platforms")
        PEOPLE = "people", _("People")
        OUTPUTS = "outputs", _("Outputs")
        FINANCE = "finance", _("Finance")
        INCUBATION = "incubation", _("Incubation")
        CONTRIBUTION = "contribution", pgettext_lazy("subject", "Contribution")
        AGREEMENT = "agreement", _("Agreement and conduct")

    code = models.SlugField(_("code"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    value_type = models.CharField(
        _("type of value"), max_length=8, choices=ValueType, default=ValueType.NUMBER
    )
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=2)
    roll_up = models.CharField(_("roll-up over time"), max_length=5, choices=RollUp, default=RollUp.NONE)
    city_total = models.CharField(_("city total"), max_length=5, choices=CityTotal, default=CityTotal.NONE)
    category = models.CharField(_("subject"), max_length=14, choices=Category)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return the page of the measure's definition."""
        return reverse("facts:measure", args=(self.code,))

    @property
    def is_money(self) -> bool:
        """Whether values are amounts in 元."""
        return self.value_type == self.ValueType.MONEY

    @property
    def display_unit(self) -> str:
        """The unit that pages print: 万元 for money, else the stored unit."""
        if self.is_money:
            return in_language("万元", "10k yuan")
        return in_language(self.unit, self.unit_en)

    def in_display_unit(self, value: Decimal | None) -> Decimal | None:
        """Return a stored value in the shown unit (money: 元 → 万元), not rounded."""
        return value / YUAN_PER_WAN if value is not None and self.is_money else value


class MeasureDefinition(models.Model):
    """One version of a measure's definition (口径); a fact keeps the version it was recorded under."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="definitions", verbose_name=_("measure")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    text = models.TextField(_("definition"))
    text_en = models.TextField(_("definition in English"), blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    derivation = models.CharField(
        _("derivation"), max_length=64, blank=True, help_text=_("Empty: values are recorded, not derived")
    )
    regulation = models.CharField(_("regulation"), max_length=300, blank=True)
    regulation_en = models.CharField(_("regulation in English"), max_length=400, blank=True)
    evidence_kind = models.CharField(_("evidence"), max_length=200, blank=True)
    evidence_kind_en = models.CharField(_("evidence in English"), max_length=300, blank=True)
    source_kind = models.CharField(_("source kind"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("definition of a measure")
        verbose_name_plural = _("definitions of measures")
        ordering = ("measure", "-version")
        constraints = (
            models.UniqueConstraint(fields=("measure", "version"), name="facts_one_definition_version"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="facts_definition_dates",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} v{self.version}"

    @property
    def is_rated(self) -> bool:
        """Whether values come from experts' panels only (:class:`SourceKind` "expert")."""
        return self.source_kind == "expert"

    @property
    def words(self) -> str:
        """The definition in the reader's language."""
        return in_language(self.text, self.text_en)
