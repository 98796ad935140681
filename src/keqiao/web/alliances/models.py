"""Alliances, their members, what they held and what they decided."""

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
from keqiao.web.alliances.rights import VIEW
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.language import in_language

LONGEST_WORDS = 8000


class AllianceQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of alliances and what belongs to them."""


def everything(model: Any, user: Actor) -> Q:
    """Every row, for who holds the right at all."""
    return Q()


class Alliance(models.Model):
    """An alliance of an industry or of talents. ``secretary``: the organisation that keeps its calendar."""

    visibility: ClassVar[Visibility] = Visibility(VIEW, published=everything)

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    cluster = models.ForeignKey(
        "registry.Cluster",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry cluster"),
    )
    secretary = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", verbose_name=_("secretary")
    )
    founded_on = models.DateField(_("founded on"))
    charter = models.TextField(_("charter"), max_length=LONGEST_WORDS, blank=True)
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        ordering = ("name",)

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return the page of the alliance."""
        return reverse("alliances:alliance", args=(self.pk,))


class AllianceMember(models.Model):
    """An organisation that belongs, or belonged, to an alliance."""

    visibility: ClassVar[AsSeen] = AsSeen("alliance", lambda: Alliance)

    class Part(models.TextChoices):
        """What a member is in the alliance."""

        CHAIR = "chair", pgettext_lazy("member", "Chair")
        VICE_CHAIR = "vice_chair", pgettext_lazy("member", "Vice chair")
        MEMBER = "member", pgettext_lazy("member", "Member")

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="members", verbose_name=_("alliance"))
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=10, choices=Part, default=Part.MEMBER)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects: ClassVar[Any] = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of an alliance")
        verbose_name_plural = _("members of alliances")
        ordering = ("alliance", "part", "joined_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("alliance", "organisation"), condition=Q(left_on=None), name="alliances_once_a_member"
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)


class GatheringState(States):
    """Where a gathering stands."""

    PLANNED = "planned", "watch", pgettext_lazy("gathering", "Planned")
    HELD = "held", "good", pgettext_lazy("gathering", "Held")
    CANCELLED = "cancelled", "", pgettext_lazy("gathering", "Cancelled")


def _members(model: Any, user: Actor) -> Q:
    """Gatherings of alliances of which an organisation of the user's unit is a member."""
    if not user.unit_id:
        return NOTHING
    firm = Q(organisation__firm__unit=user.unit_id, organisation__firm__withdrawn_at=None)
    platform = Q(organisation__platform__unit=user.unit_id, organisation__platform__withdrawn_at=None)
    members = AllianceMember._base_manager.filter(firm | platform, left_on=None)
    return Q(alliance__in=members.values("alliance"))


class AllianceGathering(models.Model):
    """What an alliance does together on a day. Its minutes are read by members and by who sees everything."""

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_members, note="members; others see the calendar")
    State = GatheringState

    class Kind(models.TextChoices):
        """What kind of gathering."""

        ASSEMBLY = "assembly", pgettext_lazy("gathering", "General meeting")
        COUNCIL = "council", pgettext_lazy("gathering", "Council")
        MATCHING = "matching", pgettext_lazy("gathering", "Matchmaking")
        TRAINING = "training", pgettext_lazy("gathering", "Training or lecture")
        VISIT = "visit", pgettext_lazy("gathering", "Visit")

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="gatherings", verbose_name=_("alliance")
    )
    kind = models.CharField(pgettext_lazy("gathering", "kind"), max_length=10, choices=Kind)
    title = models.CharField(pgettext_lazy("gathering", "title"), max_length=120)
    on = models.DateField(pgettext_lazy("gathering", "day"))
    place = models.CharField(pgettext_lazy("gathering", "place"), max_length=120, blank=True)
    minutes = models.TextField(pgettext_lazy("gathering", "minutes"), max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(
        pgettext_lazy("gathering", "state"),
        max_length=9,
        choices=GatheringState,
        default=GatheringState.PLANNED,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the gathering."""
        return reverse("alliances:gathering", args=(self.pk,))


class GatheringStep(StepModel):
    """One step of a gathering."""

    gathering = models.ForeignKey(
        AllianceGathering, models.PROTECT, related_name="steps", verbose_name=_("gathering")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a gathering")
        verbose_name_plural = _("steps of gatherings")


class ResolutionState(States):
    """Where a decision of an alliance stands."""

    OPEN = "open", "watch", pgettext_lazy("resolution", "To do")
    DONE = "done", "good", pgettext_lazy("resolution", "Done")
    DROPPED = "dropped", "", pgettext_lazy("resolution", "Dropped")


class AllianceResolution(models.Model):
    """What a gathering decided: who does what until when."""

    visibility: ClassVar[AsSeen] = AsSeen("gathering", lambda: AllianceGathering)
    State = ResolutionState

    gathering = models.ForeignKey(
        AllianceGathering, models.PROTECT, related_name="resolutions", verbose_name=_("gathering")
    )
    words = models.CharField(_("what was decided"), max_length=300)
    owner = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    due_on = models.DateField(_("due on"))
    result = models.CharField(_("what came of it"), max_length=1000, blank=True)
    state = models.CharField(
        pgettext_lazy("resolution", "state"),
        max_length=7,
        choices=ResolutionState,
        default=ResolutionState.OPEN,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of an alliance")
        verbose_name_plural = _("decisions of alliances")
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """Return the page of the gathering that decided it."""
        return self.gathering.get_absolute_url()
