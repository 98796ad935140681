"""Take in evidence files: their type is read from the content, never from the name; classified ones are refused."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Evidence, EvidenceUse, Grade
from keqiao.web.facts.picturing import pdf_text
from keqiao.web.registry.models import Platform

MAX_BYTES = 20 * 1024 * 1024
"""Largest file, unless the setting EVIDENCE_MAX_BYTES says otherwise."""
MAX_SCANNED = 64 * 1024 * 1024
"""Most unpacked bytes of a document that are looked through; one that unpacks to more is refused (zip bomb)."""

OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    f"{OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{OFFICE}wordprocessingml.document": ".docx",
    "application/ofd": ".ofd",
}
MEMBERS = {
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "OFD.xml": "application/ofd",
}
NAME_MARK = re.compile(r"绝密|机密|(?<!商业)秘密")
"""A secrecy mark in a file name or title; 商业秘密 (trade secret) is no state secret."""
TEXT_MARK = re.compile(r"(绝密|机密|秘密)\s*[★☆]")
"""The mark as it stands on a classified document: 机密★10年 (GB/T 9704)."""


def media_type(content: bytes, archive: zipfile.ZipFile | None) -> str:
    """Return the media type by the content. Raises ValidationError for what is not accepted."""
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if archive is not None:
        members = set(archive.namelist())
        if any(PurePosixPath(name).name == "vbaProject.bin" for name in members):
            raise ValidationError(_("Documents with macros are not accepted."))
        for member, kind in MEMBERS.items():
            if member in members:
                return kind
    raise ValidationError(_("Only PDF, OFD, PNG, JPEG, Excel (.xlsx) and Word (.docx) files are accepted."))


def refuse_classified(name: str, title: str, content: bytes, archive: zipfile.ZipFile | None) -> None:
    """Refuse a file that bears a mark of secrecy: state secrets must not enter this system. Raises ValidationError.

    Looks at the name, the title, the text of Office and OFD documents and that of the first pages of a PDF; a scan is
    a picture, which is not read here, so whoever uploads remains responsible.
    """
    marked = NAME_MARK.search(name) or NAME_MARK.search(title) or TEXT_MARK.search(_text_of(content, archive))
    if marked:
        raise ValidationError(
            _("The file bears the mark “%(mark)s”: classified material must not be put into this system."),
            params={"mark": marked.group()},
        )


def _text_of(content: bytes, archive: zipfile.ZipFile | None) -> str:
    """Return the text of a document's XML parts without tags, or of the raw bytes of other files."""
    if content.startswith(b"%PDF-"):
        with NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            return pdf_text(file.name)
    if archive is None:
        return content.decode("utf-8", "ignore")
    parts, left = [], MAX_SCANNED
    for member in archive.infolist():
        if member.filename.endswith(".xml"):
            try:
                with archive.open(member) as stream:
                    text = stream.read(left + 1)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
                raise ValidationError(_("The file is damaged or encrypted.")) from error
            left -= len(text)
            if left < 0:
                raise ValidationError(_("The file unpacks to too much."))
            parts.append(re.sub(r"<[^>]*>", "", text.decode("utf-8", "ignore")))
    return "\n".join(parts)


def _archive(upload: Any, content: bytes) -> zipfile.ZipFile | None:
    if not content.startswith(b"PK"):
        return None
    try:
        upload.seek(0)
        return zipfile.ZipFile(upload)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ValidationError(_("The file is damaged or encrypted.")) from error


@transaction.atomic
def store_evidence(
    actor: Any,
    upload: UploadedFile | ContentFile,
    title: str,
    grade: str = Grade.C,
    request: HttpRequest | None = None,
    *,
    right: str = "facts.record",
) -> Evidence:
    """Store a file and return its evidence row; the same content stored before gives the row that exists.

    ``actor`` None is the system (demonstration data). ``right``: that of the act which the file belongs to.
    Raises PermissionDenied, or ValidationError for an empty, too large, unknown, damaged or classified file.
    """
    if actor is not None:
        require(actor, right)
    limit = getattr(settings, "EVIDENCE_MAX_BYTES", MAX_BYTES)
    if not upload.size:
        raise ValidationError(_("The file is empty."))
    if upload.size > limit:
        raise ValidationError(
            _("The file is larger than %(limit)s MB."), params={"limit": limit // 1024 // 1024}
        )
    upload.seek(0)
    content = upload.read()
    # The client's name is text for people only; the stored name is made of the hash.
    name = PurePosixPath(str(upload.name or "").replace("\\", "/")).name.replace("\0", "")[-255:] or "file"
    archive = _archive(upload, content)
    kind = media_type(content, archive)
    if actor is not None:
        refuse_classified(name, title, content, archive)
    digest = hashlib.sha256(content).hexdigest()
    existing = Evidence.objects.filter(sha256=digest).first()
    if existing is not None:
        return existing
    evidence = Evidence(
        sha256=digest,
        size=len(content),
        media_type=kind,
        original_name=name,
        title=(title.strip() or name)[:200],
        grade=grade,
        uploaded_by=actor,
    )
    evidence.file.save(f"{digest}{SUFFIXES[kind]}", ContentFile(content), save=False)
    evidence.save()
    record(actor, "facts.store_evidence", evidence, {"sha256": digest, "size": len(content)}, request=request)
    return evidence


def use_evidence(evidence: Evidence, platform: Platform) -> None:
    """Let a platform rest a figure on a stored file: its unit may open it from now on."""
    EvidenceUse.objects.get_or_create(evidence=evidence, platform=platform)
