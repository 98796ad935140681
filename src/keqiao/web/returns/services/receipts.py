"""Note that a unit has opened its form: the bureau sees who has read the task and who has not."""

from __future__ import annotations

from django.db import transaction

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.returns.models import Return


@transaction.atomic
def mark_read(user: Actor, form: Return) -> None:
    """Keep the moment at which somebody of the unit who fills the form in opened it first, once."""
    if form.read_at is not None or user.unit_id is None or user.unit_id != form.unit_id:
        return
    if not user.has_right("returns.fill"):
        return
    now = present()
    if Return.objects.filter(pk=form.pk, read_at=None).update(read_at=now):
        form.read_at = now
        record(user, "returns.read", form, {})
