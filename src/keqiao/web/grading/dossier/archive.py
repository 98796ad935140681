"""The archive of a grading: what the rooms give to it, how to check it, packed with a list of it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.utils import timezone

from keqiao import __version__
from keqiao.web.accounts.models import User
from keqiao.web.grading.dossier import evidence, verification
from keqiao.web.grading.dossier.documents import DossierFile, plain
from keqiao.web.grading.dossier.log import log_of
from keqiao.web.grading.dossier.package import ArchiveCover, pack
from keqiao.web.grading.dossier.providers import contributions, folder_titles
from keqiao.web.grading.models import Grading
from keqiao.web.site.demonstration import is_demonstration


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
    about = _about(user, grading, at or timezone.now())
    return pack(ArchiveCover(about, "grading/dossier/index.html", folder_titles()), documents, decided)


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
