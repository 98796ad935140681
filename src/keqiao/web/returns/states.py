"""The one place that says which action is possible in which state, who may take it, and why not.

The states are those of model.md §4::

    draft ─submit→ submitted ─begin→ first_review ─pass_first→ second_review ─pass_second→ passed ─lock→ locked
    submitted ─recall→ draft        first_review, second_review ─send_back→ sent_back ─submit→ submitted
    locked ─grant_unlock→ draft of the next version
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.acting import Action
from keqiao.web.returns.models import Return

State = Return.State


def _not_the_first_reviewer(user: Any, form: Return) -> str:
    if form.first_reviewer_id == user.pk:
        return _("You made the first review; the second is made by another person.")
    return ""


def _not_the_one_who_filled(user: Any, form: Return) -> str:
    if form.submitted_by_id == user.pk:
        return _("You handed this form in; it is reviewed by another person.")
    return ""


def _is_first_reviewer(user: Any, form: Return) -> str:
    return _not_the_one_who_filled(user, form) or _of_reviewer(user, form.first_reviewer)


def _is_second_reviewer(user: Any, form: Return) -> str:
    return (
        _not_the_one_who_filled(user, form)
        or _not_the_first_reviewer(user, form)
        or _of_reviewer(user, form.second_reviewer)
    )


def _is_reviewer(user: Any, form: Return) -> str:
    """The reviewer of the step the form stands in."""
    return (_is_second_reviewer if form.state == State.SECOND_REVIEW else _is_first_reviewer)(user, form)


def _of_reviewer(user: Any, reviewer: Any) -> str:
    if reviewer is not None and reviewer.pk != user.pk:
        return _("This review is made by %(user)s; the bureau can name another reviewer.") % {
            "user": reviewer
        }
    return ""


REVIEWING = (State.FIRST_REVIEW, State.SECOND_REVIEW)
WRITABLE = (State.DRAFT, State.SENT_BACK)

ACTIONS: dict[str, Action] = {
    "fill": Action(pgettext_lazy("action", "fill in"), WRITABLE, None, "returns.fill"),
    "explain": Action(pgettext_lazy("action", "explain a figure"), WRITABLE, None, "returns.fill"),
    "attach": Action(pgettext_lazy("action", "attach evidence"), WRITABLE, None, "returns.fill"),
    "submit": Action(pgettext_lazy("action", "hand in"), WRITABLE, State.SUBMITTED, "returns.fill"),
    "recall": Action(pgettext_lazy("action", "take back"), (State.SUBMITTED,), State.DRAFT, "returns.fill"),
    "begin": Action(
        pgettext_lazy("action", "begin the review"),
        (State.SUBMITTED,),
        State.FIRST_REVIEW,
        "returns.review",
        _is_first_reviewer,
    ),
    "pass_cell": Action(
        pgettext_lazy("action", "pass a figure"), REVIEWING, None, "returns.review", _is_reviewer
    ),
    "doubt_cell": Action(
        pgettext_lazy("action", "object to a figure"), REVIEWING, None, "returns.review", _is_reviewer
    ),
    "verify": Action(
        pgettext_lazy("action", "enter a verified value"), REVIEWING, None, "returns.review", _is_reviewer
    ),
    "send_back": Action(
        pgettext_lazy("action", "send back"), REVIEWING, State.SENT_BACK, "returns.review", _is_reviewer
    ),
    "pass_first": Action(
        pgettext_lazy("action", "pass the first review"),
        (State.FIRST_REVIEW,),
        State.SECOND_REVIEW,
        "returns.review",
        _is_first_reviewer,
    ),
    "pass_second": Action(
        pgettext_lazy("action", "pass the second review"),
        (State.SECOND_REVIEW,),
        State.PASSED,
        "returns.approve",
        _is_second_reviewer,
    ),
    "reassign": Action(
        pgettext_lazy("action", "name another reviewer"),
        (State.SUBMITTED, *REVIEWING),
        None,
        "returns.open",
    ),
    "lock": Action(pgettext_lazy("action", "lock"), (State.PASSED,), State.LOCKED, "returns.approve"),
    "ask_unlock": Action(pgettext_lazy("action", "ask for unlocking"), (State.LOCKED,), None, "returns.fill"),
    "grant_unlock": Action(
        pgettext_lazy("action", "unlock"), (State.LOCKED,), State.DRAFT, "returns.approve"
    ),
    "refuse_unlock": Action(
        pgettext_lazy("action", "refuse the unlocking"), (State.LOCKED,), None, "returns.approve"
    ),
    "extend": Action(pgettext_lazy("action", "move the due date"), WRITABLE, None, "returns.open"),
    "open": Action(pgettext_lazy("action", "open"), (), State.DRAFT, "returns.open"),
}
"""What can be done to a form. ``open`` is done to a collection; it stands here because steps name it."""

_WHY_NOT: dict[str, str | Promise] = {
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


def standing(form: Return) -> str:
    """Say where a form stands and what that means, in the reader's language."""
    return str(_WHY_NOT[form.state]) % {
        "submitted": _day(form.submitted_at),
        "submitter": form.submitted_by or _("unknown"),
        "first": form.first_reviewer or _("nobody yet"),
        "second": form.second_reviewer or _("nobody yet"),
        "passed": _day(form.passed_at),
        "locked": _day(form.locked_at),
        "locker": form.locked_by or _("unknown"),
    }


def decide_action(user: Any, form: Return, action: str) -> Decision:
    """May ``user`` take ``action`` on ``form`` now, and if not, why. An unknown action raises KeyError."""
    wanted = ACTIONS[action]
    allowed = decide(user, wanted.right, form)
    if not allowed:
        return allowed
    if form.state not in wanted.states:
        return Decision(False, standing(form))
    if form.collection.state == form.collection.State.CLOSED and wanted.right == "returns.fill":
        return Decision(False, _("The collection is closed."))
    obstacle = wanted.obstacle(user, form) if wanted.obstacle else ""
    return Decision(not obstacle, obstacle)


def possible(user: Any, form: Return) -> dict[str, Decision]:
    """Return the decision on every action, for pages and the API."""
    return {action: decide_action(user, form, action) for action in ACTIONS if action != "open"}


def _day(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"
