"""Needs: what somebody seeks, how it is measured now and what would be good enough."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.exchange.diagnosis import NeedFacts, grade_of
from keqiao.web.exchange.models.choices import NeedGrade
from keqiao.web.exchange.models.posting import Posting
from keqiao.web.procedures.models import StepModel
from keqiao.web.registry.models.record import money, not_negative


class Need(Posting):
    """Something that is sought. Its grade follows from its fields and is stored for lists and figures."""

    letter: ClassVar[str] = "N"
    days: ClassVar[int] = 180

    budget_low = money(_("budget from (yuan)"), null=True, blank=True)
    budget_high = money(_("budget up to (yuan)"), null=True, blank=True)
    budget_open = models.BooleanField(_("budget to be agreed"), default=False)
    constraint = models.TextField(_("what must not change"), max_length=1000, blank=True)
    decider = models.CharField(_("who decides"), max_length=80, blank=True)
    tried = models.TextField(_("what was tried"), max_length=1000, blank=True)
    cause_unknown = models.BooleanField(_("cause unknown"), default=False)
    beyond_market = models.BooleanField(_("better than anything on sale"), default=False)
    grade = models.CharField(
        pgettext_lazy("need", "grade"),
        max_length=10,
        choices=NeedGrade,
        default=NeedGrade.FURTHER,
        editable=False,
    )

    class Meta(Posting.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = (
            not_negative("budget_low", "exchange_need_budget_low"),
            not_negative("budget_high", "exchange_need_budget_high"),
        )

    def get_absolute_url(self) -> str:
        """Return the page of the need."""
        return reverse("exchange:need", args=(self.pk,))

    @property
    def budget(self) -> Decimal | None:
        """The most that may be spent, in yuan; None where it was not told."""
        return self.budget_high if self.budget_high is not None else self.budget_low

    def facts(self) -> NeedFacts:
        """What the diagnosis knows of the need; its targets are read once."""
        targets = list(self.targets.all()) if self.pk else []
        return NeedFacts(
            kind=self.kind,
            befores=sum(bool(target.before) for target in targets),
            targets=sum(bool(target.target) for target in targets),
            pairs=sum(bool(target.before and target.target) for target in targets),
            constraint=bool(self.constraint),
            budget=self.budget_open or self.budget is not None,
            months=self.months,
            decider=bool(self.decider),
            ways=bool(self.ways),
            tried=bool(self.tried),
            cause_unknown=self.cause_unknown,
            beyond_market=self.beyond_market,
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the need with the grade that follows from its fields."""
        self.grade = grade_of(self.facts())
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "grade"}
        super().save(*args, **kwargs)


class NeedTarget(models.Model):
    """A quantity of a need: what it is now, and what would be good enough."""

    class Comparison(models.TextChoices):
        """How the target is meant."""

        AT_LEAST = "at_least", pgettext_lazy("comparison", "at least")
        AT_MOST = "at_most", pgettext_lazy("comparison", "at most")
        EXACTLY = "exactly", pgettext_lazy("comparison", "exactly")

    need = models.ForeignKey(Need, models.CASCADE, related_name="targets", verbose_name=_("need"))
    quantity = models.CharField(_("quantity"), max_length=60)
    before = models.CharField(_("value now"), max_length=40, blank=True)
    comparison = models.CharField(
        _("comparison"), max_length=8, choices=Comparison, default=Comparison.AT_LEAST
    )
    target = models.CharField(_("target value"), max_length=40, blank=True)
    unit = models.CharField(pgettext_lazy("target", "unit of measurement"), max_length=20, blank=True)
    method = models.CharField(_("how it is measured"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.quantity} {self.before} → {self.target}{self.unit}"

    @property
    def before_words(self) -> str:
        """The value now with its unit; words stand without one."""
        return f"{self.before} {self.unit}".strip() if self.before[:1].isdigit() else self.before


class NeedStep(StepModel):
    """One step of a need: who did what when, and why."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="steps", verbose_name=_("need"))

    class Meta(StepModel.Meta):
        verbose_name = _("step of a need")
        verbose_name_plural = _("steps of needs")
