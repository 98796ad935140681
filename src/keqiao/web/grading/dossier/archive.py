"""The archive: every document and file with its SHA-256, a list of them in three forms, and how to check it.

The same grading gives the same bytes: entries by path, the same time in all of them, no moment of making outside the
list itself (``manifest.json``, ``contents.csv``, ``index.html``).
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao import __version__
from keqiao.web.accounts.models import User
from keqiao.web.grading.dossier import evidence, verification
from keqiao.web.grading.dossier.documents import DossierFile, plain, sheet
from keqiao.web.grading.dossier.log import log_of
from keqiao.web.grading.dossier.providers import contributions, folder_titles
from keqiao.web.grading.models import Grading
from keqiao.web.site.demonstration import is_demonstration

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
class About:
    """What the list says of the archive: which grading, made by whom and when."""

    code: str
    title: str
    state: str
    run: str
    period: str
    basis: str
    made_by: str
    made_at: str
    engine_version: str
    demonstration: bool


def build(user: User, grading: Grading, *, files: bool, at: datetime | None = None) -> IO[bytes]:
    """Write the dossier of a grading to a temporary file and return it, at its beginning.

    ``files``: enclose the evidence files that the reader may open, up to a limit. The caller has asked the rights.
    """
    given = contributions(user, grading)
    evidence_files = [item for _folder, part in given for item in part.evidence]
    decided = evidence.enclosed(user, evidence_files, files=files)
    documents = [
        DossierFile(f"{folder}/{document.path}", document.title, document.content)
        for folder, part in given
        for document in part.documents
    ]
    documents += log_of(user, [item for _folder, part in given for item in part.objects])
    documents.append(evidence.list_of(decided))
    documents.append(verification.instructions(grading, documents))
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [_put(archive, document) for document in sorted(documents, key=lambda file: file.path)]
        listed += [_put_file(archive, file) for file in decided if file.path]
        for document in _lists(_about(user, grading, at or timezone.now()), listed):
            _put(archive, document)
    stream.seek(0)
    return stream


def _about(user: User, grading: Grading, at: datetime) -> About:
    return About(
        grading.code,
        grading.title,
        str(grading.get_state_display()),
        grading.run.code,
        grading.period,
        grading.basis,
        str(user),
        plain(at),
        __version__,
        is_demonstration(),
    )


def _lists(about: About, listed: Sequence[Listed]) -> Iterator[DossierFile]:
    """The list of the archive for programs, for spreadsheets and for reading."""
    manifest = {"dossier": asdict(about), "files": [asdict(file) for file in listed]}
    yield DossierFile(
        "manifest.json", "", json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    )
    heads = [_("File"), _("What it is"), _("Bytes"), "SHA-256"]
    yield sheet(
        "contents.csv", "", heads, ((file.path, file.title, file.bytes, file.sha256) for file in listed)
    )
    titles = folder_titles()
    groups: dict[str, list[Listed]] = {}
    for file in listed:
        folder = file.path.split("/")[0] if "/" in file.path else ""
        groups.setdefault(titles.get(folder, folder), []).append(file)
    context = {"about": about, "groups": sorted(groups.items()), "language": get_language() or "zh-hans"}
    page = render_to_string("grading/dossier/index.html", context)
    yield DossierFile("index.html", "", page.encode())


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
