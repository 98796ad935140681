"""The procedure of a form: which action is possible in which state, who may take it, and why not.

The states are those of model.md §4::

    draft ─submit→ submitted ─begin→ first_review ─pass_first→ second_review ─pass_second→ passed ─lock→ locked
    submitted ─recall→ draft        first_review, second_review ─send_back→ sent_back ─submit→ submitted
    locked ─grant_unlock→ draft of the next version
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.returns import selectors
from keqiao.web.returns.models import REVIEWING, WRITABLE, Collection, Return, UnlockRequest
from keqiao.web.returns.services import form_notices
from keqiao.web.returns.services.actions import FormActing

State = Return.State


def _not_the_first_reviewer(user: Actor, form: Return) -> str:
    if form.first_reviewer_id == user.pk:
        return _("You made the first review; the second is made by another person.")
    return ""


def _not_the_one_who_filled(user: Actor, form: Return) -> str:
    if form.submitted_by_id == user.pk:
        return _("You handed this form in; it is reviewed by another person.")
    return ""


def _is_first_reviewer(user: Actor, form: Return) -> str:
    return _not_the_one_who_filled(user, form) or _of_reviewer(user, form.first_reviewer)


def _is_second_reviewer(user: Actor, form: Return) -> str:
    return (
        _not_the_one_who_filled(user, form)
        or _not_the_first_reviewer(user, form)
        or _of_reviewer(user, form.second_reviewer)
    )


def _is_reviewer(user: Actor, form: Return) -> str:
    """The reviewer of the step the form stands in."""
    return (_is_second_reviewer if form.state == State.SECOND_REVIEW else _is_first_reviewer)(user, form)


def _of_reviewer(user: Actor, reviewer: Actor | None) -> str:
    if reviewer is not None and reviewer.pk != user.pk:
        return _("This review is made by %(user)s; the bureau can name another reviewer.") % {
            "user": reviewer
        }
    return ""


def _decidable(user: Actor, form: Return) -> str:
    """A request to unlock waits, and it is another person's."""
    request = waiting_unlock(form)
    if request is None:
        return _("Nobody has asked for this form to be unlocked.")
    if request.requested_by_id == user.pk:
        return _("You asked for it yourself; another person decides.")
    return ""


def waiting_unlock(form: Return) -> UnlockRequest | None:
    """Return the request to unlock a form that waits for its decision."""
    request: UnlockRequest | None = form.unlock_requests.filter(state=UnlockRequest.State.WAITING).first()
    return request


def _closed(user: Actor, form: Return) -> str:
    """Nothing more is filled in once the collection is closed; reviews go on."""
    if form.collection.state == Collection.State.CANCELLED:
        return _("The collection was cancelled.")
    return _("The collection is closed.") if form.collection.state == Collection.State.CLOSED else ""


def _no_unlock(user: Actor, form: Return) -> str:
    """The collection is closed, or a request to unlock waits already."""
    if waiting_unlock(form) is not None:
        return _("A request to unlock is waiting for its decision already.")
    return _closed(user, form)


