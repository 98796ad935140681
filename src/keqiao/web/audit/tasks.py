"""Background work of the room, which stands below that of jobs: its result is an entry of the log."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task


@task()
def verify_rows_task(actor_id: int) -> None:
    """Compare every protected row with the log."""
    from keqiao.web.audit import row_verification

    row_verification.verify(get_user_model().objects.get(pk=actor_id))
