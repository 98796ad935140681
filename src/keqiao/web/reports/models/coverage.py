"""Media coverage (宣传报道): which story about platforms was told where, when, how far it reached."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import WriteOnceModel
from keqiao.web.procedures.models import StepModel
from keqiao.web.procedures.states import States
from keqiao.web.registry.models import Platform
from keqiao.web.reports.rights import VIEW

LONGEST_STORY = 2000


class StoryQuerySet(VisibleRows, models.QuerySet[Any]):
    """Reads of media coverage."""


class StoryState(States):
    """Whether an entry counts."""

    RECORDED = "recorded", "good", pgettext_lazy("coverage", "Recorded")
    WITHDRAWN = "withdrawn", "", pgettext_lazy("coverage", "Withdrawn")


class MediaStory(WriteOnceModel):
    """A story that was told: ``channel`` is one of the four of the survey report; ``reach`` how many persons read,
    heard or saw it as the outlet tells (人次), None where it does not tell.
    """

    written_once = _("What was recorded never changes; withdraw it and record it anew.")
    visibility: ClassVar[Visibility] = Visibility(VIEW, note="speaks of every platform")
    State = StoryState

    class Channel(models.TextChoices):
        """网络、广播、电视、报纸."""

        ONLINE = "online", pgettext_lazy("coverage", "Online")
        RADIO = "radio", pgettext_lazy("coverage", "Radio")
        TELEVISION = "television", pgettext_lazy("coverage", "Television")
        NEWSPAPER = "newspaper", pgettext_lazy("coverage", "Newspaper")

    title = models.CharField(pgettext_lazy("coverage", "title"), max_length=200)
    story = models.TextField(pgettext_lazy("coverage", "what is told"), max_length=LONGEST_STORY)
    channel = models.CharField(
        pgettext_lazy("coverage", "channel"), max_length=10, choices=Channel, db_index=True
    )
    outlet = models.CharField(pgettext_lazy("coverage", "outlet"), max_length=120)
    on = models.DateField(pgettext_lazy("coverage", "published on"), db_index=True)
    reach = models.PositiveBigIntegerField(pgettext_lazy("coverage", "reach"), null=True, blank=True)
    address = models.URLField(_("web address"), max_length=500, blank=True)
    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("platform")
    )
    state = models.CharField(
        pgettext_lazy("coverage", "state"),
        max_length=9,
        choices=StoryState,
        default=StoryState.RECORDED,
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("coverage", "recorded by"),
    )
    recorded_at = models.DateTimeField(pgettext_lazy("coverage", "recorded at"), null=True, blank=True)

    objects: ClassVar[Any] = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("media story")
        verbose_name_plural = _("media stories")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("reports:story", args=(self.pk,))


class StoryStep(StepModel):
    """One step of an entry."""

    media_story = models.ForeignKey(
        MediaStory, models.PROTECT, related_name="steps", verbose_name=_("media story")
    )

    class Meta(StepModel.Meta):
        verbose_name = _("step of a story")
        verbose_name_plural = _("steps of a story")
