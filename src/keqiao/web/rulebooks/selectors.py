"""Reads: the versions of a kind as pages show them, the package's own document among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.rulebooks import in_force
from keqiao.web.rulebooks.enactment import StatusProposal
from keqiao.web.rulebooks.kinds import KINDS, DocumentKind, kind_of
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.rulebooks.services import ENACTMENT, VIEW
from keqiao.web.site.tables import Light

PACKAGE = "package"
"""Names the document of the package in addresses, where versions have their key."""


@dataclass(frozen=True)
class VersionRow:
    """A version as pages show it; the package's own has no stored row, no first day and nobody who uploaded it."""

    kind: DocumentKind[Any]
    key: str
    name: str
    fingerprint: str
    counts: bool
    """Whether it is the one that counts today."""
    stored: DocumentVersion | None = None

    @property
    def url(self) -> str:
        """The page of the version."""
        return reverse("rulebooks:version", args=(self.kind.code, self.key))

    @property
    def status(self) -> str:
        """Its status in words; of versions in force which one counts."""
        if self.counts:
            return _("In force, counts today")
        if self.stored is None:
            return _("In force where no other version is")
        if self.is_valid and self.stored.valid_from > today():
            return _("In force from %(day)s") % {"day": self.stored.valid_from}
        return str(self.stored.get_status_display())

    @property
    def light(self) -> Light:
        """The light of the status."""
        return "good" if self.counts else "watch" if self.is_valid else "none"

    @property
    def is_valid(self) -> bool:
        """Whether it was put into force and not retired; the package's own always is."""
        return self.stored is None or self.stored.status == DocumentVersion.Status.VALID

    @property
    def valid_from(self) -> date | None:
        """The first day on which it counts; None: from the start."""
        return self.stored.valid_from if self.stored is not None else None

    @property
    def source(self) -> str:
        """The notice or decision that sets it."""
        return self.stored.source if self.stored is not None else _("comes with the product")

    @property
    def text(self) -> str:
        """The text itself."""
        return in_force.text_of(self.kind, self.fingerprint)

    def __str__(self) -> str:
        return f"{self.kind.name} {self.name}"


def rows_of(kind: DocumentKind[Any]) -> list[VersionRow]:
    """Return all versions of a kind, the latest first, the package's own last."""
    counting = in_force.fingerprint(kind.code, kind.packaged)
    stored = DocumentVersion.objects.filter(kind=kind.code).select_related("uploaded_by")
    valid = next(
        (
            version.pk
            for version in stored
            if version.status == DocumentVersion.Status.VALID and version.valid_from <= today()
        ),
        None,
    )
    rows = [_row(kind, version, counts=version.pk == valid) for version in stored]
    return [*rows, _packaged(kind, counts=valid is None and counting == kind.packaged)]


def _row(kind: DocumentKind[Any], version: DocumentVersion, *, counts: bool = False) -> VersionRow:
    return VersionRow(kind, str(version.pk), version.version, version.fingerprint, counts, version)


def _packaged(kind: DocumentKind[Any], *, counts: bool = False) -> VersionRow:
    return VersionRow(kind, PACKAGE, pgettext("document", "of the product"), kind.packaged, counts)


def row_of(kind: DocumentKind[Any], key: str) -> VersionRow:
    """Return one version of a kind by its key in addresses. Raises Http404."""
    for row in rows_of(kind):
        if row.key == key:
            return row
    raise Http404


def used_documents(user: Actor, documents: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the documents that something was computed by (kind → fingerprint), as terms and names of versions, linked
    for who sees their pages. A text of an earlier release is named by its fingerprint.
    """
    kinds = [kind for kind in KINDS if kind.code in documents]
    if not kinds:
        return []
    texts = DocumentVersion.objects.filter(text__fingerprint__in=documents.values()).order_by("pk")
    versions = {(version.kind, version.fingerprint): version for version in texts}
    may, found = user.has_right(VIEW), []
    for kind in kinds:
        fingerprint = documents[kind.code]
        stored = versions.get((kind.code, fingerprint))
        row = _row(kind, stored) if stored else _packaged(kind) if fingerprint == kind.packaged else None
        name = row.name if row else fingerprint[:12]
        found.append(
            (str(kind.name), format_html('<a href="{}">{}</a>', row.url, name) if row and may else name)
        )
    return found


def waiting_for(user: Actor) -> list[StatusProposal]:
    """Return the proposals about documents that a user can decide."""
    return [proposal for proposal in ENACTMENT.waiting_for(user) if _known(proposal.version.kind)]


def _known(code: str) -> bool:
    try:
        kind_of(code)
    except Http404:
        return False
    return True
