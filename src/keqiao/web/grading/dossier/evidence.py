"""The evidence files of a dossier: listed with their hashes, and enclosed as far as asked, allowed and small enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.facts.models import Evidence
from keqiao.web.grading.dossier.documents import DossierFile, sheet

MOST_BYTES = 300 * 1024 * 1024
"""So many bytes of files an archive encloses; what does not fit stays in the list with its hash."""


@dataclass(frozen=True)
class Enclosed:
    """A file and what became of it: ``path`` in the archive, or ``why`` it is not there."""

    evidence: Evidence
    path: str = ""
    why: str = ""


def enclosed(user: User, originals: Iterable[Evidence], *, files: bool) -> list[Enclosed]:
    """Decide for each file whether it is enclosed: asked for, open to the reader, stored, within the limit."""
    every = {evidence.sha256: evidence for evidence in originals}
    keys = [evidence.pk for evidence in every.values()]
    open_to = set(Evidence.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    left, decided = MOST_BYTES, []
    for digest in sorted(every):
        evidence = every[digest]
        if evidence.pk not in open_to:
            why = _("not open to the reader")
        elif not files:
            why = _("not asked for")
        elif not evidence.file.name or not evidence.file.storage.exists(evidence.file.name):
            why = _("the file is gone from the store")
        elif evidence.size > left:
            why = _("too large for one archive")
        else:
            left -= evidence.size
            suffix = PurePosixPath(str(evidence.file.name)).suffix
            decided.append(Enclosed(evidence, f"files/{digest}{suffix if suffix.isascii() else ''}"))
            continue
        decided.append(Enclosed(evidence, why=why))
    return decided


def list_of(decided: Iterable[Enclosed]) -> DossierFile:
    """Return the list of all files; titles only of those that the reader may open."""
    return sheet(
        "evidence.csv",
        _("Evidence files with their hashes"),
        ["SHA-256", _("Title"), _("Type"), _("Bytes"), _("Grade"), _("Uploaded at"), _("In the archive")],
        (
            (
                file.evidence.sha256,
                file.evidence.title,
                file.evidence.media_type,
                file.evidence.size,
                file.evidence.grade,
                file.evidence.uploaded_at,
                file.path or file.why,
            )
            for file in decided
        ),
    )


def content(file: Enclosed, chunk: int = 1 << 20) -> Iterator[bytes]:
    """Yield the bytes of an enclosed file in pieces."""
    with file.evidence.file.open("rb") as stream:
        while piece := stream.read(chunk):
            yield piece
