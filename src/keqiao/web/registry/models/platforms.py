"""Innovation platforms (科创平台), their qualifications, agreements with commitments, and dated events."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.organisations import Cluster, Direction, Organisation, Park, Partner
from keqiao.web.registry.models.record import (
    Level,
    NamedRecord,
    Precision,
    Record,
    RecordQuerySet,
    ordered,
    unique_while_current,
)

SCHEME_TYPES = {
    "rd": "研发型",
    "incubation": "孵化转化型",
    "service": "产业服务型",
    "comprehensive": "综合型",
}
"""Platform type → the value of the attribute ``platform_type`` in scheme files."""


class PlatformQuerySet(RecordQuerySet):
    """Platforms by date and by what a reader types."""

    def in_force(self, on: Any) -> PlatformQuerySet:
        """Return the platforms that belong to the city's system on that day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Platform(NamedRecord):
    """A science and technology innovation platform: one legal person in the city's platform system."""

    platform_path = "pk"
    published = True

    class Type(models.TextChoices):
        """The type decides the weights of the pillars."""

        RD = "rd", _("R&D")
        INCUBATION = "incubation", _("Incubation and transfer")
        SERVICE = "service", _("Industry service")
        COMPREHENSIVE = "comprehensive", _("Comprehensive")

    class Stage(models.TextChoices):
        """Stage of life."""

        STARTUP = "startup", _("Start-up")
        GROWTH = "growth", _("Growth")
        MATURE = "mature", _("Mature")

    bureau_fields = (
        "organisation",
        "code",
        "level",
        "type",
        "stage",
        "settled_on",
        "settled_precision",
        "operating_since",
        "unit",
        "valid_from",
        "valid_to",
    )
    order_from = "short_name"
    words_from = ("code", "short_name", "short_name_en", "research_direction", "market_direction")

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="platform", verbose_name=_("organisation")
    )
    code = models.SlugField(_("code"), max_length=40)
    short_name = models.CharField(_("short name"), max_length=60)
    short_name_en = models.CharField(_("short name in English"), max_length=120, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level, default=Level.COUNTY)
    type = models.CharField(_("type"), max_length=14, choices=Type)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.GROWTH)
    settled_on = models.DateField(_("settled on"))
    settled_precision = models.CharField(
        _("precision"), max_length=6, choices=Precision, default=Precision.DAY
    )
    operating_since = models.DateField(_("operating since"), null=True, blank=True)
    park = models.ForeignKey(
        Park, models.PROTECT, null=True, blank=True, related_name="platforms", verbose_name=_("park")
    )
    unit = models.ForeignKey(
        "accounts.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="platforms",
        verbose_name=_("unit of its users"),
    )
    research_direction = models.CharField(_("research direction"), max_length=300, blank=True)
    research_direction_en = models.CharField(_("research direction in English"), max_length=400, blank=True)
    market_direction = models.CharField(_("market direction"), max_length=300, blank=True)
    market_direction_en = models.CharField(_("market direction in English"), max_length=400, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    clusters = models.ManyToManyField(
        Cluster, blank=True, related_name="platforms", verbose_name=_("clusters")
    )
    directions = models.ManyToManyField(
        Direction, blank=True, related_name="platforms", verbose_name=_("research directions")
    )
    partners = models.ManyToManyField(
        Partner, blank=True, related_name="platforms", verbose_name=_("partners")
    )
    valid_from = models.DateField(_("in the platform system from"))
    valid_to = models.DateField(_("in the platform system to"), null=True, blank=True)

    objects: ClassVar[Any] = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        ordering = ("code",)
        constraints = (
            ordered("valid_from", "valid_to", "registry_platform_dates"),
            unique_while_current("registry_one_platform", "code"),
        )

    def __str__(self) -> str:
        return in_language(self.short_name, self.short_name_en)

    @property
    def scheme_type(self) -> str:
        """The type as evaluation schemes write it, always in Chinese: 研发型, 孵化转化型, 产业服务型 or 综合型."""
        return SCHEME_TYPES[self.type]

    def get_absolute_url(self) -> str:
        """Return the address of the profile."""
        return reverse("registry:platform", args=(self.code,))


class FormerClass(Record):
    """What a platform's level, type and stage were in an earlier time; the platform itself says what they are."""

    published = True
    bureau_only = True

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="former_classes", verbose_name=_("platform")
    )
    level = models.CharField(_("level"), max_length=12, choices=Level)
    type = models.CharField(_("type"), max_length=14, choices=Platform.Type)
    stage = models.CharField(_("stage"), max_length=10, choices=Platform.Stage)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))

    class Meta:
        verbose_name = _("former class")
        verbose_name_plural = _("former classes")
        ordering = ("platform", "valid_from", "pk")
        constraints = (ordered("valid_from", "valid_to", "registry_class_dates"),)

    def __str__(self) -> str:
        return f"{self.platform} {self.valid_from} – {self.valid_to}"


class Qualification(Record):
    """A qualification (资质) a platform was granted: laboratory, centre, workstation, standard, enterprise status."""

    published = True
    bureau_fields = ("points",)
    words_from = ("name", "name_en", "document_no")

    class Kind(models.TextChoices):
        """What was granted."""

        CO_BUILT_LAB = "co_built_lab", _("Co-built key laboratory")
        KEY_LAB = "key_lab", _("Key laboratory")
        CENTRE = "centre", _("Engineering or technology centre")
        WORKSTATION = "workstation", _("Academician workstation")
        STANDARD = "standard", _("Standard")
        INCUBATOR = "incubator", _("Incubator")
        ENTERPRISE = "enterprise", _("Enterprise status")
        OTHER = "other", pgettext_lazy("qualification", "Other")

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="qualifications", verbose_name=_("platform")
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    granted_on = models.DateField(_("granted on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    document_no = models.CharField(_("document number"), max_length=100, blank=True)
    points = models.DecimalField(
        pgettext_lazy("qualification", "points"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: by level, see parameters"),
    )

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        ordering = ("platform", "-granted_on", "pk")
        constraints = (ordered("granted_on", "expires_on", "registry_qualification_dates"),)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Event(Record):
    """A dated event of a platform or of the city; signing, registration and opening are separate events."""

    published = True
    words_from = ("title", "title_en")

    class Kind(models.TextChoices):
        """What happened."""

        FOUNDED = "founded", _("Founded")
        SIGNED = "signed", _("Signed")
        REGISTERED = "registered", pgettext_lazy("event", "Registered")
        OPENED = "opened", _("Opened")
        SETTLED = "settled", _("Settled")
        AWARD = "award", _("Award or recognition")
        MILESTONE = "milestone", _("Milestone")
        OTHER = "other", pgettext_lazy("event", "Other")

    platform = models.ForeignKey(
        Platform,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("platform"),
        help_text=_("Empty: the city"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(pgettext_lazy("register", "title"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=400, blank=True)
    on = models.DateField(_("date"))
    precision = models.CharField(_("precision"), max_length=6, choices=Precision, default=Precision.DAY)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)
