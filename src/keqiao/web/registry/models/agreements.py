"""Co-founding agreements: what both sides promised, instalments, conditions granted, and the talks with partners."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.organisations import Organisation, Partner
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import (
    NamedRecord,
    Record,
    money,
    not_negative,
    ordered,
    unique_while_current,
)


class Agreement(NamedRecord):
    """A co-founding agreement (共建协议, 一事一议) or an amendment, which leaves the earlier version readable."""

    bureau_only = True
    order_from = "title"
    words_from = ("title", "title_en", "number")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="agreements", verbose_name=_("platform")
    )
    title = models.CharField(pgettext_lazy("register", "title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=_("amends"),
        help_text=_("The agreement that this one changes; it stays readable"),
    )
    parties = models.ManyToManyField(
        Organisation, blank=True, related_name="agreements", verbose_name=_("parties")
    )
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("platform", "-signed_on", "pk")
        constraints = (ordered("signed_on", "ends_on", "registry_agreement_dates"),)

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def clean(self) -> None:
        """Refuse an amendment of itself or of another platform's agreement. Raises ValidationError."""
        if self.amends is not None and (
            self.amends_id == self.pk or self.amends.platform_id != self.platform_id
        ):
            raise ValidationError(
                {"amends": _("An amendment changes an earlier agreement of the same platform.")}
            )


class Commitment(Record):
    """What one side of an agreement promised: an item with a target, by a measure where there is one."""

    platform_path = "agreement__platform"
    bureau_only = True
    immaterial = frozenset({"responsible"})
    words_from = ("item", "item_en")

    class Party(models.TextChoices):
        """Who promised."""

        GOVERNMENT = "government", _("Government")
        PLATFORM = "platform", pgettext_lazy("party", "Platform")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="commitments", verbose_name=_("agreement")
    )
    party = models.CharField(_("party"), max_length=10, choices=Party)
    item = models.CharField(_("item"), max_length=300)
    item_en = models.CharField(_("item in English"), max_length=400, blank=True)
    measure_code = models.CharField(_("measure"), max_length=64, blank=True)
    target = models.DecimalField(
        _("target"), max_digits=24, decimal_places=6, null=True, blank=True, help_text=_("Money in yuan")
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    delivered = models.DecimalField(
        _("delivered"),
        max_digits=24,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("For what no measure counts; money in yuan"),
    )
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person in charge"),
    )

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("agreement", "year", "pk")
        indexes = (
            models.Index(
                fields=("measure_code",),
                name="registry_commitment_measure",
                condition=~models.Q(measure_code=""),
            ),
        )

    def __str__(self) -> str:
        return in_language(self.item, self.item_en)


class Instalment(Record):
    """Money that an agreement promises at a date, and its payment; amounts in 元."""

    platform_path = "agreement__platform"
    bureau_only = True

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="instalments", verbose_name=_("agreement")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("instalment", "instalment no."))
    amount = money(_("amount"))
    condition = models.CharField(_("condition of payment"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_amount = money(_("amount paid"), null=True, blank=True)
    voucher = models.CharField(_("voucher"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("agreement", "number", "pk")
        constraints = (
            unique_while_current("registry_one_instalment", "agreement", "number"),
            not_negative("amount", "registry_instalment_amount"),
            not_negative("paid_amount", "registry_instalment_paid"),
        )

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"

    def clean(self) -> None:
        """Payment has a day and an amount, or neither. Raises ValidationError."""
        if (self.paid_on is None) != (self.paid_amount is None):
            raise ValidationError({"paid_on": _("A payment has both a day and an amount.")})


class Condition(Record):
    """A condition of development (宽松条件) that an agreement grants, in one of four kinds."""

    platform_path = "agreement__platform"
    bureau_only = True
    words_from = ("text", "text_en")

    class Kind(models.TextChoices):
        """What it eases."""

        MARKET = "market", _("Market expansion")
        INCUBATION = "incubation", _("Project incubation")
        CULTIVATION = "cultivation", _("Cultivation of firms")
        INCOME = "income", _("Income distribution")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="conditions", verbose_name=_("agreement")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("wording"), max_length=2000)
    text_en = models.TextField(_("wording in English"), max_length=3000, blank=True)

    class Meta:
        verbose_name = _("condition granted")
        verbose_name_plural = _("conditions granted")
        ordering = ("agreement", "kind", "pk")

    def __str__(self) -> str:
        return f"{self.agreement} {self.get_kind_display()}"


class Contact(Record):
    """A talk or visit with a partner (合作沟通), with what came of it."""

    words_from = ("subject", "outcome")

    class Kind(models.TextChoices):
        """How one met."""

        MEETING = "meeting", _("Meeting")
        VISIT = "visit", pgettext_lazy("contact", "Visit")
        CALL = "call", _("Call or letter")
        REVIEW = "review", _("Review of the co-operation")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="contacts", verbose_name=_("platform")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("partner")
    )
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    subject = models.CharField(_("subject"), max_length=200)
    outcome = models.TextField(_("outcome"), max_length=2000, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction, 1 to 5"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )

    class Meta:
        verbose_name = _("talk with a partner")
        verbose_name_plural = _("talks with partners")
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.subject}"
