"""What stored versions of documents share, and those whose text names its own code and version."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.web.audit.frozen import WriteOnceModel


class DocumentStatus(models.TextChoices):
    """Only what is in force counts; drafts may be tried where a kind allows it, retired versions stay readable."""

    DRAFT = "draft", pgettext_lazy("scheme", "Draft")
    VALID = "valid", pgettext_lazy("scheme", "In force")
    RETIRED = "retired", pgettext_lazy("scheme", "Retired")


class Version(WriteOnceModel):
    """Base of versions as a bureau signed them: written once but for the status."""

    Status: ClassVar[type[DocumentStatus]] = DocumentStatus

    version = models.CharField(_("version"), max_length=40)
    status = models.CharField(
        _("status"), max_length=10, choices=DocumentStatus, default=DocumentStatus.DRAFT
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Notice or decision that sets it")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        abstract = True


class LibraryVersion(Version):
    """Base of versions that rooms keep in tables of their own, since what was computed points to them.

    ``kind_code``: the kind whose pages show them; ``identified_by``: columns that no two share.
    """

    kind_code: ClassVar[str]
    identified_by: ClassVar[tuple[str, ...]] = ("code", "version")

    code = models.CharField(_("code"), max_length=64)
    name_zh = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    yaml_text = models.TextField(_("text"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, help_text=_("SHA-256 of the text"))

    class Meta:
        abstract = True
        ordering = ("code", "-uploaded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("rulebooks:version", args=(self.kind_code, self.pk))

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        english = self.name_en and not (get_language() or "zh").startswith("zh")
        return self.name_en if english else self.name_zh

    @property
    def is_draft(self) -> bool:
        """Whether it may be tried only."""
        return self.status == DocumentStatus.DRAFT
