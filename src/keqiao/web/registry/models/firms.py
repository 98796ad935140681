"""Firms: certificates, yearly reports, incubation links, equity and funding."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.models.organisations import Organisation
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import Record, money, not_negative, ordered, unique_while_current


class Firm(Record):
    """A firm that platforms incubate, hold or serve; counted once by its unified social credit code."""

    platform_path = "incubation_links__platform"
    firm_path = "pk"
    firm_keeps = True
    bureau_fields = ("unit",)

    class Stage(models.TextChoices):
        """Stage of growth."""

        SEED = "seed", pgettext_lazy("firm", "Seed")
        STARTUP = "startup", pgettext_lazy("firm", "Start-up")
        GROWTH = "growth", pgettext_lazy("firm", "Growth")
        MATURE = "mature", pgettext_lazy("firm", "Mature")

    class ChainPosition(models.TextChoices):
        """Place in the industry chain."""

        UPSTREAM = "upstream", _("Upstream")
        MIDSTREAM = "midstream", _("Midstream")
        DOWNSTREAM = "downstream", _("Downstream")

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="firm", verbose_name=_("organisation")
    )
    local = models.BooleanField(_("settled locally"), default=True)
    chain_position = models.CharField(
        _("place in the chain"), max_length=12, choices=ChainPosition, blank=True
    )
    stage = models.CharField(pgettext_lazy("firm", "stage"), max_length=8, choices=Stage, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    unit = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="firms",
        verbose_name=_("unit of its users"),
        help_text=_("Whose users keep the firm's own rows"),
    )

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.organisation)


class FirmCertificate(Record):
    """A certificate such as high-tech enterprise (高企) with its validity."""

    platform_path = "firm__incubation_links__platform"
    firm_path = "firm"
    firm_keeps = True

    class Kind(models.TextChoices):
        """Which certificate."""

        HIGH_TECH = "high_tech", _("High-tech enterprise")
        SPECIALISED = "specialised", _("Specialised and sophisticated SME")
        TECH_SME = "tech_sme", _("Technology SME")
        GAZELLE = "gazelle", _("Gazelle firm")
        OTHER = "other", pgettext_lazy("certificate", "Other")

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="certificates", verbose_name=_("firm"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    words_from = ("number",)

    number = models.CharField(_("number"), max_length=60, blank=True)
    granted_on = models.DateField(_("granted on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("firm", "-granted_on", "pk")
        constraints = (ordered("granted_on", "expires_on", "registry_certificate_dates"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


class FirmReport(Record):
    """A firm's yearly figures; amounts in 元."""

    platform_path = "firm__incubation_links__platform"
    firm_path = "firm"
    firm_keeps = True

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="reports", verbose_name=_("firm"))
    year = models.PositiveSmallIntegerField(_("year"))
    revenue = money(_("revenue"), null=True, blank=True)
    tax = money(_("tax paid"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    insured_local = models.PositiveIntegerField(_("employees insured locally"), null=True, blank=True)
    rd_spend = money(_("R&D expenditure"), null=True, blank=True)

    class Meta:
        verbose_name = _("firm's yearly report")
        verbose_name_plural = _("firms' yearly reports")
        ordering = ("firm", "-year", "pk")
        constraints = (unique_while_current("registry_one_report_a_year", "firm", "year"),)

    def __str__(self) -> str:
        return f"{self.firm} {self.year}"


class IncubationLink(Record):
    """Which platform incubates which firm, on which ground, from when to when."""

    firm_path = "firm"

    class Basis(models.TextChoices):
        """Ground of the incubation (口径)."""

        EQUITY = "equity", pgettext_lazy("incubation", "Equity")
        TECHNOLOGY = "technology", pgettext_lazy("incubation", "Origin of technology")
        TENANCY = "tenancy", pgettext_lazy("incubation", "Tenancy")
        SERVICE = "service", pgettext_lazy("incubation", "Service")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="incubation_links", verbose_name=_("platform")
    )
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="incubation_links", verbose_name=_("firm"))
    basis = models.CharField(_("ground"), max_length=12, choices=Basis)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("incubation link")
        verbose_name_plural = _("incubation links")
        ordering = ("platform", "valid_from", "pk")
        constraints = (ordered("valid_from", "valid_to", "registry_incubation_dates"),)
        indexes = (models.Index(fields=("firm", "platform"), name="registry_incubation_firm"),)

    def __str__(self) -> str:
        return f"{self.platform} – {self.firm}"


class EquityEvent(Record):
    """A platform's contribution to or disposal of a stake in a firm; amounts in 元, positive."""

    firm_path = "firm"

    class Kind(models.TextChoices):
        """What happened to the stake; a transfer disposes of (part of) it."""

        TECHNOLOGY = "technology", pgettext_lazy("equity", "Technology for equity")
        CASH = "cash", pgettext_lazy("equity", "Cash")
        TRANSFER = "transfer", pgettext_lazy("equity", "Transfer (disposal)")
        INCREASE = "increase", pgettext_lazy("equity", "Capital increase")

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="equity_events", verbose_name=_("firm"))
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="equity_events", verbose_name=_("holder")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    amount = money(_("amount"))
    percent = models.DecimalField(
        _("share held after the event, %"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("equity event")
        verbose_name_plural = _("equity events")
        ordering = ("firm", "on", "pk")
        constraints = (not_negative("amount", "registry_equity_amount"),)

    def __str__(self) -> str:
        return f"{self.platform} – {self.firm} {self.on}"


class FundingDeal(Record):
    """Money a firm raised; ``private`` says that it is private (社会) capital rather than fiscal."""

    platform_path = "firm__incubation_links__platform"
    firm_path = "firm"
    firm_keeps = True

    class Instrument(models.TextChoices):
        """Kind of money."""

        EQUITY = "equity", pgettext_lazy("funding", "Equity")
        LOAN = "loan", pgettext_lazy("funding", "Loan")
        GUARANTEE = "guarantee", pgettext_lazy("funding", "Guarantee")
        OTHER = "other", pgettext_lazy("funding", "Other")

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="funding_deals", verbose_name=_("firm"))
    words_from = ("investor",)

    instrument = models.CharField(_("instrument"), max_length=10, choices=Instrument)
    investor = models.CharField(_("investor"), max_length=200, blank=True)
    amount = money(_("amount"))
    on = models.DateField(_("date"))
    private = models.BooleanField(_("private capital"), default=True)

    class Meta:
        verbose_name = _("funding deal")
        verbose_name_plural = _("funding deals")
        ordering = ("firm", "on", "pk")
        constraints = (not_negative("amount", "registry_funding_amount"),)

    def __str__(self) -> str:
        return f"{self.firm} {self.on}"
