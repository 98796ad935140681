"""Versions of documents and the texts that anything was ever computed by. A stored text never changes."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.frozen import FrozenModel, FrozenQuerySet
from keqiao.web.rulebooks.enactment import StatusProposal
from keqiao.web.rulebooks.versions import Version


class DocumentText(FrozenModel):
    """A text under its fingerprint: that of a version, or one of the package that something was computed by."""

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    text = models.TextField(_("text"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a document")
        verbose_name_plural = _("texts of documents")

    def __str__(self) -> str:
        return self.fingerprint


class DocumentVersion(Version):
    """One version of a document of a kind, as the bureau signed it.

    Of several versions in force the one with the latest first day that has come counts; the package's own document
    is in force from the start and needs no row.
    """

    kind = models.CharField(_("kind"), max_length=64, help_text=_("Code of the kind of document"))
    valid_from = models.DateField(_("in force from"), help_text=_("First day on which it counts"))
    text = models.ForeignKey(
        DocumentText,
        models.PROTECT,
        to_field="fingerprint",
        related_name="versions",
        verbose_name=_("text"),
    )

    @property
    def kind_code(self) -> str:
        """The kind whose pages show it."""
        return self.kind

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ("kind", "-valid_from", "-pk")
        constraints = (models.UniqueConstraint(fields=("kind", "version"), name="rulebooks_one_version"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("rulebooks:version", args=(self.kind, self.pk))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the text."""
        return self.text_id


class DocumentProposal(StatusProposal):
    """A proposal to put a version into force or to retire it."""

    version = models.ForeignKey(
        DocumentVersion, models.PROTECT, related_name="status_proposals", verbose_name=_("version")
    )

    class Meta(StatusProposal.Meta):
        verbose_name = _("proposal about a document")
        verbose_name_plural = _("proposals about documents")
