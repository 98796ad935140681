"""The archive of a project: its documents, the entries of the audit log, the files, and a list of it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao import __version__
from keqiao.web.accounts.models import User
from keqiao.web.facts.models import Evidence
from keqiao.web.grading.dossier import evidence
from keqiao.web.grading.dossier.documents import plain
from keqiao.web.grading.dossier.log import log_of
from keqiao.web.grading.dossier.package import ArchiveCover, pack
from keqiao.web.grading.dossier.providers import OWN
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.dossier.gates import gate_documents
from keqiao.web.pipeline.dossier.project import project_documents
from keqiao.web.pipeline.models import Deliverable, GateMaterial, ProjectPassage
from keqiao.web.pipeline.selectors import gates_for
from keqiao.web.site.demonstration import is_demonstration

TAKEN = "pipeline.take_dossier"
"""The action of taking a dossier; the log in it leaves it out, so that taking one does not change the next."""
MOST_BYTES_AT_ONCE = 20_000_000
MOST_GATES_AT_ONCE = 12
"""With more bytes of files or more reviews the archive is made in the background."""


@dataclass(frozen=True)
class AboutProject:
    """What the list says of the archive: which project, made by whom and when."""

    code: str
    title: str
    stage: str
    state: str
    platform: str
    rules: str
    made_by: str
    made_at: str
    engine_version: str
    demonstration: bool


def build(user: User, passage: ProjectPassage, *, at: datetime | None = None) -> IO[bytes]:
    """Write the dossier of a project to a temporary file and return it, at its beginning. Files that the reader may
    open are enclosed up to a limit, the others listed with their hash. The caller has asked the rights.
    """
    reviews = list(gates_for(user).filter(passage=passage).order_by("pk"))
    files = evidence.enclosed(user, _files(passage), files=True)
    documents = [*project_documents(passage), *gate_documents(user, reviews, files), evidence.list_of(files)]
    documents += log_of(
        user, [passage, *reviews], _("Entries of the audit log about this project and its gates")
    )
    folders = {name: str(title) for name, title in OWN.items()} | {"gates": _("Gate reviews")}
    about = _about(user, passage, at or timezone.now())
    return pack(ArchiveCover(about, "pipeline/dossier.html", folders), documents, files)


def takes_long(passage: ProjectPassage) -> bool:
    """Whether a reader would wait too long: the bytes of the files, the number of reviews."""
    size = _files(passage).aggregate(sum=Sum("size"))["sum"] or 0
    return bool(size > MOST_BYTES_AT_ONCE or passage.gates.count() > MOST_GATES_AT_ONCE)


def _files(passage: ProjectPassage) -> QuerySet[Evidence]:
    """Material of all reviews, taken out since or not, and what was delivered."""
    material = GateMaterial.objects.filter(review__passage=passage).values("file")
    delivered = Deliverable.objects.filter(passage=passage, file__isnull=False).values("file")
    return Evidence.objects.filter(Q(pk__in=material) | Q(pk__in=delivered)).order_by("sha256")


def _about(user: User, passage: ProjectPassage, at: datetime) -> AboutProject:
    project = passage.project
    return AboutProject(
        project.number,
        project.title,
        str(passage.get_stage_display()),
        str(passage.get_state_display()),
        str(project.platform),
        str(GATE_RULES.used_by(passage.documents).version),
        str(user),
        plain(at),
        __version__,
        is_demonstration(),
    )
