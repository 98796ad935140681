"""The background work of the room: freezing a snapshot, computing it again."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext_noop

from keqiao.web.facts import notifications
from keqiao.web.facts.models import Snapshot
from keqiao.web.facts.services import create_snapshot, recompute_snapshot
from keqiao.web.jobs.leases import once
from keqiao.web.jobs.progress import Progress, Refused


@once
def freeze(progress: Progress, *, title: str, periods: list[str]) -> str:
    """Freeze a snapshot as known when the work begins; the job leads to its page."""
    try:
        frozen = create_snapshot(progress.job.owner, title, periods, watcher=progress)
    except (PermissionDenied, ValidationError) as error:
        raise Refused(
            gettext_noop("The snapshot was not frozen. Look at title, periods and your rights.")
        ) from error
    return frozen.get_absolute_url()


def recompute(progress: Progress, *, snapshot: int) -> str:
    """Compute a snapshot again, tell who asked what came of it, and lead to its page."""
    frozen = Snapshot.objects.get(pk=snapshot)
    progress.update(0.05, gettext_noop("Computing the figures again"))
    again = recompute_snapshot(progress.job.owner, frozen)
    notifications.of_recomputation(progress.job.owner, frozen, again, key=str(progress.job.pk))
    return frozen.get_absolute_url()
