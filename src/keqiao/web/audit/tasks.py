"""Background work of the room, which stands below that of jobs: its result is an entry of the log."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit import row_verification


def queue_verification(actor: Actor) -> None:
    """Let the worker compare the rows. Raises PermissionDenied without the right audit.verify."""
    require(actor, "audit.verify")
    verify_rows_task.enqueue(actor_id=actor.pk)


@task()
def verify_rows_task(actor_id: int) -> None:
    """Compare every protected row with the log."""
    row_verification.verify(get_user_model().objects.get(pk=actor_id))
