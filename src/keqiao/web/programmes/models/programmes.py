"""Versions of programmes as their issuers published them. The text of a stored version never changes."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import Visibility, VisibleRows
from keqiao.web.programmes.rights import KEEP, VIEW
from keqiao.web.rulebooks.enactment import StatusProposal
from keqiao.web.rulebooks.versions import DocumentStatus, LibraryVersion


class ApplicantKind(models.TextChoices):
    """Who may apply."""

    FIRM = "firm", _("Firms")
    PLATFORM = "platform", _("Platforms")
    PERSON = "person", pgettext_lazy("programme", "Persons")


class ProgrammeQuerySet(VisibleRows, models.QuerySet["ProgrammeVersion"]):
    """Reads of programmes."""

    def in_force(self, day: date) -> Self:
        """Return the versions that were put into force and hold on a day; of one programme the one that began last."""
        holding = self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
            status=DocumentStatus.VALID,
        )
        begins = models.F("valid_from").asc(nulls_first=True)
        latest = {
            (issuer, code): pk
            for pk, issuer, code in holding.order_by(begins, "pk").values_list("pk", "issuer", "code")
        }
        return self.filter(pk__in=latest.values())


def _not_drafts(model: type[models.Model], user: Actor) -> Q:
    """Drafts are for those who keep programmes."""
    return Q() if user.has_right(KEEP) else ~Q(status=DocumentStatus.DRAFT)


class ProgrammeVersion(LibraryVersion):
    """One version of a programme: the same code of two issuers is two programmes."""

    visibility: ClassVar[Visibility] = Visibility(
        VIEW, every=_not_drafts, own=_not_drafts, published=_not_drafts, note="who keeps them sees drafts"
    )
    kind_code = "programmes.programmes"
    identified_by = ("issuer", "code", "version")

    class Kind(models.TextChoices):
        """What is given."""

        FUND = "fund", pgettext_lazy("programme", "Funds")
        POLICY = "policy", pgettext_lazy("programme", "Policy")
        PROJECT = "project", pgettext_lazy("programme", "Project")
        QUALIFICATION = "qualification", pgettext_lazy("programme", "Title")
        TALENT = "talent", pgettext_lazy("programme", "Talent")
        FINANCE = "finance", pgettext_lazy("programme", "Finance")

    issuer = models.CharField(pgettext_lazy("programme", "issued by"), max_length=200)
    issuer_en = models.CharField(
        pgettext_lazy("programme", "issued by, in English"), max_length=300, blank=True
    )
    kind = models.CharField(pgettext_lazy("programme", "kind"), max_length=16, choices=Kind)
    level = models.CharField(_("level"), max_length=12, blank=True)
    subjects = models.CharField(_("who may apply"), max_length=10, choices=ApplicantKind)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta(LibraryVersion.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = (
            models.UniqueConstraint(fields=("issuer", "code", "version"), name="programmes_one_version"),
        )

    @property
    def is_finance(self) -> bool:
        """Whether what it gives is lent, invested or guaranteed, and not granted."""
        return self.kind == self.Kind.FINANCE

    @property
    def issued_by(self) -> str:
        """The issuer in the reader's language."""
        english = self.issuer_en and not (get_language() or "zh").startswith("zh")
        return self.issuer_en if english else self.issuer


class ProgrammeProposal(StatusProposal):
    """A proposal to put a programme into force or to retire it."""

    version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="status_proposals", verbose_name=_("programme")
    )

    class Meta(StatusProposal.Meta):
        verbose_name = _("proposal about a programme")
        verbose_name_plural = _("proposals about programmes")
