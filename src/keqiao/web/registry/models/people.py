"""People: engagements at platforms, months on site, talent titles. No identity-card numbers are kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.registry.identifiers import validate_orcid
from keqiao.web.registry.language import in_language
from keqiao.web.registry.models.platforms import Platform
from keqiao.web.registry.models.record import (
    EDIT_RIGHTS,
    Level,
    NamedRecord,
    Record,
    ordered,
    unique_while_current,
)


class Person(NamedRecord):
    """A person, counted once in every city total; the name is shown in public pages only with consent."""

    platform_path = "engagements__platform"
    kept_with = EDIT_RIGHTS
    words_from = ("code", "name", "name_en", "other_names", "orcid")
    personal_fields = ("name", "name_en", "other_names", "orcid", "consent_note")

    class Degree(models.TextChoices):
        """Highest degree; exclusive."""

        DOCTOR = "doctor", _("Doctor")
        MASTER = "master", _("Master")
        BACHELOR = "bachelor", _("Bachelor")
        OTHER = "other", pgettext_lazy("degree", "Other")

    class Kind(models.TextChoices):
        """Class of talent for classified evaluation."""

        RESEARCH = "research", _("Research")
        TRANSFER = "transfer", _("Transfer")
        MANAGEMENT = "management", _("Management")
        SKILL = "skill", _("Skilled work")

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    other_names = models.CharField(
        pgettext_lazy("person", "other names"),
        max_length=300,
        blank=True,
        help_text=_("Earlier names and other spellings, by which a search finds the person too"),
    )
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True, validators=[validate_orcid])
    degree = models.CharField(_("highest degree"), max_length=10, choices=Degree, default=Degree.OTHER)
    person_class = models.CharField(_("class"), max_length=12, choices=Kind, default=Kind.RESEARCH)
    consent_public = models.BooleanField(
        _("name may be published"),
        default=False,
        help_text=_("With consent, or where the name is already lawfully public"),
    )
    consent_note = models.CharField(
        _("ground of publication"),
        max_length=200,
        blank=True,
        help_text=_("Date of the consent, or where it is lawfully public"),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ("code",)
        constraints = (
            unique_while_current("registry_one_person", "code"),
            models.UniqueConstraint(
                fields=("orcid",), condition=Q(withdrawn_at=None) & ~Q(orcid=""), name="registry_one_orcid"
            ),
        )

    def __str__(self) -> str:
        return in_language(self.name, self.name_en) if self.consent_public else self.code


class Engagement(Record):
    """A person's post at a platform."""

    kept_with = EDIT_RIGHTS
    words_from = ("role", "role_en")

    class Mode(models.TextChoices):
        """How the person is engaged."""

        FULL = "full", _("Full-time")
        PART = "part", _("Part-time")
        FLEXIBLE = "flexible", _("Flexible")

    person = models.ForeignKey(Person, models.PROTECT, related_name="engagements", verbose_name=_("person"))
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="engagements", verbose_name=_("platform")
    )
    role = models.CharField(_("role"), max_length=60, blank=True)
    role_en = models.CharField(_("role in English"), max_length=120, blank=True)
    is_research = models.BooleanField(_("R&D post"), default=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.FULL)
    fte = models.DecimalField(_("share of working time"), max_digits=4, decimal_places=3, default=1)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    resident = models.BooleanField(
        _("resident"), default=False, help_text=_("Works on site by a signed plan (常驻)")
    )

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ("platform", "started_on", "pk")
        constraints = (
            ordered("started_on", "ended_on", "registry_engagement_dates"),
            models.CheckConstraint(condition=Q(fte__gte=0, fte__lte=1), name="registry_engagement_fte"),
        )

    def __str__(self) -> str:
        return f"{self.person} – {self.platform}"


class SiteMonths(Record):
    """Months a person really worked on site in a year, from attendance or work records."""

    platform_path = "engagement__platform"
    kept_with = EDIT_RIGHTS

    engagement = models.ForeignKey(
        Engagement, models.PROTECT, related_name="site_months", verbose_name=_("engagement")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    months = models.DecimalField(_("months"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("months on site")
        verbose_name_plural = _("months on site")
        ordering = ("engagement", "year", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("engagement", "year"),
                condition=Q(withdrawn_at=None),
                name="registry_one_site_months_a_year",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=0, months__lte=12), name="registry_site_months_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.engagement} {self.year}"


class TalentAward(Record):
    """A title or programme a person holds; one person may hold several."""

    platform_path = "person__engagements__platform"
    kept_with = EDIT_RIGHTS
    words_from = ("programme", "programme_en", "document_no")

    class Category(models.TextChoices):
        """Group of titles that are counted together."""

        ACADEMICIAN = "academician", _("Academician")
        NATIONAL_TOP = "national_top", _("National top talent")
        PROVINCIAL_SHUANGCHUANG = "provincial_shuangchuang", _("Provincial Shuangchuang talent")
        LONGCHENG = "longcheng", _("Longcheng talent")
        OTHER = "other", pgettext_lazy("talent", "Other")

    person = models.ForeignKey(Person, models.PROTECT, related_name="awards", verbose_name=_("person"))
    programme = models.CharField(_("programme"), max_length=100)
    programme_en = models.CharField(_("programme in English"), max_length=160, blank=True)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(_("category"), max_length=24, choices=Category)
    document_no = models.CharField(_("document number"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("talent title")
        verbose_name_plural = _("talent titles")
        ordering = ("person", "year", "pk")

    def __str__(self) -> str:
        return f"{in_language(self.programme, self.programme_en)} {self.year}"
