"""Does what an installation vouches for hold: audit log, evidence, snapshots, runs, kept figures?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.core.management import CommandError, call_command

from keqiao.language import Message, message
from keqiao.web.backups.manifest import hash_of
from keqiao.web.evaluations import computation
from keqiao.web.evaluations.models import Run
from keqiao.web.facts.models import Evidence, Snapshot
from keqiao.web.facts.services.figure_rebuild import differences
from keqiao.web.facts.services.snapshots import verify_snapshot
from keqiao.web.jobs.progress import Unwatched
from keqiao.web.rulebooks.in_force import pinned


@dataclass(frozen=True)
class PartVerification:
    """One part: how much was looked at, and what does not hold."""

    name: Message
    checked: int
    broken: tuple[str, ...] = ()


def verify_installation() -> Iterator[PartVerification]:
    """Look at every part in turn; nothing is changed and nothing is written to the log."""
    yield _audit()
    yield _evidence()
    yield _snapshots()
    yield _runs()
    yield _kept_figures()


def _audit() -> PartVerification:
    output = StringIO()
    try:
        call_command("verify_audit", stdout=output)
    except CommandError as error:
        return PartVerification(message("audit log"), 1, tuple(str(error).splitlines()))
    return PartVerification(message("audit log"), 1)


def _evidence() -> PartVerification:
    broken: list[str] = []
    seen: set[str] = set()
    for evidence in Evidence.objects.order_by("pk").iterator():
        name = str(evidence.file.name)
        if name in seen:
            continue
        seen.add(name)
        try:
            with evidence.file.open("rb") as file:
                same = hash_of(file) == (evidence.sha256, evidence.size)
        except OSError:
            same = False
        if not same:
            broken.append(name)
    return PartVerification(message("files of evidence against their hashes"), len(seen), tuple(broken))


def _snapshots() -> PartVerification:
    frozen = list(Snapshot.objects.filter(state=Snapshot.State.FROZEN).order_by("pk"))
    broken = tuple(str(snapshot) for snapshot in frozen if not verify_snapshot(snapshot).ok)
    return PartVerification(message("snapshots against their hashes"), len(frozen), broken)


def _runs() -> PartVerification:
    broken: list[str] = []
    runs = [run for run in Run.objects.select_related("scheme", "snapshot").order_by("pk") if run.is_done]
    for run in runs:
        with pinned(run.documents):
            if computation.compute(run, Unwatched()).digest != run.digest:
                broken.append(run.code)
    return PartVerification(message("runs computed again"), len(runs), tuple(broken))


def _kept_figures() -> PartVerification:
    return PartVerification(
        message("kept figures against the rows"), 1, tuple(str(difference) for difference in differences())
    )
