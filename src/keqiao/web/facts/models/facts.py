"""Facts and the evidence behind them. Both are append-only; a correction is a new fact that supersedes the old one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows, of_unit
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.audit.row_intake import hand_in
from keqiao.web.facts.models.measures import Measure, MeasureDefinition
from keqiao.web.facts.models.row_evidence import RowEvidence
from keqiao.web.site.stored_sentences import in_words


class Basis(models.TextChoices):
    """Reported (申报) and verified (核定) values stand side by side."""

    REPORTED = "reported", _("Reported")
    VERIFIED = "verified", _("Verified")


class SourceKind(models.TextChoices):
    """Where a value comes from, in the order of trust."""

    REGISTER = "register", _("Register")
    THIRD_PARTY = "third_party", _("Third party")
    EVIDENCE = "evidence", _("Evidence file")
    SELF_REPORT = "self_report", _("Self-report")
    EXPERT = "expert", _("Experts")


class FactOrigin(models.TextChoices):
    """The way on which a figure passed twice and became a fact; there is no other."""

    RETURN = "return", pgettext_lazy("origin", "Return")
    PROPOSAL = "proposal", pgettext_lazy("origin", "By hand")
    PANEL = "panel", pgettext_lazy("origin", "Experts' panel")
    CARRIED_OVER = "carried_over", pgettext_lazy("origin", "Carried over")
    """From the records before this system, when an installation is set up; the demonstration's ledger is one."""


class EvidenceGrade(models.TextChoices):
    """Weight of an evidence file."""

    A = "A", _("A: register")
    B = "B", _("B: third party")
    C = "C", _("C: unit")
    D = "D", _("D: self-report")


class EvidenceQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of evidence."""


def _of_own_unit(model: type[models.Model], user: Actor) -> Q:
    """Own uploads, the files used for platforms of the own unit, and those that its people attached to rows."""
    if not user.unit_id:
        return Q(uploaded_by=user)
    facts = Fact.objects.filter(platform__unit_id=user.unit_id)
    uses = EvidenceUse.objects.filter(platform__unit_id=user.unit_id)
    return (
        Q(uploaded_by=user)
        | Q(pk__in=Fact.evidence.through.objects.filter(fact__in=facts).values("evidence"))
        | Q(pk__in=uses.values("evidence"))
        | Q(pk__in=RowEvidence.objects.filter(unit=user.unit_id).values("evidence"))
    )


class Evidence(FrozenModel):
    """A file that somebody handed in to prove something (佐证材料), with the title and the grade given with it.

    The content is named by its SHA-256 and kept once; who hands in the same bytes for something else has a row of
    their own, so that a title, a grade or a name of one unit never shows at another's.
    """

    visibility: ClassVar[Visibility] = Visibility("facts.view", own=_of_own_unit)

    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)
    original_name = models.CharField(_("file name"), max_length=255)
    title = models.CharField(pgettext_lazy("evidence", "title"), max_length=200)
    grade = models.CharField(
        pgettext_lazy("evidence", "grade"), max_length=1, choices=EvidenceGrade, default=EvidenceGrade.C
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where the file is read, page by page, under the title and grade of this row."""
        return f"{reverse('facts:evidence_page', args=(self.sha256,))}?as={self.pk}"

    @property
    def download_url(self) -> str:
        """Where the file is taken, under the name of this row."""
        return f"{reverse('facts:evidence', args=(self.sha256,))}?as={self.pk}"


class EvidenceUse(FrozenModel):
    """A platform rests a figure on a file that is not (or not yet) a fact's: its unit may open the file."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    platform = models.ForeignKey("registry.Platform", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of evidence")
        verbose_name_plural = _("uses of evidence")
        constraints = (
            models.UniqueConstraint(fields=("evidence", "platform"), name="facts_one_use_per_platform"),
        )

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.platform_id}"


def link_files(links: Any, evidence: Iterable[Evidence], **owner: models.Model) -> None:
    """Name the files that a new row rests on, once each: ``links`` is the table between them, ``owner`` the row by its
    field there. The links stand as the row does, so they are handed in to the audit log.
    """
    keys = dict.fromkeys(file.pk for file in evidence)
    hand_in(links._base_manager.bulk_create([links(**owner, evidence_id=key) for key in keys]))


class FactQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of facts."""

    def current(self, known_at: datetime | None = None) -> FactQuerySet:
        """Return the facts that nothing supersedes, now or as it was known at ``known_at``."""
        if known_at is None:
            return self.filter(superseded_by=None)
        later = Fact.objects.filter(supersedes=models.OuterRef("pk"), recorded_at__lte=known_at)
        return self.filter(~models.Exists(later), recorded_at__lte=known_at)


