"""Writes: versions are added as drafts; two persons put them into force and retire them; texts are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from keqiao.web.rulebooks.kind import CHANGE, RulebookKind
from keqiao.web.rulebooks.models import DocumentProposal, DocumentVersion
from keqiao.web.rulebooks.texts import text_kept
from keqiao.web.rulebooks.versions import LibraryVersion

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
    kind: RulebookKind[Any],
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
            text=text_kept(text),
            source=source.strip()[:500],
            uploaded_by=actor,
        )
        detail = {"fingerprint": made.fingerprint, "valid_from": str(valid_from), "source": made.source}
        record(actor, "rulebooks.add", made, detail)
    return made


def add_to_library(
    actor: Actor,
    kind: RulebookKind[Any],
    model: type[LibraryVersion],
    text: str,
    source: str = "",
    *,
    logged: str,
    columns: Callable[[Any], dict[str, Any]],
) -> Any:
    """Check a text that names its own code and version and keep it as a version, a draft; the same text twice is the
    same version. ``columns``: what the room keeps besides of a document; ``logged``: the audit entry.

    Raises DocumentRefused with every finding where the text has errors or its version is another text's,
    PermissionDenied.
    """
    require(actor, kind.enactment.right)
    reading = kind.read(text)
    document = reading.usable
    if document is None:
        raise DocumentRefused(reading.findings)
    fingerprint = digest(text)
    fields = {"code": document.code, "version": document.version} | columns(document)
    with transaction.atomic():
        same = {name: fields[name] for name in model.identified_by}
        stored = model._default_manager.filter(**same).first()
        if stored is not None:
            if stored.fingerprint == fingerprint:
                return stored
            raise DocumentRefused([version_taken(document.code, document.version)])
        made = model._default_manager.create(
            name_zh=document.name.zh[:200],
            name_en=document.name.en[:300],
            yaml_text=text,
            fingerprint=fingerprint,
            source=source[:500],
            uploaded_by=actor,
            **fields,
        )
        record(actor, logged, made, {"fingerprint": fingerprint, "source": made.source})
    return made
