"""What stands on the home of returns: for a platform its forms and what to do next, for the bureau what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.returns import selectors
from keqiao.web.returns.board.lights import FormStatus, status_of
from keqiao.web.returns.models import WRITABLE, Cell, Collection, Return, UnlockRequest

PER_PAGE = 20
MOST_WAITING = 50
State = Return.State


@dataclass(frozen=True)
class Mine:
    """A form of the own platform with what to do next."""

    form: Return
    status: FormStatus
    missing: int
    back: int
    next: str


def platform_home(user: Actor, today: date, query: QueryDict) -> dict[str, Any]:
    """Return the forms of the user's platforms: those to work on first, then the others, the newest first."""
    forms = selectors.forms_of(user).annotate(
        missing=Count(
            "cells",
            filter=Q(cells__value=None, cells__not_applicable=False, cells__item__required=True)
            & ~Q(cells__origin=Cell.Origin.DERIVED),
        ),
        back=Count("cells", filter=Q(cells__state=Cell.State.SENT_BACK)),
    )
    is_open = Q(state__in=WRITABLE, collection__state=Collection.State.OPEN)
    waiting = [_mine(form, today) for form in forms.filter(is_open).order_by("due_on", "pk")]
    others = Paginator(forms.exclude(is_open).order_by("-collection__period_end", "-pk"), PER_PAGE)
    page = others.get_page(query.get("page"))
    return {"waiting": waiting, "others": [_mine(form, today) for form in page.object_list], "page": page}


def _mine(form: Any, today: date) -> Mine:
    return Mine(form, status_of(form, today), form.missing, form.back, _next(form))


def _next(form: Any) -> str:
    """Say what its people do next with a form."""
    if form.collection.state == Collection.State.CANCELLED:
        return _("Nothing; the collection was cancelled")
    if form.state == State.SENT_BACK:
        return _("Correct the figures that were sent back: %(count)s") % {"count": form.back}
    if form.state == State.DRAFT and form.missing:
        return _("Fill in the figures that are missing: %(count)s") % {"count": form.missing}
    if form.state == State.DRAFT:
        return _("Check it and hand it in")
    if form.state == State.LOCKED:
        return _("Nothing; a correction needs unlocking")
    return _("Wait for the bureau")


@dataclass(frozen=True)
class WaitingList:
    """A list of what waits for a user of the bureau; ``more``: how many are not shown."""

    title: str
    rows: list[Any]
    more: int = 0


def bureau_home(user: Actor, today: date, query: QueryDict) -> dict[str, Any]:
    """Return all collections with their progress and what waits for the user."""
    page = Paginator(Collection.objects.visible_to(user), PER_PAGE).get_page(query.get("page"))
    return {
        "page": page,
        "progress": selectors.progress_of(user, page.object_list, today),
        "waiting": [part for part in _waiting(user) if part.rows],
        "late": selectors.late_forms(user, today)[:MOST_WAITING],
        "may_open": user.has_right("returns.open"),
        "today": today,
    }


@dataclass(frozen=True)
class ReturnTask:
    """One thing that waits: its page, whose form it is, of which collection, since when and why."""

    url: str
    platform: str
    collection: Collection
    since: Any
    words: str = ""


def _waiting(user: Actor) -> list[WaitingList]:
    review = list(selectors.to_review(user)[: MOST_WAITING * 2])
    second = [form for form in review if form.state == State.SECOND_REVIEW]
    first = [form for form in review if form.state != State.SECOND_REVIEW]
    return [
        WaitingList(_("First review"), [_task(form) for form in first]),
        WaitingList(_("Second review"), [_task(form) for form in second]),
        WaitingList(_("To be locked"), [_task(form) for form in selectors.to_lock(user)[:MOST_WAITING]]),
        WaitingList(
            _("Requests to unlock"), [_request(unlock) for unlock in selectors.to_unlock(user)[:MOST_WAITING]]
        ),
    ]


def _task(form: Return) -> ReturnTask:
    since = form.passed_at if form.state == State.PASSED else form.submitted_at
    words = form.get_state_display()
    if form.late_days:
        words = _("%(state)s, handed in %(days)s days late") % {"state": words, "days": form.late_days}
    return ReturnTask(form.get_absolute_url(), str(form.platform), form.collection, since, str(words))


def _request(unlock: UnlockRequest) -> ReturnTask:
    form = unlock.form
    words = _("%(user)s: %(reason)s") % {"user": unlock.requested_by, "reason": unlock.reason}
    return ReturnTask(
        reverse("returns:form", args=(form.pk,)),
        str(form.platform),
        form.collection,
        unlock.requested_at,
        words,
    )
