"""A version as pages show it, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.audit.clock import today
from keqiao.web.rulebooks.kind import Kind
from keqiao.web.rulebooks.versions import VersionStatus
from keqiao.web.site.tables import Light


@dataclass(frozen=True)
class VersionRow:
    """A version as pages show it; the package's own has no stored row, no first day and nobody who uploaded it."""

    kind: Kind[Any]
    key: str
    name: str
    fingerprint: str
    text: str
    counts: bool = False
    """Whether it is the one that counts today; of kinds that are chosen from, none does by itself."""
    stored: Any = None

    @property
    def url(self) -> str:
        """The page of the version."""
        return reverse("rulebooks:version", args=(self.kind.code, self.key))

    @property
    def status(self) -> str:
        """Its status in words; of dated versions in force which one counts."""
        if self.counts:
            return _("In force, counts today")
        if self.stored is None:
            return _("In force where no other version is")
        if self.is_valid and self.valid_from is not None and self.valid_from > today():
            return _("In force from %(day)s") % {"day": self.valid_from}
        return str(self.stored.get_status_display())

    @property
    def light(self) -> Light:
        """The light of the status."""
        if self.counts or (self.is_valid and not self.kind.is_dated):
            return "good"
        return "watch" if self.is_valid else "none"

    @property
    def is_valid(self) -> bool:
        """Whether it was put into force and not retired; the package's own always is."""
        return self.stored is None or self.stored.status == VersionStatus.VALID

    @property
    def is_draft(self) -> bool:
        """Whether it was never put into force."""
        return self.stored is not None and self.stored.status == VersionStatus.DRAFT

    @property
    def valid_from(self) -> date | None:
        """The first day on which it counts; None: from the start, or no day at all."""
        return getattr(self.stored, "valid_from", None)

    @property
    def source(self) -> str:
        """The notice or decision that sets it."""
        return self.stored.source if self.stored is not None else _("comes with the product")

    def __str__(self) -> str:
        return f"{self.kind.name} · {self.name}" if self.kind.is_dated else self.name
