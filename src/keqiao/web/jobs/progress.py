"""What the work itself sees of its job: tell how far it is, learn that it shall stop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from keqiao.web.jobs.models import Job
from keqiao.web.site.watcher import Unwatched, Watcher

__all__ = ["Cancelled", "Progress", "Refused", "Unwatched", "Watcher"]

Work = Callable[..., str | None]
"""What a room declares as its work: it is given its progress and its values, and returns an address or None."""
SECONDS_BETWEEN_WRITES = 0.25


class Cancelled(Exception):
    """The owner asked to stop; the work ends here and what it did inside a transaction is rolled back."""


class Refused(Exception):
    """The work cannot be done for a reason that the owner understands: an English sentence of ours and its values.

    The sentence is marked with ``gettext_noop`` where it is written and translated when it is shown.
    """

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template % values if values else template)
        self.template = template
        self.values = values


class Progress:
    """Handed to the work by :mod:`keqiao.web.jobs.work`.

    Call :meth:`update` outside the transaction that writes results: inside, nobody sees it before the end.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written_at = float("-inf")

    def update(self, fraction: float, message: str = "", **values: Any) -> None:
        """``fraction`` of the work is done (0 to 1; it never goes back). Raises Cancelled if the owner asked to stop.

        ``message`` is an English sentence marked with ``gettext_noop``, with ``%(named)s`` values. Calls that follow
        each other closely are not written, so that a loop may call it every time.
        """
        now = time.monotonic()
        changed = bool(message) and message != self.job.message_template
        if not changed and now - self._written_at < SECONDS_BETWEEN_WRITES:
            return
        self._written_at = now
        self.check()
        bounded = 0.0 if math.isnan(fraction) else min(max(fraction, 0.0), 1.0)
        self.job.progress = max(self.job.progress, round(bounded * 100))
        fields: dict[str, Any] = {"progress": self.job.progress}
        if message:
            self.job.message_template, self.job.message_values = message, values
            fields |= {"message_template": message, "message_values": values}
        self._going_on().update(**fields)

    def check(self) -> None:
        """Raise Cancelled if the owner asked to stop or the job is no longer running."""
        if not self._going_on().filter(cancel_requested=False).exists():
            raise Cancelled

    def _going_on(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, attempt=self.job.attempt, state=Job.State.RUNNING)
