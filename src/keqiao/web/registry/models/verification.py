"""Who verified which version of which rows, when and how: acts and their lines, written once; and drawn samples.

They are made by ``registry.verification`` only. A row's own state (``Record.verification``) says the same for the
present, so that lists filter by it with an index.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet


class Sample(models.Model):
    """A sample drawn at random from a stratum: the rows of one register (and platform) that waited at that moment.

    ``population`` holds [key, version] of every row of the stratum, by key; ``drawn`` the keys drawn, in their order.
    ``random.Random(seed).sample(keys of the population, size)`` draws the same rows again.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("sample", "Being checked")
        PASSED = "passed", pgettext_lazy("sample", "All right: the stratum is verified")
        FAILED = "failed", pgettext_lazy("sample", "Some wrong: the stratum stays reported")

    register = models.CharField(_("register"), max_length=40)
    platform = models.ForeignKey(
        "registry.Platform",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("platform"),
    )
    seed = models.PositiveBigIntegerField(_("seed"))
    population = models.JSONField(default=list)
    drawn = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drawn by")
    )
    at = models.DateTimeField(_("drawn at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(pgettext_lazy("sample", "closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return str(
            _("sample %(n)s of %(total)s, seed %(seed)s")
            % {"n": self.size, "total": self.total, "seed": self.seed}
        )

    @property
    def size(self) -> int:
        """How many rows were drawn."""
        return len(self.drawn)

    @property
    def total(self) -> int:
        """How many rows the stratum had."""
        return len(self.population)

    @property
    def versions(self) -> dict[int, int]:
        """The version of each row of the stratum at the draw, by key."""
        return {int(key): int(version) for key, version in self.population}


class SampleFinding(FrozenModel):
    """What the check of one drawn row found."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="findings")
    row = models.BigIntegerField()
    right = models.BooleanField(_("found right"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"))

    objects: ClassVar[Any] = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        verbose_name = _("finding of a sample")
        verbose_name_plural = _("findings of samples")
        constraints = (models.UniqueConstraint(fields=("sample", "row"), name="registry_one_finding_by_row"),)

    def __str__(self) -> str:
        return f"{self.sample_id} #{self.row}"


class Verification(FrozenModel):
    """One act of one person on rows of one register: they were verified, or questioned with a reason."""

    class Way(models.TextChoices):
        """How the rows were looked at."""

        SINGLE = "single", pgettext_lazy("verification", "One by one")
        BATCH = "batch", pgettext_lazy("verification", "In a batch")
        SAMPLE = "sample", pgettext_lazy("verification", "By a sample")
        CARRIED = "carried", pgettext_lazy("verification", "Carried over")

    class Verdict(models.TextChoices):
        """What was said of them."""

        VERIFIED = "verified", pgettext_lazy("verification", "Verified")
        QUESTIONED = "questioned", pgettext_lazy("verification", "Questioned")

    at = models.DateTimeField(_("time"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("verified by")
    )
    register = models.CharField(_("register"), max_length=40)
    way = models.CharField(pgettext_lazy("verification", "way"), max_length=8, choices=Way)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, default=Verdict.VERIFIED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    sample = models.ForeignKey(
        Sample, models.PROTECT, null=True, blank=True, related_name="verifications", verbose_name=_("sample")
    )
    size = models.PositiveIntegerField(pgettext_lazy("verification", "rows"), default=0)

    objects: ClassVar[Any] = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.pk}"


class VerificationLine(FrozenModel):
    """One row of an act: the version that was looked at. ``at`` is when."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    version = models.PositiveIntegerField()

    objects: ClassVar[Any] = models.Manager.from_queryset(FrozenQuerySet)()

    class Meta:
        verbose_name = _("line of a verification")
        verbose_name_plural = _("lines of verifications")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("model", "row"), name="registry_verified_row"),
            models.Index(fields=("model", "at"), name="registry_verified_at"),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.row} ({self.version})"
