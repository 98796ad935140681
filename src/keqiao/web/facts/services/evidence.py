"""Take in evidence files, in two steps: examined outside every transaction, then stored within one.

The type is read from the content, never from the name; what bears a mark of secrecy, a macro or a program is refused.
"""

from __future__ import annotations

import hashlib
import html
import json
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.files.confinement import MEGABYTE, Limits
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.facts.examination import NAME_MARK, SIGNATURES, bare
from keqiao.web.facts.file_names import SUFFIXES, file_name
from keqiao.web.facts.models import Evidence, EvidenceGrade, EvidenceUse
from keqiao.web.registry.models import Platform
from keqiao.web.site.foreign_files import examine_apart, refuse_malware

MAX_BYTES = 20 * 1024 * 1024
"""Largest file, unless the setting EVIDENCE_MAX_BYTES says otherwise."""
LIMITS = Limits(seconds=8, memory=450 * MEGABYTE, answer=MEGABYTE)


@dataclass(frozen=True)
class Examined:
    """A file that may be stored: its content, the type that the content has, and a name that fits the type."""

    content: bytes
    media_type: str
    name: str

    @property
    def sha256(self) -> str:
        """The hash that names the file."""
        return hashlib.sha256(self.content).hexdigest()


def examine(upload: UploadedFile | ContentFile | Examined) -> Examined:
    """Look through a file that somebody hands in, in a process apart; never within a transaction (RuntimeError).

    What is examined already stays as it is. Raises ValidationError for an empty, too large, unknown, damaged, infected
    or classified file.
    """
    if isinstance(upload, Examined):
        return upload
    content = _content(upload)
    refuse_malware(content)
    examination = json.loads(examine_apart("keqiao.web.facts.examination:examine", content, limits=LIMITS))
    examined = Examined(content, examination["type"], file_name(str(upload.name or ""), examination["type"]))
    mark = examination["mark"] or _mark_of(examined.name)
    if mark:
        raise _classified(mark)
    return examined


def own_file(upload: ContentFile) -> Examined:
    """A PDF or picture that this program made itself (demonstration data): taken as it is."""
    content = _content(upload)
    kind = next((kind for signature, kind in SIGNATURES.items() if content.startswith(signature)), "")
    if kind not in SUFFIXES:
        raise ValueError(f"no file of ours: {upload.name}")
    return Examined(content, kind, file_name(str(upload.name or ""), kind))


def _content(upload: UploadedFile | ContentFile) -> bytes:
    limit = getattr(settings, "EVIDENCE_MAX_BYTES", MAX_BYTES)
    if not upload.size:
        raise ValidationError(_("The file is empty."))
    if upload.size > limit:
        raise ValidationError(
            _("The file is larger than %(limit)s MB."), params={"limit": limit // 1024 // 1024}
        )
    upload.seek(0)
    content: bytes = upload.read()
    return content


def _mark_of(text: str) -> str:
    """The secrecy mark in a name or title, whatever blanks, hidden characters or references stand in it."""
    match = NAME_MARK.search(bare(html.unescape(text)))
    return match.group() if match else ""


def _classified(mark: str) -> ValidationError:
    return ValidationError(
        _("The file bears the mark “%(mark)s”: classified material must not be put into this system."),
        params={"mark": mark},
    )


@transaction.atomic
def store_evidence(
    actor: Actor | None,
    file: Examined,
    title: str,
    grade: str = EvidenceGrade.C,
    *,
    right: str = "facts.record",
) -> Evidence:
    """Store an examined file and return its evidence row. What the same unit handed in before under the same title and
    grade gives the row that exists; the same content for another use gets a row of its own, and is kept once.

    ``actor`` None is the system (demonstration data). ``right``: that of the act which the file belongs to.
    Raises PermissionDenied; ValidationError for a title that bears a mark of secrecy.
    """
    if actor is not None:
        require(actor, right)
        mark = _mark_of(title)
        if mark:
            raise _classified(mark)
    named = (title.strip() or file.name)[:200]
    same = Evidence.objects.filter(sha256=file.sha256)
    of_unit = same.filter(title=named, grade=grade)
    unit = actor.unit_id if actor is not None else None
    of_unit = (
        of_unit.filter(uploaded_by__unit=unit) if unit is not None else of_unit.filter(uploaded_by=actor)
    )
    existing = of_unit.first()
    if existing is not None:
        return existing
    evidence = Evidence(
        sha256=file.sha256,
        size=len(file.content),
        media_type=file.media_type,
        original_name=file.name,
        title=named,
        grade=grade,
        uploaded_by=actor,
    )
    stored = same.first()
    if stored is not None:
        evidence.file.name = stored.file.name
    else:
        evidence.file.save(f"{file.sha256}{SUFFIXES[file.media_type]}", ContentFile(file.content), save=False)
    evidence.save()
    detail = {"sha256": file.sha256, "size": len(file.content)}
    record(actor, "facts.store_evidence", evidence, detail)
    return evidence


def use_evidence(evidence: Evidence, platform: Platform) -> None:
    """Let a platform rest a figure on a stored file: its unit may open it from now on."""
    EvidenceUse.objects.get_or_create(evidence=evidence, platform=platform)
