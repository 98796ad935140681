"""Versions of rules by which a pool is shared out. The text of a stored version never changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.rulebooks.enactment import StatusProposal
from keqiao.web.rulebooks.versions import LibraryVersion


class RulesQuerySet(VisibleRows, models.QuerySet["RulesVersion"]):
    """Reads of rules."""


def _not_drafts(model: type[models.Model], user: Actor) -> Q:
    """Drafts are for those who plan."""
    return Q() if user.has_right("funding.plan") else ~Q(status=RulesVersion.Status.DRAFT)


class RulesVersion(LibraryVersion):
    """One version of allocation rules (分配规则) as the bureau signed it: the YAML text and its fingerprint."""

    visibility: ClassVar[Visibility] = Visibility(
        "funding.view", published=_not_drafts, note="published: in force or retired; who plans sees drafts"
    )

    kind_code = "funding.rules"

    kind = models.CharField(
        pgettext_lazy("allocation", "kind"), max_length=16, help_text=_("How performance money is shared out")
    )

    objects = RulesQuerySet.as_manager()

    class Meta(LibraryVersion.Meta):
        verbose_name = _("allocation rules")
        verbose_name_plural = _("allocation rules")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="funding_one_rules_version"),)


class RulesProposal(StatusProposal):
    """A proposal to put rules into force or to retire them."""

    version = models.ForeignKey(
        RulesVersion, models.PROTECT, related_name="status_proposals", verbose_name=_("allocation rules")
    )

    class Meta(StatusProposal.Meta):
        verbose_name = _("proposal about allocation rules")
        verbose_name_plural = _("proposals about allocation rules")
