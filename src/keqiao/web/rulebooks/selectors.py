"""Reads: the versions of a dated kind, what something was computed by, what waits to be decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.rulebooks import in_force
from keqiao.web.rulebooks.enactment import StatusProposal
from keqiao.web.rulebooks.kind import VIEW, RulebookKind
from keqiao.web.rulebooks.models import DocumentVersion
from keqiao.web.rulebooks.registry import KINDS
from keqiao.web.rulebooks.version_rows import VersionRow

PACKAGE = "package"
"""Names the document of the package in addresses, where versions have their key."""


def dated_rows(kind: RulebookKind[Any]) -> list[VersionRow]:
    """Return all versions of a dated kind, the latest first, the package's own last."""
    counting = in_force.fingerprint(kind.code, kind.packaged)
    stored = list(DocumentVersion.objects.filter(kind=kind.code).select_related("uploaded_by", "text"))
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


def _row(kind: RulebookKind[Any], version: DocumentVersion, *, counts: bool = False) -> VersionRow:
    return VersionRow(
        kind, str(version.pk), version.version, version.fingerprint, version.text.text, counts, version
    )


def _packaged(kind: RulebookKind[Any], *, counts: bool = False) -> VersionRow:
    name = pgettext("document", "of the product")
    return VersionRow(kind, PACKAGE, name, kind.packaged, kind.package_text, counts)


def used_documents(user: Actor, documents: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the documents that something was computed by (kind → fingerprint), as terms and names of versions, linked
    for who sees their pages. A text of an earlier release is named by its fingerprint.
    """
    kinds = [kind for kind in KINDS if kind.code in documents]
    if not kinds:
        return []
    texts = (
        DocumentVersion.objects.select_related("text")
        .filter(text__fingerprint__in=documents.values())
        .order_by("pk")
    )
    versions = {(version.kind, version.fingerprint): version for version in texts}
    may, summaries = user.has_right(VIEW), []
    for kind in kinds:
        fingerprint = documents[kind.code]
        version = versions.get((kind.code, fingerprint))
        row = _row(kind, version) if version else _packaged(kind) if fingerprint == kind.packaged else None
        name = row.name if row else fingerprint[:12]
        summaries.append(
            (str(kind.name), format_html('<a href="{}">{}</a>', row.url, name) if row and may else name)
        )
    return summaries


def waiting_for(user: Actor) -> list[StatusProposal]:
    """Return the proposals about versions of any kind that a user can decide."""
    known = {kind.code for kind in KINDS}
    return [
        proposal
        for enactment in dict.fromkeys(kind.enactment for kind in KINDS)
        for proposal in enactment.waiting_for(user)
        if proposal.version.kind_code in known
    ]
