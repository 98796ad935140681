"""A platform's form (填报表) and its cells."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows, of_unit
from keqiao.web.audit.frozen import ClosingModel
from keqiao.web.facts.models import Evidence, Fact
from keqiao.web.procedures.states import States
from keqiao.web.returns.models.collections import Collection, CollectionItem


class ReturnQuerySet(VisibleRows, models.QuerySet):
    """Reads of forms."""


class Return(ClosingModel):
    """A platform's form. ``version`` grows by one with each granted unlock; ``edition`` with every change at all.

    It is changed by ``returns.services`` only; which action is possible when, and for whom: ``returns.procedure``.
    """

    visibility: ClassVar[Visibility] = Visibility("returns.view", own=of_unit("platform__unit"))

    class State(States):
        """The states of model.md §4."""

        DRAFT = "draft", "watch", pgettext_lazy("return", "Draft")
        SUBMITTED = "submitted", "accent", pgettext_lazy("return", "Submitted")
        FIRST_REVIEW = "first_review", "accent", pgettext_lazy("return", "In first review")
        SENT_BACK = "sent_back", "bad", pgettext_lazy("return", "Sent back")
        SECOND_REVIEW = "second_review", "accent", pgettext_lazy("return", "In second review")
        PASSED = "passed", "good", pgettext_lazy("return", "Passed")
        LOCKED = "locked", "good", pgettext_lazy("return", "Locked")

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="returns")
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="returns", verbose_name=_("platform")
    )
    state = models.CharField(_("state"), max_length=13, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    edition = models.PositiveIntegerField(default=1)
    due_on = models.DateField(_("due on"))
    read_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    signed_by = models.CharField(_("signed by"), max_length=60, blank=True)
    late_days = models.PositiveSmallIntegerField(_("days late"), default=0)
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("first reviewer"),
    )
    second_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second reviewer"),
    )
    passed_at = models.DateTimeField(_("passed at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("locked by"),
    )

    objects: ClassVar[Any] = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ("collection", "platform")
        constraints = (
            models.UniqueConstraint(fields=("collection", "platform"), name="returns_one_per_platform"),
        )

    def __str__(self) -> str:
        return f"{self.collection} {self.platform}"

    def get_absolute_url(self) -> str:
        """Return the page of the form."""
        return reverse("returns:form", args=(self.pk,))

    @property
    def unit_id(self) -> int | None:
        """The unit it belongs to, as the rules ask for it."""
        return self.platform.unit_id

    def is_overdue(self, today: date) -> bool:
        """Whether it has not been handed in though the due date is over."""
        return self.is_editable and today > self.due_on

    @property
    def is_editable(self) -> bool:
        """Whether its unit may write into it now."""
        return self.state in WRITABLE


WRITABLE = (Return.State.DRAFT, Return.State.SENT_BACK)
"""States in which the unit of a form writes into it."""
REVIEWING = (Return.State.FIRST_REVIEW, Return.State.SECOND_REVIEW)


class Cell(models.Model):
    """One figure of a form: what was reported, and beside it what the reviewer verified. Money in 元.

    A value that is empty and not ``not_applicable`` has not been given. ``origin`` says how the value came here.
    """

    class State(models.TextChoices):
        """What the review says of it."""

        OPEN = "open", pgettext_lazy("cell", "To be reviewed")
        SENT_BACK = "sent_back", pgettext_lazy("cell", "Sent back")
        PASSED_FIRST = "passed_first", pgettext_lazy("cell", "Passed first review")
        PASSED = "passed", pgettext_lazy("cell", "Passed")

    class Origin(models.TextChoices):
        """How the value came."""

        TYPED = "typed", pgettext_lazy("cell", "Reported")
        DERIVED = "derived", pgettext_lazy("cell", "Computed from the registers")
        KNOWN = "known", pgettext_lazy("cell", "Reported before")

    form = models.ForeignKey(Return, models.PROTECT, related_name="cells")
    item = models.ForeignKey(CollectionItem, models.PROTECT, related_name="cells")
    origin = models.CharField(_("origin"), max_length=7, choices=Origin, default=Origin.TYPED)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    comment = models.CharField(_("note"), max_length=1000, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="+", verbose_name=_("evidence"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    verified_value = models.DecimalField(
        _("verified value"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    verified_reason = models.CharField(_("reason of the verified value"), max_length=1000, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="+")
    verified_fact = models.ForeignKey(Fact, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("cell")
        verbose_name_plural = _("cells")
        ordering = ("form", "item__order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("form", "item"), name="returns_one_cell_per_item"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(value=None), name="returns_value_or_not_applicable"
            ),
        )

    def __str__(self) -> str:
        return f"{self.form_id} {self.item_id}"

    @property
    def is_given(self) -> bool:
        """Whether a value, or that there is none, was stated."""
        return self.value is not None or self.not_applicable

    @property
    def is_typed(self) -> bool:
        """Whether its unit writes it: computed figures are corrected in the registers."""
        return self.origin != self.Origin.DERIVED
