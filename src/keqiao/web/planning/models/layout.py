"""An analysis of the layout: how the platforms of a day cover the industry chains, and what each platform adds."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import AsSeen, Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.planning.rights import LAYOUT
from keqiao.web.rulebooks.documented import DocumentedModel


class LayoutGap(models.TextChoices):
    """What a node of a chain lacks."""

    NO_PLATFORM = "no_platform", _("Industry without a platform")
    NO_INDUSTRY = "no_industry", _("Platform without local firms")
    NEITHER = "neither", _("Neither of both")
    NONE = "none", _("No gap")


class MappedKind(models.TextChoices):
    """What is mapped to nodes."""

    PLATFORM = "platforms", pgettext_lazy("layout", "Platforms")
    FIRM = "firms", pgettext_lazy("layout", "Firms")
    CONTRACT = "contracts", pgettext_lazy("layout", "Contracts")
    NEED = "needs", pgettext_lazy("layout", "Needs")


class LayoutAnalysisQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of analyses."""


class LayoutAnalysis(DocumentedModel, FrozenModel):
    """The layout on a day, by the chains and terms that ``documents`` names. It stands for ever; ``sha256`` is over its
    rows; ``city`` holds the counts by cluster and level, the indices, and how much could be mapped.
    """

    visibility: ClassVar[Visibility] = Visibility(LAYOUT, note="speaks of every platform")

    code = models.CharField(_("code"), max_length=20, unique=True, editable=False)
    as_of = models.DateField(_("as of"))
    platforms = models.PositiveIntegerField(_("platforms"))
    city = models.JSONField(_("the city"), default=dict)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("layout", "made by"),
    )
    made_at = models.DateTimeField(pgettext_lazy("layout", "made at"))

    objects = LayoutAnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = _("analysis of the layout")
        verbose_name_plural = _("analyses of the layout")
        ordering = ("-as_of", "-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.as_of.isoformat()}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("planning:analysis", args=(self.code,))


class LayoutPartQuerySet(VisibleRows, models.QuerySet["models.Model"]):
    """Reads of the rows of analyses."""


class LayoutPart(models.Model):
    """Base of the rows of an analysis. There are many: they are written in bulk, and the hash speaks for all."""

    visibility: ClassVar[AsSeen] = AsSeen("analysis", lambda: LayoutAnalysis)

    analysis = models.ForeignKey(
        LayoutAnalysis, models.PROTECT, related_name="+", verbose_name=_("analysis of the layout")
    )

    objects = LayoutPartQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("pk",)


class NodeCoverage(LayoutPart):
    """What belongs to a node of a chain, its parts included; revenue of its firms in 元. In the order of the chains."""

    node = models.CharField(_("node of the chain"), max_length=64)
    cluster = models.CharField(_("industry cluster"), max_length=40)
    depth = models.PositiveSmallIntegerField(_("depth"))
    has_parts = models.BooleanField(_("has parts"))
    platforms = models.PositiveIntegerField(_("platforms"))
    firms = models.PositiveIntegerField(_("firms"))
    contracts = models.PositiveIntegerField(_("contracts"))
    needs = models.PositiveIntegerField(_("needs"))
    revenue = models.DecimalField(_("revenue of the firms"), max_digits=18, decimal_places=2)
    gap = models.CharField(pgettext_lazy("layout", "gap"), max_length=12, choices=LayoutGap)

    class Meta(LayoutPart.Meta):
        verbose_name = _("coverage of a node")
        verbose_name_plural = _("coverage of nodes")
        indexes = (models.Index(fields=("analysis", "gap"), name="planning_node_gap"),)

    def __str__(self) -> str:
        return self.node


class PlatformPosition(LayoutPart):
    """Where a platform stands: its ``nodes`` (how known, and its contracts, projects and patents there), how
    concentrated its outputs are, and how close it is to the clusters, with the ``parts`` of this fit. Numbers are null
    where nothing is known.
    """

    platform = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="+", db_index=False, verbose_name=_("platform")
    )
    nodes = models.JSONField(_("nodes"), default=list)
    outputs = models.PositiveIntegerField(_("outputs mapped"))
    concentration = models.FloatField(_("concentration (HHI)"), null=True, blank=True)
    shannon = models.FloatField(_("diversity (Shannon)"), null=True, blank=True)
    leading = models.CharField(_("leading node"), max_length=64, blank=True)
    fit = models.FloatField(_("fit to the clusters"), null=True, blank=True)
    parts = models.JSONField(_("parts of the fit"), default=dict)
    light = models.CharField(_("light"), max_length=5)

    class Meta(LayoutPart.Meta):
        verbose_name = _("position of a platform")
        verbose_name_plural = _("positions of platforms")
        indexes = (
            models.Index(fields=("analysis", "light"), name="planning_position_light"),
            models.Index(fields=("platform", "analysis"), name="planning_position_platform"),
        )

    def __str__(self) -> str:
        return f"{self.analysis_id} {self.platform_id}"


class PlatformOverlap(LayoutPart):
    """Two platforms whose resemblance reaches the threshold, by part, and what they have in common."""

    first = models.ForeignKey(
        "registry.Platform", models.PROTECT, related_name="+", db_index=False, verbose_name=_("platform")
    )
    second = models.ForeignKey(
        "registry.Platform",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("other platform"),
    )
    resemblance = models.FloatField(_("resemblance"))
    codes = models.FloatField(_("by directions"), null=True, blank=True)
    ipc = models.FloatField(_("by patents"), null=True, blank=True)
    text = models.FloatField(_("by words"), null=True, blank=True)
    common = models.JSONField(_("in common"), default=dict)

    class Meta(LayoutPart.Meta):
        verbose_name = _("overlap of platforms")
        verbose_name_plural = _("overlaps of platforms")

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class UnmappedThing(LayoutPart):
    """Something that no node of the chains knows: of its kind, by the name or number under which it is registered."""

    kind = models.CharField(pgettext_lazy("layout", "kind"), max_length=10, choices=MappedKind)
    thing = models.PositiveBigIntegerField()
    label = models.CharField(pgettext_lazy("layout", "name or number"), max_length=300)
    code = models.CharField(_("industry code"), max_length=40, blank=True)

    class Meta(LayoutPart.Meta):
        verbose_name = _("unmapped thing")
        verbose_name_plural = _("unmapped things")
        indexes = (models.Index(fields=("analysis", "kind"), name="planning_unmapped_kind"),)

    def __str__(self) -> str:
        return self.label
