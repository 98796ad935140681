"""Answers of heavy computations: asked once, stored, and answered from the store when the same is asked again.

A page looks for the answer; where there is none it offers a button, and the button starts the work::

    key = results.question("evaluations.drivers", run_id=run.pk, digest=run.digest)
    stored = results.find("evaluations.drivers", key)
    job = results.ask(user, "evaluations.drivers", key, str(run), run_id=run.pk)

The work stores its answer under the same question. Nothing of it is lost when rows are removed: it is computed again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from keqiao import __version__
from keqiao.web.accounts.actors import Actor
from keqiao.web.jobs import services
from keqiao.web.jobs.models import Job, StoredResult
from keqiao.web.jobs.selectors import under_way

DAYS_OF_FILES = 30
"""So long a stored file is kept."""


def question(kind: str, **inputs: Any) -> str:
    """Return the SHA-256 of what is asked: the kind, the inputs (JSON) and the version of the product."""
    question = json.dumps([kind, __version__, inputs], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(question.encode()).hexdigest()


def find(kind: str, key: str) -> StoredResult | None:
    """Return the stored answer to a question; None where it is still to be computed."""
    return StoredResult.objects.filter(kind=kind, question=key).first()


def ask(owner: Actor, kind: str, key: str, label: str, /, **given: Any) -> Job:
    """Start the work that answers a question, or return the owner's job that is already at it.

    Raises LookupError where no room declares such work.
    """
    return under_way(owner, key) or services.start(owner, kind, label, question=key, **given)


def store(kind: str, key: str, content: bytes) -> StoredResult:
    """Keep an answer; whoever was quicker with the same question is found."""
    return _create(kind, key, hashlib.sha256(content).hexdigest(), content=content)


def store_file(kind: str, key: str, stream: IO[bytes], name: str, about: bytes = b"") -> StoredResult:
    """Keep an answer that is a file, read from its beginning, and what is to be known of it. Raises OSError where it
    cannot be written.
    """
    file, digest = File(stream, name=name), hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return _create(kind, key, digest.hexdigest(), file=file, content=about)


def _create(kind: str, key: str, digest: str, **content: Any) -> StoredResult:
    try:
        with transaction.atomic():
            return StoredResult.objects.create(kind=kind, question=key, digest=digest, **content)
    except IntegrityError:
        return StoredResult.objects.get(kind=kind, question=key)


def remove_old_files(day: date) -> None:
    """Remove stored files that were made more than :data:`DAYS_OF_FILES` days before ``day``."""
    first = timezone.make_aware(datetime.combine(day - timedelta(days=DAYS_OF_FILES), time.min))
    for result in StoredResult.objects.exclude(file="").filter(made_at__lt=first):
        result.file.delete(save=False)
        result.delete()
