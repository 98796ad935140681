"""Who pays for science and technology; firms that ask institutions for finance, what they show and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.visibility import AsSeen, Visibility, VisibleRows, of_unit
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.finance.rights import REQUESTS, VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.programmes.models.answers import of_own_organisation
from keqiao.web.registry.models import FundingDeal, Organisation
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


class FinanceQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of requests and of what belongs to them."""


def _own(model: type[models.Model], user: Actor) -> Q:
    return of_own_organisation("organisation", user)


class RequestState(States):
    """Where a request of a firm stands."""

    ASKED = "asked", "watch", pgettext_lazy("finance", "Waits for the institution")
    TALKING = "talking", "accent", pgettext_lazy("finance", "Under examination")
    GRANTED = "granted", "good", pgettext_lazy("finance", "Granted")
    DECLINED = "declined", "bad", pgettext_lazy("finance", "Declined")
    WITHDRAWN = "withdrawn", "none", pgettext_lazy("finance", "Withdrawn")


class DataPart(models.TextChoices):
    """What a firm may show an institution."""

    REPORTS = "reports", pgettext_lazy("data room", "Yearly figures")
    CERTIFICATES = "certificates", pgettext_lazy("data room", "Certificates")
    PATENTS = "patents", pgettext_lazy("data room", "Patents")
    DEALS = "deals", pgettext_lazy("data room", "Earlier finance")
    POINTS = "points", pgettext_lazy("data room", "Innovation points")


class FinanceRequest(models.Model):
    """A firm asks an institution; amounts in 元, ``rate`` in percent a year.

    ``parts``: what the institution may see of the firm, from the day of the request until ``open_until`` and while
    ``revoked_at`` is empty. The institution writes what came of it: instrument, amount, rate, months, day.
    """

    visibility: ClassVar[Visibility] = Visibility(
        REQUESTS, own=_own, published=of_unit("institution"), note="an institution: those that ask it"
    )
    State = RequestState

    code = models.CharField(pgettext_lazy("finance", "number"), max_length=20, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="finance_requests", verbose_name=_("firm")
    )
    institution = models.ForeignKey(
        Unit, models.PROTECT, related_name="finance_requests", verbose_name=_("institution")
    )
    product = models.ForeignKey(
        ProgrammeVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="finance_requests",
        verbose_name=pgettext_lazy("finance", "product"),
    )
    wanted = money(_("amount wanted"))
    purpose = models.CharField(_("what it is for"), max_length=500)
    parts = models.JSONField(_("what is shown"), default=list)
    open_until = models.DateField(_("shown until"))
    revoked_at = models.DateTimeField(_("consent withdrawn at"), null=True, blank=True, editable=False)
    state = models.CharField(
        pgettext_lazy("finance", "state"), max_length=10, choices=RequestState, default=RequestState.ASKED
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    instrument = models.CharField(_("instrument"), max_length=10, choices=FundingDeal.Instrument, blank=True)
    amount = money(pgettext_lazy("finance", "amount granted"), null=True, blank=True)
    rate = models.DecimalField(_("rate a year (%)"), max_digits=6, decimal_places=3, null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("term (months)"), null=True, blank=True)
    granted_on = models.DateField(pgettext_lazy("finance", "granted on"), null=True, blank=True)

    objects: ClassVar[Any] = FinanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for finance")
        verbose_name_plural = _("requests for finance")
        ordering = ("-asked_at", "-pk")
        constraints = (
            not_negative("wanted", "finance_wanted"),
            not_negative("amount", "finance_granted"),
        )
        indexes = (models.Index(fields=("institution", "state"), name="finance_institution_state"),)

    def __str__(self) -> str:
        return f"{self.code} {self.organisation}"

    def get_absolute_url(self) -> str:
        """Return the page of the request."""
        return reverse("finance:request", args=(self.pk,))

    @property
    def is_shown(self) -> bool:
        """Whether the institution may see today what was consented to."""
        return self.revoked_at is None and self.state != RequestState.WITHDRAWN and self.open_until >= today()


class FinanceStep(StepModel):
    """One step of a request."""

    request = models.ForeignKey(FinanceRequest, models.PROTECT, related_name="steps")

    class Meta(StepModel.Meta):
        verbose_name = _("step of a request for finance")
        verbose_name_plural = _("steps of requests for finance")


class FinanceLook(FrozenModel):
    """That somebody of an institution looked at what a firm shows: who, when, which parts."""

    visibility: ClassVar[AsSeen] = AsSeen("request", lambda: FinanceRequest)

    request = models.ForeignKey(FinanceRequest, models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=present)
    parts = models.JSONField(_("what is shown"), default=list)

    objects: ClassVar[Any] = InputQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a firm's data")
        verbose_name_plural = _("looks at firms' data")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.request} {self.at:%Y-%m-%d %H:%M}"


class InnovationPoints(FrozenModel):
    """Points (创新积分) of a firm and year as an office worked them out; a later row takes the place of an earlier."""

    visibility: ClassVar[Visibility] = Visibility(REQUESTS, own=_own)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="innovation_points", verbose_name=_("firm")
    )
    year = models.PositiveSmallIntegerField(pgettext_lazy("points", "year"))
    points = models.DecimalField(pgettext_lazy("points", "points"), max_digits=6, decimal_places=2)
    basis = models.CharField(_("where it stands"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=present)

    objects: ClassVar[Any] = InputQuerySet.as_manager()

    class Meta:
        verbose_name = _("innovation points")
        verbose_name_plural = _("innovation points")
        ordering = ("-year", "organisation", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=1000), name="finance_points"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="finance_points_year"),
        )
        indexes = (models.Index(fields=("organisation", "year"), name="finance_points_of"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"
