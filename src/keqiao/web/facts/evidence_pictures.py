"""Evidence as pictures: pages of PDF files and photographs are shown as PNG, never as what was uploaded.

They are drawn in a process apart, a few at a time, and kept on disk by the hash of the file: what stands under a hash
never changes.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from keqiao.files.confinement import DRAWING, MEGABYTE, Limits, confined
from keqiao.files.problems import FileProblem
from keqiao.web.facts.models import Evidence
from keqiao.web.facts.pdf_pages import MISSING
from keqiao.web.site.foreign_files import language

PICTURES = {"image/png", "image/jpeg"}
LIMITS = Limits(seconds=6, memory=400 * MEGABYTE, answer=20 * MEGABYTE)
MOST_KEPT = 400
"""Pictures kept on disk; of more the oldest go."""


class NotPictured(Exception):
    """The file cannot be shown; the message says why, in the reader's language. ``busy``: it may be tried again."""

    def __init__(self, said: str, *, busy: bool = False) -> None:
        super().__init__(said)
        self.busy = busy


def is_picturable(evidence: Evidence) -> bool:
    """Whether files of its type are shown in the browser; others can only be taken."""
    return evidence.media_type == "application/pdf" or evidence.media_type in PICTURES


def count_pages(evidence: Evidence) -> int:
    """Return how many pages it has. Raises NotPictured."""
    if evidence.media_type in PICTURES:
        return 1
    return int(_picture(evidence, "pdf_pages:count"))


def page_picture(evidence: Evidence, number: int) -> bytes:
    """Return page ``number`` (from 1) as PNG. Raises NotPictured; IndexError for a page that is not there."""
    if evidence.media_type in PICTURES:
        if number != 1:
            raise IndexError(number)
        return _picture(evidence, "photographs:upright")
    return _picture(evidence, "pdf_pages:page", str(number))


def _picture(evidence: Evidence, task: str, *arguments: str) -> bytes:
    """What a task made of a file before, else what it makes now."""
    place = _folder() / "-".join((evidence.sha256, task.rpartition(":")[2], *arguments))
    with contextlib.suppress(OSError):
        return place.read_bytes()
    made = _drawing(evidence, task, *arguments)
    # A full disk costs time, not the picture.
    with contextlib.suppress(OSError):
        _keep(place, made)
    return made


def _drawing(evidence: Evidence, task: str, *arguments: str) -> bytes:
    path = Path(evidence.file.path)
    if not path.is_file():
        raise NotPictured(_("The file is not in the store any more."))
    try:
        return confined(f"keqiao.web.facts.{task}", path, arguments, limits=LIMITS, queue=DRAWING)
    except FileProblem as problem:
        if problem.code == MISSING:
            raise IndexError(arguments) from problem
        if problem.code == "too_long":
            raise NotPictured(_("Drawing the file takes too long; take the file instead.")) from problem
        if problem.code == "busy":
            raise NotPictured(problem.in_language(language()), busy=True) from problem
        raise NotPictured(
            _("The file cannot be drawn: it is damaged or protected by a password. Take the file instead.")
        ) from problem


def _folder() -> Path:
    return Path(settings.DATA) / "pictures"


def _keep(place: Path, made: bytes) -> None:
    """Keep a picture, written at once, and let the oldest go."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix="new-", delete=False) as file:
        file.write(made)
    Path(file.name).replace(place)
    kept = [(entry.stat().st_mtime, entry.path) for entry in os.scandir(place.parent)]
    for _moment, path in sorted(kept)[: max(len(kept) - MOST_KEPT, 0)]:
        Path(path).unlink(missing_ok=True)
