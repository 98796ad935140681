"""The reviews of a user that leaves, given to a successor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.handover import OpenWork
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.returns.models import Return
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.reminders import WAITING
from keqiao.web.returns.services.review import name_reviewer

State = Return.State


def open_reviews(user: User) -> Iterator[OpenWork]:
    """Yield the forms whose review waits for ``user`` by name, the longest waiting first."""
    first = Q(state__in=(State.SUBMITTED, State.FIRST_REVIEW), first_reviewer=user.pk)
    second = Q(state=State.SECOND_REVIEW, second_reviewer=user.pk)
    forms = Return.objects.filter(first | second).select_related("collection", "platform")
    for form in forms.order_by("submitted_at", "pk"):
        kind = _("second review") if form.state == State.SECOND_REVIEW else _("first review")
        yield OpenWork(kind, str(form), form.get_absolute_url(), partial(_give, form.pk, user.pk))


def _give(key: int, leaver: int, successor: User, actor: Actor) -> None:
    """Name the successor, within the transaction of the hand-over.

    Who hands over is the administrator of the accounts, who sees no returns: only the reviewer changes. Raises
    PermissionDenied when somebody else reviews the form by now, ValidationError when the successor may not.
    """
    require(actor, "accounts.users")
    forms = Return.objects.select_for_update(of=("self",)).select_related(
        "collection", "platform", "first_reviewer", "second_reviewer"
    )
    form = forms.get(pk=key)
    if leaver not in {form.first_reviewer_id, form.second_reviewer_id} or form.state not in WAITING:
        raise PermissionDenied(_("Somebody else reviews this form now."))
    work = RETURNS.under_way(actor, form, "reassign")
    work.reason = _("handed over to %(user)s") % {"user": successor}
    name_reviewer(work, successor)
    work.finish()