FILL, REVIEW, APPROVE, OPEN = "returns.fill", "returns.review", "returns.approve", "returns.open"
ACTIONS = (
    Action(
        "fill",
        pgettext_lazy("action", "fill in"),
        at=WRITABLE,
        right=FILL,
        obstacle=_closed,
        logged=gettext_lazy("fill in return"),
    ),
    Action(
        "explain",
        pgettext_lazy("action", "explain a figure"),
        at=WRITABLE,
        right=FILL,
        obstacle=_closed,
        logged=gettext_lazy("explain figure of return"),
    ),
    Action(
        "attach",
        pgettext_lazy("action", "attach evidence"),
        at=WRITABLE,
        right=FILL,
        obstacle=_closed,
        logged=gettext_lazy("attach evidence to return"),
    ),
    Action(
        "detach",
        pgettext_lazy("action", "take evidence away"),
        at=WRITABLE,
        right=FILL,
        obstacle=_closed,
        logged=gettext_lazy("take evidence from return"),
    ),
    Action(
        "submit",
        pgettext_lazy("action", "hand in"),
        at=WRITABLE,
        to=State.SUBMITTED,
        right=FILL,
        obstacle=_closed,
        stamp="submitted",
        notify=form_notices.tell_reviewers,
        logged=gettext_lazy("hand in return"),
    ),
    Action(
        "recall",
        pgettext_lazy("action", "take back"),
        at=(State.SUBMITTED,),
        to=State.DRAFT,
        right=FILL,
        obstacle=_closed,
        logged=gettext_lazy("take back return"),
    ),
    Action(
        "begin",
        pgettext_lazy("action", "begin the review"),
        at=(State.SUBMITTED,),
        to=State.FIRST_REVIEW,
        right=REVIEW,
        obstacle=_is_first_reviewer,
        logged=gettext_lazy("begin review of return"),
    ),
    Action(
        "pass_cell",
        pgettext_lazy("action", "pass a figure"),
        at=REVIEWING,
        right=REVIEW,
        obstacle=_is_reviewer,
        logged=gettext_lazy("pass figures of return"),
    ),
    Action(
        "doubt_cell",
        pgettext_lazy("action", "object to a figure"),
        at=REVIEWING,
        right=REVIEW,
        obstacle=_is_reviewer,
        logged=gettext_lazy("object to figures of return"),
    ),
    Action(
        "verify",
        pgettext_lazy("action", "enter a verified value"),
        at=REVIEWING,
        right=REVIEW,
        obstacle=_is_reviewer,
        logged=gettext_lazy("enter verified value of return"),
    ),
    Action(
        "send_back",
        pgettext_lazy("action", "send back"),
        at=REVIEWING,
        to=State.SENT_BACK,
        right=REVIEW,
        obstacle=_is_reviewer,
        reason=Reason.OPTIONAL,
        notify=form_notices.tell_sent_back,
        logged=gettext_lazy("send back return"),
    ),
    Action(
        "pass_first",
        pgettext_lazy("action", "pass the first review"),
        at=(State.FIRST_REVIEW,),
        to=State.SECOND_REVIEW,
        right=REVIEW,
        obstacle=_is_first_reviewer,
        notify=form_notices.tell_reviewers,
        logged=gettext_lazy("pass first review of return"),
    ),
    Action(
        "pass_second",
        pgettext_lazy("action", "pass the second review"),
        at=(State.SECOND_REVIEW,),
        to=State.PASSED,
        right=APPROVE,
        obstacle=_is_second_reviewer,
        stamp="passed",
        logged=gettext_lazy("pass second review of return"),
    ),
    Action(
        "reassign",
        pgettext_lazy("action", "name another reviewer"),
        at=(State.SUBMITTED, *REVIEWING),
        right=OPEN,
        reason=Reason.OPTIONAL,
        notify=form_notices.tell_reviewers,
        logged=gettext_lazy("name reviewer of return"),
    ),
    Action(
        "lock",
        pgettext_lazy("action", "lock"),
        at=(State.PASSED,),
        to=State.LOCKED,
        right=APPROVE,
        stamp="locked",
        notify=form_notices.tell_locked,
        logged=gettext_lazy("lock return"),
    ),
    Action(
        "ask_unlock",
        pgettext_lazy("action", "ask for unlocking"),
        at=(State.LOCKED,),
        right=FILL,
        obstacle=_no_unlock,
        reason=Reason.REQUIRED,
        logged=gettext_lazy("ask for unlocking of return"),
    ),
    Action(
        "grant_unlock",
        pgettext_lazy("action", "unlock"),
        at=(State.LOCKED,),
        to=State.DRAFT,
        right=APPROVE,
        obstacle=_decidable,
        reason=Reason.OPTIONAL,
        logged=gettext_lazy("unlock return"),
    ),
    Action(
        "refuse_unlock",
        pgettext_lazy("action", "refuse the unlocking"),
        at=(State.LOCKED,),
        right=APPROVE,
        obstacle=_decidable,
        reason=Reason.REQUIRED,
        logged=gettext_lazy("refuse unlocking of return"),
    ),
    Action(
        "extend",
        pgettext_lazy("action", "move the due date"),
        at=WRITABLE,
        right=OPEN,
        reason=Reason.REQUIRED,
        logged=gettext_lazy("move due date of return"),
    ),
)
"""What can be done to a form, in the order of the work."""

_STATUS: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("The form is being filled in; it has not been handed in."),
    State.SUBMITTED: gettext_lazy(
        "Handed in on %(submitted)s by %(submitter)s; the review has not begun, so it can still be taken back."
    ),
    State.FIRST_REVIEW: gettext_lazy(
        "In first review by %(first)s; figures can be changed when it is sent back."
    ),
    State.SENT_BACK: gettext_lazy("Sent back; the platform is correcting it."),
    State.SECOND_REVIEW: gettext_lazy(
        "In second review by %(second)s; figures can be changed when it is sent back."
    ),
    State.PASSED: gettext_lazy("Passed both reviews on %(passed)s; it is waiting to be locked."),
    State.LOCKED: gettext_lazy(
        "Locked: passed the second review, %(locked)s by %(locker)s; unlocking can be asked for."
    ),
}


def status(form: Return) -> str:
    """Say where a form stands and what that means, in the reader's language."""
    return str(_STATUS[form.state]) % {
        "submitted": _day(form.submitted_at),
        "submitter": form.submitted_by or _("unknown"),
        "first": form.first_reviewer or _("nobody yet"),
        "second": form.second_reviewer or _("nobody yet"),
        "passed": _day(form.passed_at),
        "locked": _day(form.locked_at),
        "locker": form.locked_by or _("unknown"),
    }


def _day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def _home() -> str:
    return reverse("returns:home")


RETURNS = Procedure(
    "returns",
    model=Return,
    states=State,
    actions=ACTIONS,
    status=status,
    work=FormActing,
    log="returns.",
    related=(
        "collection",
        "platform__unit",
        "submitted_by",
        "first_reviewer",
        "second_reviewer",
        "locked_by",
    ),
    awaited=(
        Awaited(
            gettext_lazy("Returns sent back, to correct: %(count)d"),
            actions=("submit",),
            rows=selectors.to_correct,
            url=_home,
        ),
        Awaited(
            gettext_lazy("Returns to fill in: %(count)d"),
            actions=("submit",),
            rows=selectors.to_fill_first,
            url=_home,
        ),
        Awaited(
            gettext_lazy("Returns to review: %(count)d"),
            actions=("begin", "pass_first", "pass_second"),
            rows=selectors.to_review,
            url=_home,
        ),
        Awaited(
            gettext_lazy("Returns to lock: %(count)d"), actions=("lock",), rows=selectors.to_lock, url=_home
        ),
    ),
)
