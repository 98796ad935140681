"""Snapshots (数据快照): the figures of chosen periods as they were known at a moment, frozen and hashed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import Frozen, FrozenModel, FrozenQuerySet
from keqiao.web.facts.models.facts import Basis, Fact
from keqiao.web.facts.models.measures import Measure, MeasureDefinition
from keqiao.web.rulebooks.documented import DocumentedModel


class SnapshotQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of snapshots."""


class Snapshot(DocumentedModel, FrozenModel):
    """A frozen set of figures, written in one transaction: filled while ``state`` is building, then frozen for good."""

    visibility: ClassVar[Visibility] = Visibility("facts.view", note="holds the figures of every platform")

    class State(models.TextChoices):
        """Only frozen snapshots are read."""

        BUILDING = "building", pgettext_lazy("snapshot", "Being filled")
        FROZEN = "frozen", pgettext_lazy("snapshot", "Frozen")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(pgettext_lazy("snapshot", "title"), max_length=200)
    as_of = models.DateField(_("as of"))
    periods = models.JSONField(_("periods"), default=list)
    known_at = models.DateTimeField(_("as known at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("snapshot", "created by"),
    )
    created_at = models.DateTimeField(pgettext_lazy("snapshot", "created at"), default=timezone.now)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    row_count = models.PositiveIntegerField(_("figures"), default=0)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.BUILDING)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the snapshot."""
        return reverse("facts:snapshot", args=(self.code,))

    def freeze(self, sha256: str, row_count: int, documents: Mapping[str, str] | None = None) -> None:
        """Set the hash, the count and the documents that the figures were computed by,
        and close the snapshot, once. Raises Frozen for a frozen one."""
        changed = (
            models.QuerySet(type(self))
            .filter(pk=self.pk, state=self.State.BUILDING)
            .update(
                sha256=sha256, row_count=row_count, documents=dict(documents or {}), state=self.State.FROZEN
            )
        )
        if not changed:
            raise Frozen(_("A frozen snapshot is never changed."))
        self.sha256, self.row_count, self.documents = sha256, row_count, dict(documents or {})
        self.state = self.State.FROZEN


class SnapshotUnit(FrozenModel):
    """A platform as the register described it at the moment as of which the snapshot knows.

    ``words`` are its attributes (type, level, stage) in the words in which schemes write them.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="units", verbose_name=_("snapshot"))
    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="+", verbose_name=_("platform")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("short name"), max_length=60)
    name_en = models.CharField(_("short name in English"), max_length=120, blank=True)
    operating_since = models.DateField(_("operating since"), null=True, blank=True)
    valid_from = models.DateField(_("in the platform system from"))
    valid_to = models.DateField(_("in the platform system to"), null=True, blank=True)
    words = models.JSONField(_("attributes"), default=dict, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform of a snapshot")
        verbose_name_plural = _("platforms of a snapshot")
        ordering = ("snapshot", "code")
        constraints = (
            models.UniqueConstraint(fields=("snapshot", "platform"), name="facts_one_snapshot_unit"),
        )

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.code}"


class SnapshotFigure(FrozenModel):
    """One figure of a snapshot: a recorded fact, or a derived value with the register rows behind it.

    There are millions of them: only what is looked up has an index, and the snapshot's hash speaks for all (ADR 0051).
    """

    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="figures", db_index=False, verbose_name=_("snapshot")
    )
    platform = models.ForeignKey(
        "registry.Platform",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("platform"),
        help_text=_("Empty: the city"),
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="+", db_index=False, verbose_name=_("measure")
    )
    definition = models.ForeignKey(
        MeasureDefinition,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("definition"),
    )
    period = models.CharField(_("period"), max_length=10)
    basis = models.CharField(
        pgettext_lazy("figure", "basis"), max_length=8, choices=Basis, default=Basis.REPORTED
    )
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    fact = models.ForeignKey(
        Fact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="snapshot_figures",
        db_index=False,
        verbose_name=_("fact"),
    )
    row_ids = models.JSONField(_("rows"), default=list, blank=True)
    row_model = models.CharField(_("register"), max_length=60, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure of a snapshot")
        verbose_name_plural = _("figures of a snapshot")
        ordering = ("snapshot", "measure", "platform", "period", "basis")
        constraints = (
            models.UniqueConstraint(
                fields=("snapshot", "measure", "platform", "period", "basis"),
                name="facts_one_snapshot_figure",
            ),
            models.UniqueConstraint(
                fields=("snapshot", "measure", "period", "basis"),
                condition=models.Q(platform=None),
                name="facts_one_snapshot_city",
            ),
        )
        indexes = (models.Index(fields=("platform", "snapshot"), name="facts_snapshot_platform"),)

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.measure_id} {self.platform_id or 'city'} {self.period}"
