"""Versions of rules by which a pool is shared out. The text of a stored version never changes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.audit.frozen import WriteOnceModel
from keqiao.web.registry.language import in_language
from keqiao.web.rulebooks.enactment import StatusProposal


class RulesQuerySet(VisibleRows, models.QuerySet["RulesVersion"]):
    """Reads of rules."""


def _not_drafts(model: type[models.Model], user: Actor) -> Q:
    """Drafts are for those who plan."""
    return Q() if user.has_right("funding.plan") else ~Q(status=RulesVersion.Status.DRAFT)


class RulesVersion(WriteOnceModel):
    """One version of allocation rules (分配规则) as the bureau signed it: the YAML text and its fingerprint."""

    visibility: ClassVar[Visibility] = Visibility(
        "funding.view", published=_not_drafts, note="published: in force or retired; who plans sees drafts"
    )

    class Status(models.TextChoices):
        """Only valid rules may be decided by; drafts may be tried, retired ones stay readable."""

        DRAFT = "draft", pgettext_lazy("scheme", "Draft")
        VALID = "valid", pgettext_lazy("scheme", "In force")
        RETIRED = "retired", pgettext_lazy("scheme", "Retired")

    code = models.CharField(_("code"), max_length=64)
    version = models.CharField(_("version"), max_length=40)
    name_zh = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    kind = models.CharField(
        pgettext_lazy("allocation", "kind"), max_length=16, help_text=_("How performance money is shared out")
    )
    yaml_text = models.TextField(_("text"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, help_text=_("SHA-256 of the text"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Notice or decision that sets the rules")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = RulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation rules")
        verbose_name_plural = _("allocation rules")
        ordering = ("code", "-uploaded_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="funding_one_rules_version"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("funding:rules_version", args=(self.pk,))

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_zh, self.name_en)


class RulesProposal(StatusProposal):
    """A proposal to put rules into force or to retire them."""

    version = models.ForeignKey(
        RulesVersion, models.PROTECT, related_name="status_proposals", verbose_name=_("allocation rules")
    )

    class Meta(StatusProposal.Meta):
        verbose_name = _("proposal about allocation rules")
        verbose_name_plural = _("proposals about allocation rules")
