"""What subjects answered where no register knows: with its day and evidence; a later answer takes its place."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import NOTHING, Visibility, VisibleRows
from keqiao.web.audit.clock import present
from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.programmes.rights import VIEW
from keqiao.web.registry.models import Firm, Organisation, Platform


def of_own_organisation(path: str, user: Actor) -> Q:
    """Return the condition of rows whose organisation is the firm or the platform of the user's unit."""
    if user.unit_id is None:
        return NOTHING
    own = [
        body.objects.filter(unit=user.unit_id, withdrawn_at=None).values("organisation")
        for body in (Firm, Platform)
    ]
    return Q(**{f"{path}__in": own[0]}) | Q(**{f"{path}__in": own[1]})


def _own(model: type[models.Model], user: Actor) -> Q:
    return of_own_organisation("organisation", user)


class SubjectAnswerQuerySet(VisibleRows, FrozenQuerySet):
    """Reads of answers."""


class SubjectAnswer(FrozenModel):
    """An answer: ``figure`` is the code of a figure, ``unit`` the unit in which it was answered.

    ``number`` holds counts, amounts in the unit and 1 or 0 for yes or no; ``text`` words and days.
    """

    visibility: ClassVar[Visibility] = Visibility(VIEW, own=_own)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="programme_answers", verbose_name=_("organisation")
    )
    figure = models.CharField(_("figure"), max_length=64)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    number = models.DecimalField(_("number"), max_digits=24, decimal_places=6, null=True, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    as_of = models.DateField(_("as of"))
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), default=present)

    objects = SubjectAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about a figure")
        verbose_name_plural = _("answers about figures")
        ordering = ("organisation", "figure", "pk")
        indexes = (models.Index(fields=("organisation", "figure"), name="programmes_answer_figure"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.figure}"
