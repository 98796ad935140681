"""Whom each programme fits, as it was computed last. Nothing of it is lost when rows go: it is computed again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.clock import present
from keqiao.web.programmes.models.answers import of_own_organisation
from keqiao.web.programmes.models.programmes import ProgrammeVersion
from keqiao.web.programmes.rights import VIEW
from keqiao.web.registry.models import Organisation


class ResultState(models.TextChoices):
    """What is told of a subject, as the engine names it."""

    MET = "met", pgettext_lazy("programme", "Eligible")
    NEAR = "near", pgettext_lazy("programme", "Nearly eligible")
    UNKNOWN = "unknown", pgettext_lazy("programme", "To be verified")
    MISSED = "missed", pgettext_lazy("programme", "Not eligible")


class Assessment(models.Model):
    """When a programme was last compared with all its subjects: of which day, how many."""

    version = models.OneToOneField(
        ProgrammeVersion, models.CASCADE, related_name="assessment", verbose_name=_("programme")
    )
    day = models.DateField(_("day of application"))
    made_at = models.DateTimeField(_("computed at"), default=present)
    subjects = models.PositiveIntegerField(_("subjects"))

    class Meta:
        verbose_name = pgettext_lazy("programme", "assessment")
        verbose_name_plural = pgettext_lazy("programme", "assessments")

    def __str__(self) -> str:
        return f"{self.version} {self.day}"


class ProgrammeResultQuerySet(VisibleRows, models.QuerySet["ProgrammeResult"]):
    """Reads of results."""


def _own(model: type[models.Model], user: Actor) -> Q:
    return of_own_organisation("organisation", user)


class ProgrammeResult(models.Model):
    """A subject and a programme. ``change``: the figure of the least single change, from ``now`` to ``then``, ``share``
    of the figure; ``settling``: the missing figure of which one value alone makes it eligible; ``benefit`` in 元.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_own)

    version = models.ForeignKey(
        ProgrammeVersion, models.CASCADE, related_name="results", verbose_name=_("programme")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="programme_results", verbose_name=_("organisation")
    )
    state = models.CharField(pgettext_lazy("programme", "result"), max_length=8, choices=ResultState)
    class_code = models.CharField(max_length=64, blank=True)
    missed = models.PositiveSmallIntegerField(_("conditions not met"), default=0)
    unknown = models.PositiveSmallIntegerField(_("figures missing"), default=0)
    change = models.CharField(max_length=64, blank=True)
    now = models.FloatField(null=True, blank=True)
    then = models.FloatField(null=True, blank=True)
    share = models.FloatField(_("share of the figure"), null=True, blank=True)
    settling = models.CharField(max_length=64, blank=True)
    benefit = models.DecimalField(_("benefit"), max_digits=20, decimal_places=2, null=True, blank=True)

    objects = ProgrammeResultQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("programme", "result")
        verbose_name_plural = pgettext_lazy("programme", "results")
        ordering = ("version", "pk")
        constraints = (
            models.UniqueConstraint(fields=("version", "organisation"), name="programmes_one_result"),
        )
        indexes = (models.Index(fields=("version", "state", "share"), name="programmes_result_state"),)

    def __str__(self) -> str:
        return f"{self.organisation} – {self.version}"

    def get_absolute_url(self) -> str:
        """Return the page that explains it."""
        return reverse("programmes:result", args=(self.version_id, self.organisation_id))
