"""What a leaving user is in charge of in the registers, given to a successor by sets of changes that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.handover import OpenWork
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.registry.changes.recording import change_set
from keqiao.web.registry.models import ChangeSet, Commitment
from keqiao.web.registry.reminders.lights import spans

RIGHT = "accounts.users"
"""Who hands over is the administrator of the accounts, who keeps no register: only the person in charge changes."""


def open_obligations(user: User) -> Iterator[OpenWork]:
    """Yield the commitments that ``user`` is in charge of and that were not delivered yet, the most urgent first.

    What a measure counts is open as long as reminders show it: a target of an earlier year is met or missed.
    """
    first = today() - timedelta(days=spans().ended_shown)
    ended = ~Q(measure_code="") & (Q(due_on__lt=first) | Q(due_on=None, year__lt=first.year))
    rows = Commitment.objects.current().filter(responsible=user.pk, delivered_on=None).exclude(ended)
    for row in rows.select_related("agreement__platform").order_by("due_on", "pk"):
        words = {"platform": row.agreement.platform, "item": row, "day": row.due_on or row.year}
        sentence = _("%(platform)s: %(item)s, due %(day)s") if words["day"] else _("%(platform)s: %(item)s")
        yield OpenWork(
            str(Commitment._meta.verbose_name),
            sentence % words,
            reverse("registry:row", kwargs={"key": "commitments", "pk": row.pk}),
            partial(_give, row.pk, user.pk),
        )


def _give(key: int, leaver: int, successor: User, actor: Actor) -> None:
    """Put the successor in charge. Raises PermissionDenied when the successor may not read the commitment."""
    row = Commitment.objects.select_for_update().get(pk=key)
    if row.responsible_id != leaver:
        return
    if not Commitment.objects.visible_to(successor).filter(pk=key).exists():
        raise PermissionDenied(_("The register does not show this commitment to that user."))
    reason = _("handed over to %(user)s") % {"user": successor}
    with change_set(
        actor, ChangeSet.Kind.HANDOVER, register="commitments", reason=reason, right=RIGHT
    ) as changes:
        changes.rewrite(row, {"responsible": successor.pk})
