"""How documents and files become one archive: each with its SHA-256, and a list of them in three forms.

The same documents give the same bytes: entries by path, the same time in all of them, no moment of making outside the
list itself (``manifest.json``, ``contents.csv``, ``index.html``).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.web.grading.dossier import evidence
from keqiao.web.grading.dossier.documents import DossierFile, sheet

SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the archive: the earliest that a zip file knows."""


@dataclass(frozen=True)
class Listed:
    """A file of the archive as the list tells it."""

    path: str
    title: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class ArchiveCover:
    """What the list says of the archive: ``about``, a data class of plain texts; the template of its page; what its
    folders are called, in the reader's language.
    """

    about: Any
    template: str
    folders: Mapping[str, str]


def pack(
    cover: ArchiveCover, documents: Sequence[DossierFile], files: Sequence[evidence.Enclosed]
) -> IO[bytes]:
    """Write documents and files with their list to a temporary file and return it, at its beginning."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [_put(archive, document) for document in sorted(documents, key=lambda file: file.path)]
        listed += [_put_file(archive, file) for file in files if file.path]
        for document in _lists(cover, listed):
            _put(archive, document)
    stream.seek(0)
    return stream


def _lists(cover: ArchiveCover, listed: Sequence[Listed]) -> Iterator[DossierFile]:
    """The list of the archive for programs, for spreadsheets and for reading."""
    manifest = {"dossier": asdict(cover.about), "files": [asdict(file) for file in listed]}
    yield DossierFile(
        "manifest.json", "", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    )
    heads = [_("File"), _("What it is"), _("Bytes"), "SHA-256"]
    yield sheet(
        "contents.csv", "", heads, ((file.path, file.title, file.bytes, file.sha256) for file in listed)
    )
    groups: dict[str, list[Listed]] = {}
    for file in listed:
        folder = file.path.split("/")[0] if "/" in file.path else ""
        groups.setdefault(cover.folders.get(folder, folder), []).append(file)
    context = {
        "about": cover.about,
        "groups": sorted(groups.items()),
        "language": get_language() or "zh-hans",
    }
    yield DossierFile("index.html", "", render_to_string(cover.template, context).encode())


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, SAME_TIME)
    entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
    return entry


def _put(archive: zipfile.ZipFile, document: DossierFile) -> Listed:
    archive.writestr(_entry(document.path), document.content)
    digest = hashlib.sha256(document.content).hexdigest()
    return Listed(document.path, document.title, len(document.content), digest)


def _put_file(archive: zipfile.ZipFile, file: evidence.Enclosed) -> Listed:
    """Enclose a file piece by piece; its hash is taken of what is enclosed, not of what the row says."""
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(file.path), "w") as target:
        for piece in evidence.content(file):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return Listed(file.path, file.evidence.title, size, digest.hexdigest())
