"""How a platform is run: governance and equipment."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import Record, money, not_negative, ordered, unique_while_current


class GovernanceItem(Record):
    """A piece of a platform's governance and whether it is in place: council, head, mechanisms, rules."""

    words_from = ("title", "detail")

    class Kind(models.TextChoices):
        """What is looked at; the four mechanisms are those of the guiding opinions on new R&D institutes (2019)."""

        COUNCIL = "council", _("Council")
        HEAD = "head", _("Appointment of the head")
        INVESTORS = "investors", _("Several investors")
        MANAGEMENT = "management", _("Modern management")
        MARKET = "market", _("Market-oriented operation")
        EMPLOYMENT = "employment", _("Flexible employment")
        CHARTER = "charter", _("Charter")
        RULE = "rule", pgettext_lazy("governance", "Rule")

    class State(models.TextChoices):
        """How far it is."""

        IN_PLACE = "in_place", _("In place")
        PARTLY = "partly", _("Partly in place")
        MISSING = "missing", _("Missing")

    class Head(models.TextChoices):
        """Who appointed the head; only for that item."""

        SECONDED = "seconded", _("Seconded by the co-founder")
        COUNCIL = "council", _("Appointed by the council")
        MARKET = "market", _("Hired on the market")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="governance_items", verbose_name=_("platform")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(pgettext_lazy("register", "title"), max_length=200)
    state = models.CharField(pgettext_lazy("governance", "state"), max_length=10, choices=State)
    head = models.CharField(_("head comes from"), max_length=10, choices=Head, blank=True)
    detail = models.TextField(_("detail"), max_length=2000, blank=True)
    document_no = models.CharField(_("document number"), max_length=100, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("governance item")
        verbose_name_plural = _("governance items")
        ordering = ("platform", "kind", "pk")
        constraints = (ordered("valid_from", "valid_to", "registry_governance_dates"),)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Only the appointment of the head says where the head comes from. Raises ValidationError."""
        if bool(self.head) != (self.kind == self.Kind.HEAD):
            raise ValidationError(
                {"head": _("Say where the head comes from for the appointment of the head, and only there.")}
            )


class Equipment(Record):
    """A piece of research equipment; values in 元."""

    words_from = ("asset_no", "name", "name_en", "model")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="equipment", verbose_name=_("platform")
    )
    asset_no = models.CharField(_("asset number"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    model = models.CharField(pgettext_lazy("equipment", "model"), max_length=120, blank=True)
    original_value = money(_("original value"), null=True, blank=True)
    in_use_from = models.DateField(_("in use from"))
    scrapped_on = models.DateField(_("scrapped on"), null=True, blank=True)
    shared = models.BooleanField(_("open to others"), default=False)
    hours_available = models.PositiveIntegerField(_("hours available in a year"), null=True, blank=True)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = pgettext_lazy("plural", "equipment")
        ordering = ("platform", "asset_no", "pk")
        constraints = (
            unique_while_current("registry_one_equipment", "platform", "asset_no"),
            ordered("in_use_from", "scrapped_on", "registry_equipment_dates"),
            not_negative("original_value", "registry_equipment_value"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.asset_no}"


class EquipmentUse(Record):
    """Hours a piece of equipment was used in a year, and what it earned from others; income in 元."""

    platform_path = "equipment__platform"

    equipment = models.ForeignKey(Equipment, models.PROTECT, related_name="uses", verbose_name=_("equipment"))
    year = models.PositiveSmallIntegerField(_("year"))
    hours = models.PositiveIntegerField(_("hours used"))
    hours_for_others = models.PositiveIntegerField(_("of these for others"), default=0)
    users = models.PositiveIntegerField(_("organisations served"), default=0)
    income = money(_("income from others"), default=0)

    class Meta:
        verbose_name = _("use of equipment")
        verbose_name_plural = pgettext_lazy("plural", "use of equipment")
        ordering = ("equipment", "-year", "pk")
        constraints = (
            unique_while_current("registry_one_use_a_year", "equipment", "year"),
            models.CheckConstraint(
                condition=models.Q(hours_for_others__lte=models.F("hours")), name="registry_use_hours"
            ),
            models.CheckConstraint(condition=models.Q(hours__lte=8784), name="registry_use_year"),
            not_negative("income", "registry_use_income"),
        )

    def __str__(self) -> str:
        return f"{self.equipment} {self.year}"
