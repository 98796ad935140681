"""Equity funds: who promised how much, and every flow of money between partners, fund and firms."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.firms import Firm
from keqiao.web.registry.models.organisations import Organisation
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import (
    NamedRecord,
    Record,
    money,
    not_negative,
    ordered,
    unique_while_current,
)


class Fund(NamedRecord):
    """An equity fund (股权投资基金); ``reinvestment``: how many times the city's money goes to local firms (返投)."""

    words_from = ("name", "name_en", "number")

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    number = models.CharField(_("filing number"), max_length=40, blank=True)
    general_partner = models.ForeignKey(
        Organisation, models.PROTECT, related_name="managed_funds", verbose_name=_("general partner")
    )
    platform = models.ForeignKey(
        Platform,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funds",
        verbose_name=_("platform that set it up"),
    )
    size = money(_("target size"))
    founded_on = models.DateField(_("founded on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    reinvestment = models.DecimalField(
        _("local investment asked for (times)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("equity fund")
        verbose_name_plural = _("equity funds")
        ordering = ("founded_on", "pk")
        constraints = (
            unique_while_current("registry_one_fund", "name"),
            not_negative("size", "registry_fund_size"),
            ordered("founded_on", "ends_on", "registry_fund_dates"),
        )

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class FundPartner(Record):
    """A limited partner of a fund and what it promised (认缴), in 元."""

    platform_path = "fund__platform"

    class Kind(models.TextChoices):
        """What kind of money."""

        CITY = "city", pgettext_lazy("partner", "City or county money")
        GOVERNMENT = "government", pgettext_lazy("partner", "Other public money")
        PLATFORM = "platform", pgettext_lazy("partner", "Platform")
        BANK = "bank", pgettext_lazy("partner", "Bank or insurer")
        INDUSTRY = "industry", pgettext_lazy("partner", "Firm of the industry")
        OTHER = "other", pgettext_lazy("partner", "Other private money")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="partners", verbose_name=_("equity fund"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="fund_shares", verbose_name=_("limited partner")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    committed = money(_("amount committed"))

    class Meta:
        verbose_name = _("partner of a fund")
        verbose_name_plural = _("partners of funds")
        ordering = ("fund", "pk")
        constraints = (
            unique_while_current("registry_one_fund_partner", "fund", "organisation"),
            not_negative("committed", "registry_fund_committed"),
        )

    def __str__(self) -> str:
        return f"{self.fund} – {self.organisation}"


class FundFlow(Record):
    """A flow of money of a fund, or what its holdings were worth on a day; amounts in 元, positive."""

    platform_path = "fund__platform"

    class Kind(models.TextChoices):
        """From or to whom."""

        CALL = "call", pgettext_lazy("fund", "Paid in by partners")
        DISTRIBUTION = "distribution", pgettext_lazy("fund", "Paid out to partners")
        INVESTMENT = "investment", pgettext_lazy("fund", "Invested in a firm")
        EXIT = "exit", pgettext_lazy("fund", "Received on exit from a firm")
        VALUATION = "valuation", pgettext_lazy("fund", "Net assets on that day")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="flows", verbose_name=_("equity fund"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    on = models.DateField(_("date"))
    amount = money(_("amount"))
    partner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="fund_flows",
        verbose_name=_("partner"),
    )
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="fund_flows", verbose_name=_("firm")
    )

    class Meta:
        verbose_name = _("flow of a fund")
        verbose_name_plural = _("flows of funds")
        ordering = ("fund", "on", "pk")
        constraints = (
            not_negative("amount", "registry_fund_flow_amount"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("investment", "exit"), firm__isnull=False)
                | ~models.Q(kind__in=("investment", "exit")),
                name="registry_fund_flow_firm",
                violation_error_message=_("An investment and an exit name their firm."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.fund} {self.on}"
