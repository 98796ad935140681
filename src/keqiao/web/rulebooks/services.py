"""Writes: versions are added as drafts; two persons put them into force and retire them; texts are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.engine.documents import DocumentFinding, digest
from keqiao.language import message
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import today
from keqiao.web.audit.services import record
from keqiao.web.rulebooks.enactment import Enactment
from keqiao.web.rulebooks.kinds import DocumentKind, kind_of
from keqiao.web.rulebooks.models import DocumentProposal, DocumentText, DocumentVersion

VIEW, CHANGE = "rulebooks.view", "rulebooks.change"
ENACTMENT = Enactment(DocumentProposal, CHANGE, "rulebooks.version")
"""How versions come into force and are retired: one person proposes, another decides."""


class DocumentRefused(ValueError):
    """A text was not taken in; ``findings`` say where and what to do."""

    def __init__(self, findings: Sequence[DocumentFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding.message) for finding in self.findings))


def version_taken(code: str, version: str) -> DocumentFinding:
    """Return the finding for a text whose code and version are those of another text."""
    return DocumentFinding(
        "error",
        message("version {version} of {code} is already there with another text", version=version, code=code),
        remedy=message("Give the changed text a new version."),
        key="version",
        check="version",
    )


def add_version(
    actor: Actor,
    kind: DocumentKind[Any],
    *,
    text: str,
    version: str,
    valid_from: date,
    source: str = "",
) -> DocumentVersion:
    """Check a text and keep it as a version, a draft; the same text under the same version is the same version.

    Raises DocumentRefused with every finding where the text has errors or the version is another text's;
    ValidationError without a name of the version and for a first day in the past; PermissionDenied.
    """
    require(actor, CHANGE)
    reading = kind.read(text)
    if reading.usable is None:
        raise DocumentRefused(reading.findings)
    name = version.strip()[:40]
    if not name:
        raise ValidationError({"version": _("Name the version.")})
    if valid_from < today():
        raise ValidationError(
            {"valid_from": _("What was decided before stands; choose today or a later day.")}
        )
    with transaction.atomic():
        stored = DocumentVersion.objects.filter(kind=kind.code, version=name).first()
        if stored is not None:
            if stored.fingerprint == digest(text) and stored.valid_from == valid_from:
                return stored
            raise DocumentRefused([version_taken(kind.code, name)])
        made = DocumentVersion.objects.create(
            kind=kind.code,
            version=name,
            valid_from=valid_from,
            text=_kept(text),
            source=source.strip()[:500],
            uploaded_by=actor,
        )
        detail = {"fingerprint": made.fingerprint, "valid_from": str(valid_from), "source": made.source}
        record(actor, "rulebooks.add", made, detail)
    return made


def keep(documents: Mapping[str, str]) -> None:
    """Keep the texts of documents (kind → fingerprint) that something was computed by, so that they can be read
    again after the package brings others.
    """
    there = set(
        DocumentText.objects.filter(fingerprint__in=documents.values()).values_list("fingerprint", flat=True)
    )
    for code, fingerprint in documents.items():
        kind = kind_of(code)
        if fingerprint not in there and fingerprint == kind.packaged:
            _kept(kind.package_text)


def _kept(text: str) -> DocumentText:
    fingerprint = digest(text)
    stored = DocumentText.objects.filter(fingerprint=fingerprint).first()
    return stored or DocumentText.objects.create(fingerprint=fingerprint, text=text)
