"""Figures as they are at present, kept so that pages need not compute them (ADR 0037)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.facts.models.facts import Basis
from keqiao.web.facts.models.measures import Measure


class CurrentFigure(models.Model):
    """A figure as it was computed when what it stands on was as ``stamp`` says; see ``facts/current_figures``.

    The columns are those of a computed figure. The value is its exact text: SQLite keeps no decimal of that length.
    Nothing is lost when rows are removed.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", verbose_name=_("measure"))
    platform = models.ForeignKey(
        "registry.Platform",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("platform"),
        help_text=_("Empty: the city"),
    )
    period = models.CharField(_("period"), max_length=10)
    basis = models.CharField(pgettext_lazy("figure", "basis"), max_length=8, choices=Basis)
    value = models.CharField(_("value"), max_length=48, null=True)  # noqa: DJ001 - a figure without a value
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=16, null=True)  # noqa: DJ001 - as in the columns of figures
    there = models.IntegerField(null=True)
    among = models.IntegerField(null=True)
    which = models.JSONField(null=True)
    as_of = models.DateField(null=True)
    by_hand = models.BooleanField()
    platforms = models.IntegerField()
    model = models.CharField(max_length=60, null=True)  # noqa: DJ001 - as in the columns of figures
    stamp = models.CharField(max_length=16)
    number = models.PositiveBigIntegerField(default=0, help_text="Writes of rows of the platform")

    class Meta:
        verbose_name = _("current figure")
        verbose_name_plural = _("current figures")
        constraints = (
            models.UniqueConstraint(
                fields=("measure", "platform", "period", "basis"),
                condition=models.Q(platform__isnull=False),
                name="facts_one_current_figure",
            ),
            models.UniqueConstraint(
                fields=("measure", "period", "basis"),
                condition=models.Q(platform=None),
                name="facts_one_current_city_figure",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.platform_id or 'city'} {self.period} {self.basis}"


class FigureSource(models.Model):
    """What figures of a measure were ever computed from: a table, or what else a stamp speaks of."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", verbose_name=_("measure"))
    basis = models.CharField(pgettext_lazy("figure", "basis"), max_length=8, choices=Basis)
    name = models.CharField(_("name"), max_length=64)

    class Meta:
        verbose_name = _("source of figures")
        verbose_name_plural = _("sources of figures")
        constraints = (
            models.UniqueConstraint(fields=("measure", "basis", "name"), name="facts_one_figure_source"),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.basis} {self.name}"


class Upkeep(models.Model):
    """Up to which writes something that is kept of all platforms together was brought up to date.

    ``stamp``: a digest of what belongs to no platform; ``database`` and ``position``: see ``audit/revisions``.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    stamp = models.CharField(max_length=16)
    database = models.CharField(max_length=24, blank=True)
    position = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("upkeep")
        verbose_name_plural = _("upkeeps")

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class CommitmentShare(models.Model):
    """Which share of its target a commitment has reached as of a day, by the figure of its measure."""

    commitment = models.ForeignKey("registry.Commitment", models.CASCADE, related_name="+")
    day = models.DateField()
    share = models.FloatField()
    is_met = models.BooleanField()

    class Meta:
        verbose_name = _("share of a commitment")
        verbose_name_plural = _("shares of commitments")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "day"), name="facts_one_share_of_a_commitment"),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.day} {self.share}"
