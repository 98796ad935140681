"""Calls from above with their deadlines, and applications with what became of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import AsSeen, Visibility, VisibleRows
from keqiao.web.calls.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.programmes.models.answers import of_own_organisation
from keqiao.web.registry.models import Organisation
from keqiao.web.registry.models.record import money, not_negative

LONGEST_TEXT, LONGEST_WORDS = 200_000, 4000


class CallKind(models.TextChoices):
    """The four kinds of what is bid for."""

    FUND = "fund", pgettext_lazy("call", "Funds")
    POLICY = "policy", pgettext_lazy("call", "Policy")
    PROJECT = "project", pgettext_lazy("call", "Project")
    QUALIFICATION = "qualification", pgettext_lazy("call", "Title")


class CallLevel(models.TextChoices):
    """Whose call it is."""

    NATIONAL = "national", pgettext_lazy("level", "National")
    PROVINCIAL = "provincial", pgettext_lazy("level", "Provincial")
    CITY = "city", pgettext_lazy("level", "City")
    COUNTY = "county", pgettext_lazy("level", "County")


class CallState(States):
    """Where a call stands."""

    DRAFT = "draft", "watch", pgettext_lazy("call", "Draft")
    OPEN = "open", "good", pgettext_lazy("call", "Open")
    CLOSED = "closed", "none", pgettext_lazy("call", "Closed")


class CallQuerySet(VisibleRows, models.QuerySet["UpwardCall"]):
    """Reads of calls."""


def _not_drafts(model: type[models.Model], user: Actor) -> Q:
    return ~Q(state=CallState.DRAFT)


class UpwardCall(models.Model):
    """A call. ``reading``: what was read from ``text`` by rules, each row with its line, words and confidence, as the
    engine gave it; ``programme``: the conditions by which firms and platforms are compared; ``unasked``: what is due is
    granted without an application (免申即享), once a person confirms it.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_not_drafts, note="what is published")
    State = CallState

    code = models.CharField(pgettext_lazy("call", "number"), max_length=20, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("call", "title"), max_length=300)
    kind = models.CharField(pgettext_lazy("call", "kind"), max_length=16, choices=CallKind)
    level = models.CharField(pgettext_lazy("call", "level"), max_length=12, choices=CallLevel, blank=True)
    issuer = models.CharField(pgettext_lazy("call", "issued by"), max_length=200)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(pgettext_lazy("call", "year"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    lead = models.CharField(_("leading department"), max_length=100)
    support = models.CharField(_("supporting departments"), max_length=300, blank=True)
    quota = models.PositiveIntegerField(_("places"), null=True, blank=True)
    materials = models.TextField(_("documents to hand in"), max_length=LONGEST_WORDS, blank=True)
    summary = models.TextField(_("what it gives"), max_length=LONGEST_WORDS, blank=True)
    programme = models.ForeignKey(
        ProgrammeVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name=_("programme with its conditions"),
    )
    unasked = models.BooleanField(_("granted without application"), default=False)
    text = models.TextField(_("text of the notice"), max_length=LONGEST_TEXT, blank=True)
    reading = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        pgettext_lazy("call", "state"), max_length=8, choices=CallState, default=CallState.DRAFT
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("upward", "call")
        verbose_name_plural = pgettext_lazy("upward", "calls")
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=("state", "year", "kind"), name="calls_state_year"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of the call."""
        return reverse("calls:call", args=(self.pk,))


class CallDeadline(models.Model):
    """Who has to do what by when; ``source`` and ``line`` where it was read. ``for_applicant``: it is the last one for
    who applies. ``time`` is the time of day as the notice says it.
    """

    visibility: ClassVar[AsSeen] = AsSeen("call", lambda: UpwardCall)

    call = models.ForeignKey(
        UpwardCall, models.CASCADE, related_name="deadlines", verbose_name=pgettext_lazy("upward", "call")
    )
    who = models.CharField(_("who"), max_length=100)
    what = models.CharField(pgettext_lazy("deadline", "what"), max_length=200)
    on = models.DateField(_("by"))
    time = models.CharField(_("time of day"), max_length=20, blank=True)
    for_applicant = models.BooleanField(_("last one for applicants"), default=False)
    line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=1000, blank=True, editable=False)
    confidence = models.CharField(max_length=8, blank=True, editable=False)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline of a call")
        verbose_name_plural = _("deadlines of calls")
        ordering = ("call", "on", "pk")

    def __str__(self) -> str:
        return f"{self.who} {self.on}"


class CallStep(StepModel):
    """One step of a call."""

    call = models.ForeignKey(UpwardCall, models.PROTECT, related_name="steps")

    class Meta(StepModel.Meta):
        verbose_name = _("step of a call")
        verbose_name_plural = _("steps of calls")


class ApplicationState(States):
    """How far an application has come: 通知 → 意向 → 材料 → 审核推荐 → 上报 → 结果 → 到账."""

    NOTIFIED = "notified", "watch", pgettext_lazy("application", "Told")
    INTERESTED = "interested", "watch", pgettext_lazy("application", "Wants to apply")
    MATERIAL = "material", "watch", pgettext_lazy("application", "Documents handed in")
    RECOMMENDED = "recommended", "accent", pgettext_lazy("application", "Recommended")
    SUBMITTED = "submitted", "accent", pgettext_lazy("application", "Submitted")
    APPROVED = "approved", "good", pgettext_lazy("application", "Approved")
    PAID = "paid", "good", pgettext_lazy("application", "Money received")
    REJECTED = "rejected", "bad", pgettext_lazy("application", "Not approved")
    DECLINED = "declined", "none", pgettext_lazy("application", "Does not apply")


WAY = (
    ApplicationState.NOTIFIED,
    ApplicationState.INTERESTED,
    ApplicationState.MATERIAL,
    ApplicationState.RECOMMENDED,
    ApplicationState.SUBMITTED,
    ApplicationState.APPROVED,
    ApplicationState.PAID,
)
"""The way of an application that succeeds."""


class ApplicationQuerySet(VisibleRows, models.QuerySet["CallApplication"]):
    """Reads of applications."""


def _own(model: type[models.Model], user: Actor) -> Q:
    return of_own_organisation("organisation", user)


class CallApplication(models.Model):
    """An organisation and a call; amounts in 元. ``figures``: what was known of it when it was recommended, by
    the codes of the programme; ``result``: what the programme said then.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_own)
    State = ApplicationState

    code = models.CharField(
        pgettext_lazy("application", "number"), max_length=20, unique=True, editable=False
    )
    call = models.ForeignKey(
        UpwardCall, models.PROTECT, related_name="applications", verbose_name=pgettext_lazy("upward", "call")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="call_applications", verbose_name=_("organisation")
    )
    state = models.CharField(pgettext_lazy("application", "state"), max_length=12, choices=ApplicationState)
    edition = models.PositiveIntegerField(default=1, editable=False)
    begun_at = models.DateTimeField(_("begun at"))
    moved_at = models.DateTimeField(_("in this state since"))
    contact = models.CharField(_("contact"), max_length=100, blank=True)
    project = models.CharField(_("what is applied for"), max_length=300, blank=True)
    documents = models.TextField(_("documents handed in"), max_length=LONGEST_WORDS, blank=True)
    requested = money(_("amount applied for"), null=True, blank=True)
    approved = money(_("amount approved"), null=True, blank=True)
    received = money(_("amount received"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    figures = models.JSONField(default=dict, editable=False)
    figures_on = models.DateField(null=True, blank=True, editable=False)
    result = models.CharField(max_length=8, blank=True, editable=False)
    points = models.PositiveSmallIntegerField(_("rating of the service"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("upward", "application")
        verbose_name_plural = pgettext_lazy("upward", "applications")
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("call", "organisation"), name="calls_one_application"),
            not_negative("requested", "calls_requested"),
            not_negative("approved", "calls_approved"),
            not_negative("received", "calls_received"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=1, points__lte=5), name="calls_points"
            ),
        )
        indexes = (models.Index(fields=("organisation", "state"), name="calls_application_of"),)

    def __str__(self) -> str:
        return f"{self.code} {self.call}"

    def get_absolute_url(self) -> str:
        """Return the page of the application."""
        return reverse("calls:application", args=(self.pk,))


class CallApplicationStep(StepModel):
    """One step of an application."""

    application = models.ForeignKey(CallApplication, models.PROTECT, related_name="steps")

    class Meta(StepModel.Meta):
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of applications")
