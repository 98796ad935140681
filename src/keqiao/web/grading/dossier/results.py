"""The dossier of a grading, put together in the background and kept for a while for the one who asked."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit import selectors as audit
from keqiao.web.grading.dossier.archive import build
from keqiao.web.grading.dossier.log import TAKEN
from keqiao.web.grading.models import Grading
from keqiao.web.jobs import results
from keqiao.web.jobs.models import Job, StoredResult
from keqiao.web.jobs.progress import Progress

KIND = "grading.dossier"


def key_of(user: Actor, grading: Grading, *, files: bool) -> str:
    """Return what is asked: a grading as its log stands today, with what this user may open, in their language."""
    entries = [audit.of(grading), *map(audit.of, grading.objections.all())]
    last = [log.exclude(action=TAKEN).values_list("number", flat=True).first() for log in entries]
    return results.question(
        KIND,
        grading=grading.code,
        log=last,
        day=timezone.localdate().isoformat(),
        user=user.pk,
        files=files,
        language=get_language(),
    )


def stored_dossier(user: Actor, grading: Grading, *, files: bool) -> StoredResult | None:
    """Return the dossier as it was put together today, if nothing happened since; None where it is to be made."""
    return results.find(KIND, key_of(user, grading, files=files))


def ask(user: Actor, grading: Grading, *, files: bool) -> Job:
    """Put the dossier together in the background; the job leads to the file."""
    key = key_of(user, grading, files=files)
    given = {"grading_id": grading.pk, "files": files, "key": key, "language": get_language()}
    return results.ask(user, KIND, key, str(grading), **given)


def make_dossier(progress: Progress, *, grading_id: int, files: bool, key: str, language: str) -> str:
    """Put together the dossier of a grading for the owner of the job."""
    grading = Grading.objects.select_related("run__scheme", "run__snapshot").get(pk=grading_id)
    with translation.override(language), build(progress.job.owner, grading, files=files) as stream:
        results.store_file(KIND, key, stream, f"{grading.code}.zip")
    return reverse("grading:dossier", args=(grading.pk,)) + ("?files=1" if files else "")
