"""Pools of money (资金池) and the steps by which one is shared out. Amounts are Decimal 元, to the cent."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.audit.frozen import ClosingModel
from keqiao.web.evaluations.models import Run
from keqiao.web.grading.models import Grading
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.models.record import money


def sees_trials(user: Actor) -> bool:
    """Whether a user sees amounts computed from results that are neither published nor released."""
    return bool(user.has_right("funding.plan") or user.has_right("evaluations.view_drafts"))


def _open() -> Q:
    """Pools whose ground is known outside the bureau."""
    published, released = Grading.objects.open_to_all(), Run.objects.released()
    nothing = Q(grading=None, run=None)
    return nothing | Q(grading__in=published) | Q(run__in=released) | Q(state=Pool.State.DECIDED)


class PoolQuerySet(VisibleRows, models.QuerySet["Pool"]):
    """Reads of pools."""


def _giving_to_unit(model: type[models.Model], user: Actor) -> Q:
    """Decided pools with an amount for a platform of the own unit."""
    if not user.unit_id:
        return NOTHING
    giving = model._base_manager.filter(
        chosen__lines__platform__unit_id=user.unit_id, state=Pool.State.DECIDED
    )
    return Q(pk__in=giving.values("pk"))


class Pool(ClosingModel):
    """Money to be shared out among the platforms for one period, by final grades (or, on trial, by a run)."""

    visibility: ClassVar[Visibility] = Visibility(
        "funding.view",
        every=lambda model, user: Q() if sees_trials(user) else _open(),
        own=_giving_to_unit,
        note="outside the bureau on grades or runs that are open; own: decided, with an amount for the platform",
    )

    class State(States):
        """Where the sharing stands. A decided pool takes no change; whether all is paid follows from its payments."""

        PLANNING = "planning", "watch", pgettext_lazy("pool", "Being planned")
        DECIDED = "decided", "good", pgettext_lazy("pool", "Decided")
        WITHDRAWN = "withdrawn", pgettext_lazy("pool", "Withdrawn")

    code = models.CharField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    period = models.CharField(_("period"), max_length=10)
    amount = money(_("amount"))
    source = models.CharField(
        pgettext_lazy("pool", "source document"),
        max_length=500,
        blank=True,
        help_text=_("Budget or notice that provides the money"),
    )
    grading = models.ForeignKey(
        "grading.Grading",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pools",
        verbose_name=_("grading"),
    )
    run = models.ForeignKey(
        "evaluations.Run",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pools",
        verbose_name=_("evaluation run"),
        help_text=_("For a trial: nothing binding follows from a run"),
    )
    basis = models.CharField(_("basis"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNING)
    chosen = models.OneToOneField(
        "funding.Proposal",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="chosen_for",
        verbose_name=_("proposal chosen"),
    )
    minutes = models.TextField(_("minutes"), blank=True, max_length=8000)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("pool of money")
        verbose_name_plural = _("pools of money")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="funding_pool_amount"),
            models.CheckConstraint(
                condition=Q(grading__isnull=True) | Q(run__isnull=True), name="funding_pool_one_basis"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(
                    grading__isnull=False,
                    chosen__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="funding_pool_decided_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the pool."""
        return reverse("funding:pool", args=(self.pk,))

    @property
    def is_trial(self) -> bool:
        """Whether nothing binding can follow: the pool stands on a run, not on a grading."""
        return self.grading_id is None

    @property
    def is_decided(self) -> bool:
        """Whether the amounts stand."""
        return self.state == self.State.DECIDED


class PoolStep(StepModel):
    """One step of a pool: who did what when, what changed and why."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="steps", verbose_name=_("pool of money"))

    class Meta:
        verbose_name = _("step of a pool")
        verbose_name_plural = _("steps of a pool")
        ordering = ("pool", "at", "pk")

    def __str__(self) -> str:
        return f"{self.pool_id} {self.action}"