class Fact(FrozenModel):
    """One value of a measure for a platform (or the city) and a period: append-only.

    Money in 元. ``value`` is None only where the measure is stated as not applicable. ``as_of`` is the date of a stock.
    ``recorded_by`` reported or proposed it, ``confirmed_by`` is another person, who confirmed it (ADR 0019).
    ``source_note`` and ``note`` are text as a person wrote it, or kept sentences (``site/stored_sentences.py``).
    """

    visibility: ClassVar[Visibility] = Visibility(
        "facts.view",
        own=of_unit("platform__unit"),
        published=lambda model, user: Q(platform=None),
        note="published: figures of the city",
    )

    platform = models.ForeignKey(
        "registry.Platform",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facts",
        verbose_name=_("platform"),
        help_text=_("Empty: the city"),
    )
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="facts", verbose_name=_("measure"))
    definition = models.ForeignKey(
        MeasureDefinition, models.PROTECT, related_name="facts", verbose_name=_("definition")
    )
    basis = models.CharField(
        pgettext_lazy("figure", "basis"), max_length=8, choices=Basis, default=Basis.REPORTED
    )
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    not_applicable = models.BooleanField(_("not applicable"), default=False)
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    period = models.CharField(_("period"), max_length=10)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source_kind = models.CharField(_("source kind"), max_length=12, choices=SourceKind)
    source_note = models.JSONField(_("source"), default=str, blank=True)
    origin = models.CharField(pgettext_lazy("fact", "origin"), max_length=12, choices=FactOrigin)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="facts", verbose_name=_("evidence"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    note = models.JSONField(_("note"), default=str, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("measure", "platform", "-period_end", "basis", "-recorded_at", "-pk")
        indexes = (models.Index(fields=("measure", "period", "platform"), name="facts_measure_period"),)
        constraints = (
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="facts_period_order"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, not_applicable=True)
                | Q(value__isnull=False, not_applicable=False),
                name="facts_value_or_not_applicable",
            ),
            models.CheckConstraint(
                condition=~Q(recorded_by=F("confirmed_by")), name="facts_two_different_people"
            ),
            models.CheckConstraint(condition=Q(origin__in=FactOrigin.values), name="facts_known_origin"),
            # One first fact per place; every later one has to supersede what stands.
            models.UniqueConstraint(
                fields=("platform", "measure", "period", "basis"),
                condition=Q(supersedes=None, platform__isnull=False),
                name="facts_one_chain",
            ),
            models.UniqueConstraint(
                fields=("measure", "period", "basis"),
                condition=Q(supersedes=None, platform=None),
                name="facts_one_city_chain",
            ),
        )

    def __str__(self) -> str:
        # Named where the measure and the platform are at hand: a lock writes hundreds of them.
        state = self._state.fields_cache
        if "measure" not in state or (self.platform_id is not None and "platform" not in state):
            return f"{self.measure_id} {self.platform_id or 'city'} {self.period}"
        value = "—" if self.value is None else f"{self.measure.in_display_unit(self.value):,f}"
        figure = value.rstrip("0").rstrip(".") if "." in value else value
        words = [self.measure, self.platform or "", self.period, figure, self.measure.display_unit]
        return " ".join(str(word) for word in words if word)

    def rest_on(self, evidence: Iterable[Evidence]) -> None:
        """Name the files that a new fact rests on, once."""
        link_files(Fact.evidence.through, evidence, fact=self)

    def get_absolute_url(self) -> str:
        """Return the page of the figure that the fact is, or was, the value of."""
        scope = self.platform.code if self.platform else "city"
        address = reverse("facts:figure", args=(self.measure.code, scope, self.period))
        return address if self.basis == Basis.REPORTED else f"{address}?basis={self.basis}"

    @property
    def source_text(self) -> str:
        """Where the value comes from, in the reader's language."""
        return in_words(self.source_note)

    @property
    def note_text(self) -> str:
        """The note in the reader's language."""
        return in_words(self.note)

    @property
    def is_by_hand(self) -> bool:
        """Whether an officer entered it and another confirmed it, outside any return."""
        return self.origin == FactOrigin.PROPOSAL
