"""The region, organisations with their aliases, parks, clusters and co-founding partners."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.identifiers import (
    check_legal_form,
    clean_usci,
    has_usci_check,
    validate_division,
    validate_industry,
    validate_usci,
    written_usci,
)
from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.record import NamedRecord, Record, ordered, unique_while_current
from keqiao.web.registry.words import name_key


class NamedBody(NamedRecord):
    """What an organisation is called: spellings of one name are found to be alike."""

    derived: ClassVar[tuple[str, ...]] = ("search_text", "name_order", "name_key")

    name_key = models.CharField(max_length=200, default="", blank=True, editable=False, db_index=True)
    """What spellings of the same name have in common."""

    class Meta:
        abstract = True

    def derive(self) -> None:
        """Also what its name has in common with other spellings."""
        super().derive()
        self.name_key = name_key(str(getattr(self, self.order_from)))[:200]


class Region(models.Model):
    """The city (or county, park) this installation serves: a single row."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    division_code = models.CharField(_("division code"), max_length=12, help_text=_("GB/T 2260, e.g. 320481"))
    demonstration = models.BooleanField(_("demonstration data"), default=False)
    default_as_of = models.DateField(_("default as-of date"), null=True, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("region")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Organisation(NamedBody):
    """A legal person: a platform, a firm, a buyer of technology, a partner."""

    platform_path = None
    published = True

    class LegalForm(models.TextChoices):
        """Legal form; it agrees with the first two characters of the unified social credit code."""

        AGENCY = "agency", _("State agency")
        PUBLIC_INSTITUTION = "public_institution", _("Public institution")
        SOCIAL_GROUP = "social_group", _("Social group")
        PRIVATE_NON_ENTERPRISE = "private_non_enterprise", _("Private non-enterprise unit")
        FOUNDATION = "foundation", _("Foundation")
        COMPANY = "company", _("Company")
        INDIVIDUAL = "individual", _("Individual business")
        COOPERATIVE = "cooperative", _("Farmers' cooperative")
        OTHER = "other", pgettext_lazy("legal form", "Other")

    class Status(models.TextChoices):
        """State in the business or institution register."""

        EXISTING = "existing", _("Existing")
        DEREGISTERED = "deregistered", _("Deregistered")

    words_from = ("name", "name_en", "usci")
    usci = models.CharField(  # noqa: DJ001 - an unknown code is NULL, so that many may be unknown
        _("unified social credit code"),
        max_length=18,
        null=True,
        blank=True,
        validators=[validate_usci],
    )
    usci_ground = models.CharField(
        _("ground of an unusual code"),
        max_length=200,
        blank=True,
        help_text=_(
            "Only for a code whose check character does not fit: who saw it on the licence, and when"
        ),
    )
    name = models.CharField(_("name"), max_length=200, db_index=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=24, choices=LegalForm, default=LegalForm.OTHER)
    division = models.CharField(
        _("division code"), max_length=12, blank=True, db_index=True, validators=[validate_division]
    )
    industry_code = models.CharField(
        _("industry code"),
        max_length=5,
        blank=True,
        help_text=_("GB/T 4754-2017"),
        validators=[validate_industry],
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.EXISTING)
    deregistered_on = models.DateField(_("deregistered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name_order", "name")
        constraints = (
            ordered("registered_on", "deregistered_on", "registry_organisation_dates"),
            unique_while_current("registry_one_usci", "usci"),
        )

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def clean(self) -> None:
        """Check the code against the legal form, and that a deregistered body has a date. Raises ValidationError."""
        if self.usci:
            try:
                self.usci = written_usci(self.usci) if self.usci_ground.strip() else clean_usci(self.usci)
            except ValidationError as error:
                raise ValidationError({"usci": error}) from error
            check_legal_form(self.usci, self.legal_form)
        if not self.usci or has_usci_check(self.usci):
            self.usci_ground = ""  # nothing needs a ground, also where two records become one
        if (self.status == self.Status.DEREGISTERED) != (self.deregistered_on is not None):
            raise ValidationError(
                {"deregistered_on": _("A deregistered organisation needs the day, an existing one has none.")}
            )


class OrganisationAlias(NamedBody):
    """A former name, short name or other name an organisation is found under."""

    platform_path = None
    published = True

    class Kind(models.TextChoices):
        """Why the other name exists."""

        FORMER = "former", _("Former name")
        SHORT = "short", _("Short name")
        OTHER = "other", pgettext_lazy("alias", "Other name")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="aliases", verbose_name=_("organisation")
    )
    words_from = ("name",)

    name = models.CharField(_("name"), max_length=200, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SHORT)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("organisation", "name_order", "name")
        constraints = (
            unique_while_current("registry_one_alias", "organisation", "name"),
            ordered("valid_from", "valid_to", "registry_alias_dates"),
        )

    def __str__(self) -> str:
        return self.name


class Park(NamedRecord):
    """A park or township (板块) platforms settle in."""

    platform_path = None
    published = True

    bureau_only = True
    words_from = ("code", "name", "name_en")

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ("code",)
        constraints = (unique_while_current("registry_one_park", "code"),)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Cluster(NamedRecord):
    """An industry cluster of the city's "2+2+X"."""

    platform_path = None
    published = True

    class Kind(models.TextChoices):
        """The three groups of "2+2+X"; the first two are the leading industries (主导产业)."""

        FIRST_TWO = "first_two", _("First two (100 billion yuan class)")
        SECOND_TWO = "second_two", _("Second two (50 billion yuan class)")
        X = "x", _("X (other clusters)")

    bureau_only = True
    words_from = ("code", "name", "name_en")

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    tier = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("group"), max_length=10, choices=Kind, default=Kind.X)

    class Meta:
        verbose_name = _("industry cluster")
        verbose_name_plural = _("industry clusters")
        ordering = ("tier", "code")
        constraints = (unique_while_current("registry_one_cluster", "code"),)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Direction(NamedRecord):
    """A research direction, tied to the classifications that statistics use."""

    platform_path = None
    published = True

    class Strategic(models.TextChoices):
        """Fields of the classification of strategic emerging industries (2018)."""

        IT = "it", _("New-generation information technology")
        EQUIPMENT = "equipment", _("High-end equipment")
        MATERIALS = "materials", _("New materials")
        BIOLOGY = "biology", _("Biology")
        VEHICLES = "vehicles", _("New-energy vehicles")
        ENERGY = "energy", _("New energy")
        ENVIRONMENT = "environment", _("Energy saving and environment")
        DIGITAL = "digital", _("Digital creativity")
        SERVICES = "services", _("Related services")

    bureau_only = True
    words_from = ("code", "name", "name_en")

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    industry_code = models.CharField(
        _("industry code"),
        max_length=5,
        blank=True,
        help_text=_("GB/T 4754-2017"),
        validators=[validate_industry],
    )
    strategic = models.CharField(
        _("strategic emerging industry"), max_length=12, choices=Strategic, blank=True
    )

    class Meta:
        verbose_name = _("research direction")
        verbose_name_plural = _("research directions")
        ordering = ("code",)
        constraints = (unique_while_current("registry_one_direction", "code"),)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class PartnerFamily(NamedRecord):
    """A family of partners, such as the institutes of the Academy of Sciences (中科系) or universities (高校系)."""

    platform_path = None
    published = True
    bureau_only = True
    words_from = ("code", "name", "name_en")

    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("partner family")
        verbose_name_plural = _("partner families")
        ordering = ("code",)
        constraints = (unique_while_current("registry_one_family", "code"),)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Partner(Record):
    """A co-founding partner (共建方) of platforms; its theme is what it is known for, such as 大飞行."""

    platform_path = None
    published = True
    bureau_only = True
    words_from = ("theme",)

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="partner", verbose_name=_("organisation")
    )
    family = models.ForeignKey(
        PartnerFamily, models.PROTECT, related_name="partners", verbose_name=_("family")
    )
    theme = models.CharField(_("theme"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("family", "pk")

    def __str__(self) -> str:
        return str(self.organisation)


class Community(NamedRecord):
    """Organisations that act as one (创新共同体), such as a workstation, an innovation centre and a fund."""

    platform_path = None
    published = True
    bureau_only = True
    words_from = ("name", "name_en")

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ("name_order", "name")
        constraints = (
            unique_while_current("registry_one_community", "name"),
            ordered("valid_from", "valid_to", "registry_community_dates"),
        )

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class CommunityMember(Record):
    """An organisation's part in a community."""

    platform_path = "organisation__platform"
    published = True
    bureau_only = True

    class Part(models.TextChoices):
        """What the member brings."""

        WORKSTATION = "workstation", pgettext_lazy("community", "Workstation")
        CENTRE = "centre", pgettext_lazy("community", "Innovation centre")
        FUND = "fund", pgettext_lazy("community", "Investment fund")
        OTHER = "other", pgettext_lazy("community", "Other")

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="members", verbose_name=_("community")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="communities", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=12, choices=Part, default=Part.OTHER)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a community")
        verbose_name_plural = _("members of communities")
        ordering = ("community", "pk")
        constraints = (ordered("valid_from", "valid_to", "registry_member_dates"),)

    def __str__(self) -> str:
        return f"{self.community} – {self.organisation}"
