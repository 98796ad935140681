"""What follows from a decided pool: instalments, payments, the use of the money, shares handed on inside a team.

Amounts are Decimal 元, to the cent. Payments and uses are written once; a wrong one is taken back by an entry of its
own with the opposite amount, so that sums over all entries are always what stands. No sum is stored.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, VisibleRows
from keqiao.web.audit.frozen import ClosingModel, Frozen, FrozenModel, FrozenQuerySet
from keqiao.web.funding.models.proposals import ProposalLine
from keqiao.web.procedures.states import States
from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.record import money


def reversing(name: str) -> models.CheckConstraint:
    """Constraint: an entry has an amount above 0, one that takes another back an amount below 0."""
    return models.CheckConstraint(
        condition=Q(reverses__isnull=True, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0), name=name
    )


class Instalment(FrozenModel):
    """A part of a platform's amount that is paid at one time, by the rules of the pool."""

    line = models.ForeignKey(
        ProposalLine, models.PROTECT, related_name="instalments", verbose_name=_("amount of a platform")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("instalment", "instalment no."))
    name_zh = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    amount = money(_("amount"))
    formula = models.JSONField(_("formula"), default=dict, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("pool", "instalment")
        verbose_name_plural = pgettext_lazy("pool", "instalments")
        ordering = ("line", "number")
        constraints = (
            models.UniqueConstraint(fields=("line", "number"), name="funding_one_instalment"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_instalment_amount"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_zh, self.name_en)


class InstalmentTerm(FrozenModel):
    """When an instalment is due and on what condition; the last one set holds, earlier ones stay readable."""

    instalment = models.ForeignKey(
        Instalment, models.PROTECT, related_name="terms", verbose_name=pgettext_lazy("pool", "instalment")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    condition = models.CharField(_("condition of payment"), max_length=300, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    set_at = models.DateTimeField(_("set at"), default=timezone.now)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("due date of an instalment")
        verbose_name_plural = _("due dates of instalments")
        ordering = ("instalment", "pk")

    def __str__(self) -> str:
        return f"{self.instalment_id} {self.due_on or '—'}"


class PaymentQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of payments."""


class Payment(FrozenModel):
    """Money paid out for an instalment; a reversal has the amount below 0 and names the payment that it takes back."""

    visibility: ClassVar[AsSeen] = AsSeen(
        "instalment__line", lambda: ProposalLine, note="as the amounts of platforms"
    )

    instalment = models.ForeignKey(
        Instalment, models.PROTECT, related_name="payments", verbose_name=pgettext_lazy("pool", "instalment")
    )
    amount = money(_("amount"))
    paid_on = models.DateField(_("paid on"))
    voucher = models.CharField(_("voucher number"), max_length=60)
    document = models.CharField(_("payment document"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    file = models.ForeignKey(
        "facts.Evidence", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("takes back")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("paid_on", "pk")
        constraints = (reversing("funding_payment_amount"),)

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount}"


class ShareQuerySet(VisibleRows, models.QuerySet["TeamShare"]):
    """Reads of team shares; confirmed ones are neither changed nor deleted in bulk."""

    def update(self, **kwargs: Any) -> int:
        """Update shares that wait. Raises Frozen if a confirmed one is among them."""
        if self.filter(state=TeamShare.State.CONFIRMED).exists():
            raise Frozen(_("A confirmed team share is never changed."))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse. Raises Frozen."""
        raise Frozen(_("This is append-only: nothing is deleted."))


class TeamShare(ClosingModel):
    """Money that a platform hands on to people of its team: proposed by one person, confirmed by the director."""

    visibility: ClassVar[AsSeen] = AsSeen("line", lambda: ProposalLine, note="as the amounts of platforms")

    class State(States):
        """A confirmed share takes no change; what was paid out by mistake is taken back as a use."""

        DRAFT = "draft", "watch", pgettext_lazy("team share", "Proposed")
        CONFIRMED = "confirmed", "good", pgettext_lazy("team share", "Confirmed")
        WITHDRAWN = "withdrawn", pgettext_lazy("team share", "Withdrawn")

    line = models.ForeignKey(
        ProposalLine, models.PROTECT, related_name="team_shares", verbose_name=_("amount of a platform")
    )
    amount = money(_("amount"))
    paid = money(_("paid out to the platform"), help_text=_("When the share was proposed"))
    spent_on = models.DateField(_("handed on"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("team share")
        verbose_name_plural = _("team shares")
        ordering = ("line", "pk")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="funding_team_amount"),)

    def __str__(self) -> str:
        return f"{self.line.platform} {self.spent_on.isoformat()}"

    def get_absolute_url(self) -> str:
        """Return the page of the share."""
        line = self.line
        return reverse("funding:team_share", args=(line.proposal.pool_id, line.platform.code, self.pk))

    @property
    def unit_id(self) -> int | None:
        """The unit of the platform, as the rules ask for it."""
        return self.line.platform.unit_id

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store; a share that is confirmed in the database stays as it is. Raises Frozen."""
        if TeamShare.objects.filter(pk=self.pk, state=TeamShare.State.CONFIRMED).exists():
            raise Frozen(_("A confirmed team share is never changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a share that is not wanted is withdrawn. Raises Frozen."""
        raise Frozen(_("This is append-only: nothing is deleted."))


class TeamMember(FrozenModel):
    """What one person of the team gets in a share, with its formula; seen by the own unit, planners and auditors."""

    share = models.ForeignKey(TeamShare, models.PROTECT, related_name="members", verbose_name=_("team share"))
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="+", verbose_name=_("person"))
    weight = models.DecimalField(pgettext_lazy("team share", "weight"), max_digits=14, decimal_places=4)
    amount = money(_("amount"))
    steps = models.JSONField(_("formula"), default=list, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a team share")
        verbose_name_plural = _("members of team shares")
        ordering = ("share", "-amount", "pk")
        constraints = (
            models.UniqueConstraint(fields=("share", "person"), name="funding_one_member"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="funding_member_amount"),
        )

    def __str__(self) -> str:
        return f"{self.share_id} {self.person_id}"


class SpendingQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of uses."""


class Spending(FrozenModel):
    """Money that a platform used; a reversal has the amount below 0 and names the use that it takes back."""

    visibility: ClassVar[AsSeen] = AsSeen("line", lambda: ProposalLine, note="as the amounts of platforms")

    line = models.ForeignKey(
        ProposalLine, models.PROTECT, related_name="spendings", verbose_name=_("amount of a platform")
    )
    spent_on = models.DateField(_("used on"))
    category = models.CharField(
        _("category of use"), max_length=64, blank=True, help_text=_("A code of the rules")
    )
    amount = money(_("amount"))
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    voucher = models.CharField(_("voucher number"), max_length=60, blank=True)
    file = models.ForeignKey(
        "facts.Evidence", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    share = models.OneToOneField(
        TeamShare,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entry",
        verbose_name=_("team share"),
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("takes back")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    objects = SpendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of money")
        verbose_name_plural = _("uses of money")
        ordering = ("spent_on", "pk")
        constraints = (reversing("funding_spending_amount"),)

    def __str__(self) -> str:
        return f"{self.category} {self.amount}"
