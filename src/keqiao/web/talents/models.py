"""Posts, how talents were brought in, applications for talent programmes with their instalments.

Persons and their engagements stand in the registers; here is what the registers do not hold. A person's name is shown
as the register shows it: without consent to publication, by the code.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, AsSeen, Visibility, VisibleRows
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.registry.models import Cluster, Engagement, Person, Platform
from keqiao.web.registry.models.record import money, not_negative
from keqiao.web.site.constraints import WordedConstraints
from keqiao.web.talents.rights import VIEW

LONGEST_WORDS = 2000


class TalentQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of the room's rows."""


def _own(model: Any, user: Actor) -> Q:
    return Q(platform__unit=user.unit_id) if user.unit_id is not None else NOTHING


def everything(model: Any, user: Actor) -> Q:
    """Every row, for who holds the right at all."""
    return Q()


class TalentPost(WordedConstraints):
    """A post that a platform wants to fill; ``cluster``: the industry whose gap it is to close (靶向引才)."""

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=everything, published=everything)

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="talent_posts", verbose_name=_("platform")
    )
    title = models.CharField(_("post"), max_length=120)
    cluster = models.ForeignKey(
        Cluster,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry whose gap it closes"),
    )
    person_class = models.CharField(
        _("class"), max_length=12, choices=Person.Kind, default=Person.Kind.RESEARCH
    )
    degree = models.CharField(
        _("degree asked"), max_length=10, choices=Person.Degree, default=Person.Degree.MASTER
    )
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    opened_on = models.DateField(_("opened on"))
    closes_on = models.DateField(_("open until"), null=True, blank=True)
    target = models.CharField(
        _("institution or team to approach"),
        max_length=300,
        blank=True,
        help_text=_("For targeted recruiting: which institution or team, who speaks with them"),
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("post for talents")
        verbose_name_plural = _("posts for talents")
        ordering = ("-opened_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=1000), name="talents_post_places"),
        )

    def __str__(self) -> str:
        return self.title


class TalentChannel(models.TextChoices):
    """How a talent was brought in."""

    OPEN = "open", pgettext_lazy("channel", "Open recruiting")
    PROGRAMME = "programme", pgettext_lazy("channel", "Talent programme")
    PARTNER = "partner", pgettext_lazy("channel", "Partner institution")
    AGENCY = "agency", pgettext_lazy("channel", "Agency")
    REFERRAL = "referral", pgettext_lazy("channel", "Referral by talents")
    CONTEST = "contest", pgettext_lazy("channel", "Contest or event")


class TalentIntroduction(models.Model):
    """A talent whom a platform decided to bring in; ``engagement``: the post that began, none where nobody came."""

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_own)

    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="talent_introductions", verbose_name=_("platform")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=TalentChannel)
    introduced_on = models.DateField(_("introduced on"))
    engagement = models.OneToOneField(
        Engagement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="introduction",
        verbose_name=_("engagement"),
    )
    post = models.ForeignKey(
        TalentPost,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="introductions",
        verbose_name=_("post"),
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: ClassVar[Any] = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction of a talent")
        verbose_name_plural = _("introductions of talents")
        ordering = ("-introduced_on", "-pk")

    def __str__(self) -> str:
        return f"{self.platform} {self.introduced_on}"


class TalentClass(models.TextChoices):
    """In which class a person is reviewed (人才分类评价): each is judged by its own yardstick only."""

    BASIC = "basic", pgettext_lazy("talent class", "Basic research")
    APPLIED = "applied", pgettext_lazy("talent class", "Applied technology")
    TRANSFER = "transfer", pgettext_lazy("talent class", "Transfer of results")
    MANAGEMENT = "management", pgettext_lazy("talent class", "Management")
    SKILL = "skill", pgettext_lazy("talent class", "Skilled work")


CLASS_WORDS = {
    TalentClass.BASIC: "基础研究",
    TalentClass.APPLIED: "应用技术",
    TalentClass.TRANSFER: "成果转化",
    TalentClass.MANAGEMENT: "经营管理",
    TalentClass.SKILL: "技能",
}
"""The classes as programmes name them in their data."""
FIRST_CLASS = {
    Person.Kind.RESEARCH: TalentClass.APPLIED,
    Person.Kind.TRANSFER: TalentClass.TRANSFER,
    Person.Kind.MANAGEMENT: TalentClass.MANAGEMENT,
    Person.Kind.SKILL: TalentClass.SKILL,
}
"""The class that is offered first for a person of the register; who applies may choose another."""


class TalentState(States):
    """How far an application for a talent programme has come."""

    DRAFT = "draft", "watch", pgettext_lazy("talent", "Being prepared")
    SUBMITTED = "submitted", "accent", pgettext_lazy("talent", "Under review")
    PUBLICITY = "publicity", "accent", pgettext_lazy("talent", "In publicity")
    GRANTED = "granted", "good", pgettext_lazy("talent", "Granted")
    REFUSED = "refused", "bad", pgettext_lazy("talent", "Not granted")


class TalentApplication(models.Model):
    """A person and a talent programme, applied for by the platform; amounts in 元.

    ``talent_class``: the class in which the person is reviewed, and no other; ``answers``: figures that were typed
    because no register knows them; ``figures`` and ``result``: all that was known, and what the programme said of it,
    when it was handed in; ``points``: the mean of the reviewers of its class.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_own)
    State = TalentState

    code = models.CharField(pgettext_lazy("talent", "number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="talent_applications", verbose_name=_("person")
    )
    platform = models.ForeignKey(
        Platform, models.PROTECT, related_name="talent_applications", verbose_name=_("platform")
    )
    programme = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="talent_applications", verbose_name=_("programme")
    )
    talent_class = models.CharField(_("class"), max_length=12, choices=TalentClass)
    answers = models.JSONField(default=dict, editable=False)
    figures = models.JSONField(default=dict, editable=False)
    class_code = models.CharField(_("class"), max_length=64, blank=True, editable=False)
    result = models.CharField(max_length=8, blank=True, editable=False)
    achievements = models.TextField(_("achievements"), max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(
        pgettext_lazy("talent", "state"), max_length=10, choices=TalentState, default=TalentState.DRAFT
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("begun at"))
    points = models.DecimalField(
        _("points of the review"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    publicity_until = models.DateField(_("publicity until"), null=True, blank=True)
    amount = money(_("amount granted"), null=True, blank=True)

    objects: ClassVar[Any] = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for a talent programme")
        verbose_name_plural = _("applications for talent programmes")
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("person", "programme"), name="talents_one_application"),
            not_negative("amount", "talents_amount"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.person}"

    def get_absolute_url(self) -> str:
        """Return the page of the application."""
        return reverse("talents:application", args=(self.pk,))


class TalentStep(StepModel):
    """One step of an application."""

    application = models.ForeignKey(TalentApplication, models.PROTECT, related_name="steps")

    class Meta(StepModel.Meta):
        verbose_name = _("step of a talent's application")
        verbose_name_plural = _("steps of talents' applications")


class TalentInstalment(models.Model):
    """A part of what was granted: when it is due and when it was paid."""

    visibility: ClassVar[AsSeen] = AsSeen("application", lambda: TalentApplication)

    application = models.ForeignKey(
        TalentApplication, models.PROTECT, related_name="instalments", verbose_name=_("application")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("instalment", "number"))
    amount = money(pgettext_lazy("instalment", "amount"))
    due_on = models.DateField(_("due on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects: ClassVar[Any] = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instalment of a talent's grant")
        verbose_name_plural = _("instalments of talents' grants")
        ordering = ("application", "number")
        constraints = (
            models.UniqueConstraint(fields=("application", "number"), name="talents_one_instalment"),
            not_negative("amount", "talents_instalment"),
        )

    def __str__(self) -> str:
        return f"{self.application} {self.number}"
