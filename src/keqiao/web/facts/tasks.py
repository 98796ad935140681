"""The background work of the room: computing a snapshot again."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from keqiao.web.facts import notifications
from keqiao.web.facts.models import Snapshot
from keqiao.web.facts.services import recompute_snapshot
from keqiao.web.jobs.progress import Progress


def recompute(progress: Progress, *, snapshot: int) -> str:
    """Compute a snapshot again, tell who asked what came of it, and lead to its page."""
    frozen = Snapshot.objects.get(pk=snapshot)
    progress.update(0.05, gettext_noop("Computing the figures again"))
    again = recompute_snapshot(progress.job.owner, frozen)
    notifications.of_recomputation(progress.job.owner, frozen, again, key=str(progress.job.pk))
    return frozen.get_absolute_url()
