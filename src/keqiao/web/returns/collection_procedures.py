"""The procedures of a collection, and of a request to unlock a form."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.returns import selectors
from keqiao.web.returns.models import Collection, Submission, UnlockRequest
from keqiao.web.returns.services import form_notices

OPEN, APPROVE, FILL = "returns.open", "returns.approve", "returns.fill"
UnlockState = UnlockRequest.State


class CollectionActing(Acting):
    """An action on a collection; its entry says what was done, not where it stands."""

    row: Collection

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        return self.detail


def _collection_status(collection: Collection) -> str:
    if collection.state == Collection.State.DRAFT:
        return _("The collection is not open.")
    if collection.state == Collection.State.OPEN:
        return _("The collection is open; what it asks for does not change any more.")
    if collection.state == Collection.State.CANCELLED:
        return _("The collection was cancelled.")
    return _("The collection is closed.")


def _begun(user: Actor, collection: Collection) -> str:
    """Somebody handed a form in: what was reported is not thrown away."""
    if Submission.objects.filter(form__collection=collection).exists():
        return _("Forms of this collection were handed in already; it can only be closed.")
    return ""


COLLECTIONS = Procedure(
    "collections",
    model=Collection,
    states=Collection.State,
    status=_collection_status,
    work=CollectionActing,
    log="returns.",
    actions=(
        Action(
            "prepare",
            pgettext_lazy("collection", "prepare"),
            at=(Collection.State.DRAFT,),
            to=Collection.State.DRAFT,
            right=OPEN,
            logged=gettext_lazy("prepare collection"),
        ),
        Action(
            "open",
            pgettext_lazy("action", "open"),
            at=(Collection.State.DRAFT,),
            to=Collection.State.OPEN,
            right=OPEN,
            stamp="opened",
            notify=form_notices.tell_opened,
            logged=gettext_lazy("open collection"),
        ),
        Action(
            "close",
            pgettext_lazy("action", "close"),
            at=(Collection.State.OPEN,),
            to=Collection.State.CLOSED,
            right=OPEN,
            stamp="closed",
            logged=gettext_lazy("close collection"),
        ),
        Action(
            "cancel",
            pgettext_lazy("collection", "cancel"),
            at=(Collection.State.DRAFT, Collection.State.OPEN),
            to=Collection.State.CANCELLED,
            right=OPEN,
            obstacle=_begun,
            reason=Reason.REQUIRED,
            notify=form_notices.tell_cancelled,
            logged=gettext_lazy("cancel collection"),
        ),
    ),
)


def _another_person(user: Actor, request: UnlockRequest) -> str:
    if request.requested_by_id == user.pk:
        return _("You asked for it yourself; another person decides.")
    return ""


def _unlock_status(request: UnlockRequest) -> str:
    return _("The request was decided: %(state)s.") % {"state": request.get_state_display()}


UNLOCKS = Procedure(
    "unlocks",
    model=UnlockRequest,
    states=UnlockState,
    status=_unlock_status,
    work=Acting,
    related=("form__collection", "form__platform", "requested_by"),
    actions=(
        Action(
            "ask",
            pgettext_lazy("action", "ask for unlocking"),
            to=UnlockState.WAITING,
            right=FILL,
            reason=Reason.REQUIRED,
            stamp="requested",
            notify=form_notices.tell_asked,
        ),
        Action(
            "grant",
            pgettext_lazy("action", "unlock"),
            at=(UnlockState.WAITING,),
            to=UnlockState.GRANTED,
            right=APPROVE,
            obstacle=_another_person,
            reason=Reason.OPTIONAL,
            stamp="decided",
            notify=form_notices.tell_granted,
        ),
        Action(
            "refuse",
            pgettext_lazy("action", "refuse the unlocking"),
            at=(UnlockState.WAITING,),
            to=UnlockState.REFUSED,
            right=APPROVE,
            obstacle=_another_person,
            reason=Reason.REQUIRED,
            stamp="decided",
            notify=form_notices.tell_refused,
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Requests to unlock returns: %(count)d"),
            actions=("grant", "refuse"),
            rows=selectors.to_unlock,
            url=lambda: reverse("returns:home"),
        ),
    ),
)
