"""Recommendations: of a report, a deliberation opinion, a proposal of a member, a finding. They stand as written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.oversight.models.diagnoses import Diagnosis
from keqiao.web.oversight.rights import VIEW

LONGEST_WORDS = 4000


class RecommendationOrigin(models.TextChoices):
    """Where a recommendation comes from."""

    REPORT = "report", _("Survey report")
    OPINION = "opinion", _("Deliberation opinion")
    PROPOSAL = "proposal", _("Proposal of a member")
    FINDING = "finding", pgettext_lazy("diagnosis", "Finding")


class RecommendationQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of recommendations."""


def _with_own_tasks(model: type[models.Model], user: Actor) -> Q:
    tasks: Any = model._meta.get_field(
        "tasks"
    ).related_model  # which refers to recommendations: they cannot import it
    own = tasks.objects.of_unit(user.unit_id) if user.unit_id else tasks.objects.none()
    return Q(pk__in=own.values("recommendation"))


class Recommendation(FrozenModel):
    """A recommendation as it was written. ``source``: the document and its place; ``rule`` of ``diagnosis``: the
    finding that calls for it.
    """

    visibility: ClassVar[Visibility] = Visibility(
        VIEW, own=_with_own_tasks, note="own: those with a task of the unit"
    )

    code = models.CharField(
        pgettext_lazy("recommendation", "number"), max_length=20, unique=True, editable=False
    )
    origin = models.CharField(
        pgettext_lazy("recommendation", "origin"), max_length=8, choices=RecommendationOrigin
    )
    title = models.CharField(pgettext_lazy("recommendation", "title"), max_length=200)
    text = models.TextField(pgettext_lazy("recommendation", "text"), max_length=LONGEST_WORDS)
    source = models.CharField(_("document and place"), max_length=300, blank=True)
    diagnosis = models.ForeignKey(
        Diagnosis,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("diagnosis"),
    )
    rule = models.CharField(_("rule"), max_length=64, blank=True)
    received_on = models.DateField(pgettext_lazy("recommendation", "received on"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("recommendation", "added by"),
    )
    added_at = models.DateTimeField(pgettext_lazy("recommendation", "added at"))

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ("-added_at", "-pk")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page of the recommendation."""
        return reverse("oversight:recommendation", args=(self.pk,))
