"""The capital of a firm: its shareholders, who stands behind them, and what happened to the capital."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.models.firms import Firm
from keqiao.web.registry.models.record import Record, money, not_negative, ordered, unique_while_current


class Shareholder(Record):
    """Who may hold capital of a firm, or, with ``behind``, who stands behind a shareholder with ``share`` % of it."""

    platform_path = "firm__incubation_links__platform"
    firm_path = "firm"
    firm_keeps = True
    words_from = ("name", "behind")

    class Kind(models.TextChoices):
        """What a shareholder is."""

        PERSON = "person", pgettext_lazy("shareholder", "Person")
        INSTITUTION = "institution", pgettext_lazy("shareholder", "Institution")
        COMPANY = "company", pgettext_lazy("shareholder", "Company")
        PARTNERSHIP = "partnership", pgettext_lazy("shareholder", "Partnership")
        FUND = "fund", pgettext_lazy("shareholder", "Fund")

    class Position(models.TextChoices):
        """Whether a person leads a unit of the state, which sets limits to shares."""

        NONE = "none", pgettext_lazy("position", "No leader of a state unit")
        HEAD = "head", pgettext_lazy("position", "Head of a state unit")
        DEPUTY = "deputy", pgettext_lazy("position", "Deputy head of a state unit")

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="shareholders", verbose_name=_("firm"))
    name = models.CharField(pgettext_lazy("shareholder", "name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state_owned = models.BooleanField(_("owned by the state"), default=False)
    position = models.CharField(_("position"), max_length=8, choices=Position, default=Position.NONE)
    behind = models.CharField(
        _("stands behind"),
        max_length=200,
        blank=True,
        help_text=_("The shareholder of which this is a member; empty for a shareholder"),
    )
    share = models.DecimalField(
        _("share of it, %"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = _("shareholder")
        verbose_name_plural = _("shareholders")
        ordering = ("firm", "behind", "pk")
        constraints = (
            unique_while_current("registry_one_shareholder", "firm", "name", "behind"),
            models.CheckConstraint(
                condition=models.Q(behind="", share=None) | ~models.Q(behind="") & models.Q(share__gt=0),
                name="registry_shareholder_behind",
                violation_error_message=_(
                    "Who stands behind a shareholder has a share of it above 0, others have none."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name


class CapitalMovement(Record):
    """An event of a firm's capital. ``amount``: registered capital in 元; ``price``: what was paid for it in all."""

    platform_path = "firm__incubation_links__platform"
    firm_path = "firm"
    firm_keeps = True
    words_from = ("holder", "receiver", "round", "promise")

    class Kind(models.TextChoices):
        """What happened."""

        SUBSCRIBE = "subscribe", pgettext_lazy("capital", "Subscription or increase")
        PAY = "pay", pgettext_lazy("capital", "Payment of capital")
        TRANSFER = "transfer", pgettext_lazy("capital", "Transfer of equity")
        PROMISE = "promise", pgettext_lazy("capital", "Option or other promise")
        CONVERT = "convert", pgettext_lazy("capital", "Conversion of a promise")
        LAPSE = "lapse", pgettext_lazy("capital", "Lapse of a promise")
        EXIT = "exit", pgettext_lazy("capital", "Exit")

    class Form(models.TextChoices):
        """In what capital is paid."""

        CASH = "cash", pgettext_lazy("capital", "Cash")
        TECHNOLOGY = "technology", pgettext_lazy("capital", "Technology")
        GOODS = "goods", pgettext_lazy("capital", "Goods")
        LAND = "land", pgettext_lazy("capital", "Right to use land")
        EQUITY = "equity", pgettext_lazy("capital", "Equity of another company")
        CLAIM = "claim", pgettext_lazy("capital", "Claim")

    class Pricing(models.TextChoices):
        """How the price of a contribution in kind was made (art. 18 of the law on transformation)."""

        NEGOTIATED = "negotiated", pgettext_lazy("pricing", "Negotiated")
        LISTED = "listed", pgettext_lazy("pricing", "Listed at an exchange")
        AUCTION = "auction", pgettext_lazy("pricing", "Auction")

    class Objection(models.TextChoices):
        """What became of objections while it was public."""

        NONE = "none", pgettext_lazy("publicity", "No objection")
        OPEN = "open", pgettext_lazy("publicity", "Objection open")
        SETTLED = "settled", pgettext_lazy("publicity", "Objection settled")

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="capital_movements", verbose_name=_("firm"))
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    holder = models.CharField(_("shareholder"), max_length=200)
    receiver = models.CharField(_("receiver of a transfer"), max_length=200, blank=True)
    amount = money(
        _("registered capital"),
        null=True,
        blank=True,
        help_text=_("Empty only for an exit of everything or a lapse of the whole promise"),
    )
    paid = money(
        _("of it paid up"),
        null=True,
        blank=True,
        help_text=_("For a transfer or an exit; empty: in proportion"),
    )
    price = money(_("price"), null=True, blank=True)
    due_on = models.DateField(_("to be paid by"), null=True, blank=True)
    form = models.CharField(_("form of payment"), max_length=12, choices=Form, default=Form.CASH)
    round = models.CharField(_("round"), max_length=60, blank=True)
    promise = models.CharField(_("name of the promise"), max_length=200, blank=True)
    valuation = money(_("value by valuation"), null=True, blank=True)
    report = models.CharField(_("valuation report"), max_length=200, blank=True)
    pricing = models.CharField(_("how the price was made"), max_length=12, choices=Pricing, blank=True)
    public_from = models.DateField(_("public from"), null=True, blank=True)
    public_until = models.DateField(_("public until"), null=True, blank=True)
    objection = models.CharField(
        pgettext_lazy("publicity", "objections"), max_length=8, choices=Objection, default=Objection.NONE
    )

    class Meta:
        verbose_name = _("capital movement")
        verbose_name_plural = _("capital movements")
        ordering = ("firm", "on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gt=0),
                name="registry_capital_amount",
                violation_error_message=_("Registered capital is more than 0."),
            ),
            not_negative("paid", "registry_capital_paid"),
            not_negative("price", "registry_capital_price"),
            not_negative("valuation", "registry_capital_valuation"),
            ordered("on", "due_on", "registry_capital_due"),
            ordered("public_from", "public_until", "registry_capital_public"),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.on}"

    def clean(self) -> None:
        """Each kind has what it needs. Raises ValidationError by field."""
        problems: dict[str, object] = {}
        if self.amount is None and self.kind not in {"", self.Kind.EXIT, self.Kind.LAPSE}:
            problems["amount"] = _("Say of how much registered capital.")
        if (self.kind == self.Kind.TRANSFER) != bool(self.receiver):
            problems["receiver"] = _("A transfer names its receiver, another kind has none.")
        elif self.receiver and self.receiver == self.holder:
            problems["receiver"] = _("A transfer goes to somebody else.")
        if self.kind == self.Kind.LAPSE and not self.promise:
            problems["promise"] = _("Name the promise that lapses.")
        if problems:
            raise ValidationError(problems)
