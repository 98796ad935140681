"""A deal: one need or offer, two organisations, and how far they have come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.deals.models.choices import Channel, DealSide, DealState, Turn
from keqiao.web.deals.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.registry.models import TechContract
from keqiao.web.registry.models.record import money, not_negative
from keqiao.web.rulebooks.documented import DocumentedModel

LONGEST_WORDS = 4000


class DealQuerySet(VisibleRows, models.QuerySet["Deal"]):
    """Reads of deals."""


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    return Q(demand_unit=user.unit_id) | Q(supply_unit=user.unit_id) if user.unit_id else NOTHING


def _brokered(model: type[models.Model], user: Actor) -> Q:
    return Q(broker=user) if user.has_right(VIEW) else NOTHING


class Deal(DocumentedModel, models.Model):
    """A deal. ``demand_unit`` and ``supply_unit``: whose users speak for the sides, as of the beginning; ``turn`` and
    ``due_on``: who acts next and until when; ``moved_at``: when the state was reached.

    The terms of the contract stand here until it is registered: then they are those of the register's row ``contract``,
    and no longer here (see :class:`DealTerms`).
    """

    visibility: ClassVar[Visibility] = Visibility(
        VIEW, own=_of_own_unit, also=_brokered, note="both sides, and its broker; names and texts by tier"
    )

    platform_path: ClassVar[str] = "supply__platform"
    """How a deal belongs to a platform, for figures derived from it."""

    State = DealState

    code = models.CharField(pgettext_lazy("deal", "number"), max_length=20, unique=True, editable=False)
    need = models.ForeignKey(
        "exchange.Need", models.PROTECT, null=True, blank=True, related_name="deals", verbose_name=_("need")
    )
    offer = models.ForeignKey(
        "exchange.Offer", models.PROTECT, null=True, blank=True, related_name="deals", verbose_name=_("offer")
    )
    demand = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", verbose_name=_("demand side")
    )
    supply = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", verbose_name=_("supply side")
    )
    demand_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    supply_unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, default=Channel.RECOMMENDED)
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("deal", "broker"),
    )
    state = models.CharField(
        pgettext_lazy("deal", "state"), max_length=10, choices=DealState, default=DealState.PROPOSED
    )
    edition = models.PositiveIntegerField(default=1)
    turn = models.CharField(_("turn"), max_length=8, choices=Turn, default=Turn.BOTH)
    moved_at = models.DateTimeField(_("in this state since"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    agreed_at = models.DateTimeField(_("both agreed at"), null=True, blank=True)
    secrecy_on = models.DateField(_("secrecy agreed on"), null=True, blank=True)
    meeting_at = models.DateTimeField(_("meeting at"), null=True, blank=True)
    meeting_place = models.CharField(_("place of the meeting"), max_length=200, blank=True)
    minutes = models.TextField(_("minutes"), max_length=LONGEST_WORDS, blank=True)
    quote_amount = money(_("amount quoted"), null=True, blank=True)
    quote_words = models.TextField(_("what the quote covers"), max_length=LONGEST_WORDS, blank=True)
    contract_kind = models.CharField(
        _("type of contract"), max_length=12, choices=TechContract.Kind, blank=True
    )
    contract_title = models.CharField(_("title of the contract"), max_length=300, blank=True)
    contract_amount = money(_("contract amount"), null=True, blank=True)
    contract_tech_amount = money(_("technology amount"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    contract = models.OneToOneField(
        TechContract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deal",
        verbose_name=_("row of the register"),
    )
    lapsed_from = models.CharField(max_length=10, choices=DealState, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closing_reason = models.CharField(_("reason of closing"), max_length=64, blank=True)

    objects = DealQuerySet.as_manager()

    class Meta:
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("state", "due_on"), name="deals_state_due"),
            models.Index(fields=("broker", "state"), name="deals_broker_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(need__isnull=False) | Q(offer__isnull=False), name="deals_of_a_posting"
            ),
            models.CheckConstraint(condition=~Q(demand=models.F("supply")), name="deals_two_sides"),
            not_negative("quote_amount", "deals_quote_amount"),
            not_negative("contract_amount", "deals_contract_amount"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.subject}"

    def get_absolute_url(self) -> str:
        """Return the page of the deal."""
        return reverse("deals:deal", args=(self.pk,))

    @property
    def posting(self) -> Any:
        """The need, or the offer where the deal began with one."""
        return self.need or self.offer

    @property
    def subject(self) -> str:
        """What it is about: the public title of the need or the offer."""
        return str(self.posting.title)

    def unit_on(self, side: DealSide) -> Unit | None:
        """Return the unit whose users speak for a side."""
        return self.demand_unit if side is DealSide.DEMAND else self.supply_unit

    def unit_id_on(self, side: DealSide) -> int | None:
        """Return the key of the unit whose users speak for a side."""
        return self.demand_unit_id if side is DealSide.DEMAND else self.supply_unit_id

    def organisation_on(self, side: DealSide) -> Any:
        """Return the organisation of a side."""
        return self.demand if side is DealSide.DEMAND else self.supply

    def posting_on(self, side: DealSide) -> Any:
        """Return the need or the offer of a side, None where the side has posted none."""
        return self.need if side is DealSide.DEMAND else self.offer

    @property
    def terms(self) -> DealTerms | None:
        """The terms of the contract: those of the register's row once there is one; None before it is signed."""
        row = self.contract
        if row is not None:
            tech = row.tech_amount
            return DealTerms(row.kind, row.title, row.amount, tech, row.signed_on, row.registration_no)
        if self.contract_amount is None or self.signed_on is None:
            return None
        return DealTerms(
            self.contract_kind,
            self.contract_title,
            self.contract_amount,
            self.contract_tech_amount,
            self.signed_on,
        )


class DealTerms(NamedTuple):
    """Terms of a contract, amounts in 元."""

    kind: str
    title: str
    amount: Decimal
    tech_amount: Decimal | None
    signed_on: date
    registration_no: str = ""

    @property
    def kind_words(self) -> str:
        """The type of the contract in words."""
        return str(dict(TechContract.Kind.choices).get(TechContract.Kind(self.kind), self.kind))


class DealStep(StepModel):
    """One step of a deal: who did what when, and why."""

    platform_path: ClassVar[str] = "deal__supply__platform"

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="steps", verbose_name=_("deal"))

    class Meta(StepModel.Meta):
        verbose_name = _("step of a deal")
        verbose_name_plural = _("steps of deals")
