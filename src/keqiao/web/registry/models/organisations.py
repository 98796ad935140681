"""The region, organisations with their aliases, parks, clusters and co-founding partners."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.identifiers import check_legal_form, clean_usci, validate_usci
from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.record import Record, ordered


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


class Organisation(Record):
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

    usci = models.CharField(
        _("unified social credit code"),
        max_length=18,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_usci],
    )
    name = models.CharField(_("name"), max_length=200, db_index=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=24, choices=LegalForm, default=LegalForm.OTHER)
    division = models.CharField(_("division code"), max_length=12, blank=True, db_index=True)
    industry_code = models.CharField(
        _("industry code"), max_length=5, blank=True, help_text=_("GB/T 4754-2017")
    )
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.EXISTING)
    deregistered_on = models.DateField(_("deregistered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        constraints = (ordered("registered_on", "deregistered_on", "registry_organisation_dates"),)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def clean(self) -> None:
        """Check the code against the legal form, and that a deregistered body has a date. Raises ValidationError."""
        if self.usci:
            self.usci = clean_usci(self.usci)
            check_legal_form(self.usci, self.legal_form)
        if (self.status == self.Status.DEREGISTERED) != (self.deregistered_on is not None):
            raise ValidationError(
                {"deregistered_on": _("A deregistered organisation needs the day, an existing one has none.")}
            )


class OrganisationAlias(Record):
    """A former name, short name or other name an organisation is found under."""

    platform_path = None
    published = True

    class Kind(models.TextChoices):
        """Why the other name exists."""

        FORMER = "former", _("Former name")
        SHORT = "short", _("Short name")
        OTHER = "other", pgettext_lazy("alias", "Other name")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="aliases", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.SHORT)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ("organisation", "name")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "name"), name="registry_one_alias"),
            ordered("valid_from", "valid_to", "registry_alias_dates"),
        )

    def __str__(self) -> str:
        return self.name


class Park(Record):
    """A park or township (板块) platforms settle in."""

    platform_path = None
    published = True

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ("code",)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Cluster(Record):
    """An industry cluster of the city's "2+2+X"."""

    platform_path = None
    published = True

    class Kind(models.TextChoices):
        """The three groups of "2+2+X"; the first two are the leading industries (主导产业)."""

        FIRST_TWO = "first_two", _("First two (100 billion yuan class)")
        SECOND_TWO = "second_two", _("Second two (50 billion yuan class)")
        X = "x", _("X (other clusters)")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    tier = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("group"), max_length=10, choices=Kind, default=Kind.X)

    class Meta:
        verbose_name = _("industry cluster")
        verbose_name_plural = _("industry clusters")
        ordering = ("tier", "code")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Partner(Record):
    """A co-founding partner (共建方) of platforms."""

    platform_path = None
    published = True

    class Family(models.TextChoices):
        """Which family the partner belongs to."""

        CAS = "cas", _("Chinese Academy of Sciences")
        UNIVERSITY = "university", _("Universities")
        INSTITUTE = "institute", _("Institutes")
        ENTERPRISE = "enterprise", _("Enterprises")
        GOVERNMENT = "government", _("Government")

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="partner", verbose_name=_("organisation")
    )
    family = models.CharField(_("family"), max_length=12, choices=Family)
    theme = models.CharField(_("theme"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("family", "pk")

    def __str__(self) -> str:
        return str(self.organisation)
