"""Reads of the returns room that several pages share: what waits for whom, how far a collection is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.returns.models import WRITABLE, Collection, Return, UnlockRequest

State = Return.State
OPEN = Collection.State.OPEN
HANDED_IN = (State.SUBMITTED, State.FIRST_REVIEW, State.SECOND_REVIEW, State.PASSED, State.LOCKED)
"""States of a form whose figures are with the bureau."""


@dataclass(frozen=True)
class CollectionProgress:
    """How many of the forms of a collection are where; ``late``: not handed in though the due date is over."""

    collection: Collection
    total: int = 0
    handed_in: int = 0
    passed: int = 0
    locked: int = 0
    late: int = 0
    unread: int = 0


def late(today: date) -> Q:
    """The condition of a form that has not been handed in though its due date is over, in an open collection."""
    return Q(state__in=WRITABLE, due_on__lt=today, collection__state=OPEN)


def progress_of(user: Actor, collections: Iterable[Collection], today: date) -> list[CollectionProgress]:
    """Return the progress of collections in their order, of the forms that ``user`` may see; one query."""
    rows = list(collections)
    forms = Return.objects.visible_to(user).filter(collection__in=[collection.pk for collection in rows])
    counted = (
        forms.order_by()
        .values("collection")
        .annotate(
            total=Count("pk"),
            handed_in=Count("pk", filter=Q(state__in=HANDED_IN)),
            passed=Count("pk", filter=Q(state__in=(State.PASSED, State.LOCKED))),
            locked=Count("pk", filter=Q(state=State.LOCKED)),
            late=Count("pk", filter=late(today)),
            unread=Count("pk", filter=Q(read_at=None, state=State.DRAFT)),
        )
    )
    counts = {row.pop("collection"): row for row in counted}
    return [CollectionProgress(collection, **counts.get(collection.pk, {})) for collection in rows]


def twins_of(collection: Collection) -> list[Collection]:
    """Return other collections, not closed, that ask the same figures of the same platforms for the same period."""
    others = Collection.objects.filter(
        period_start=collection.period_start,
        period_end=collection.period_end,
        state__in=(Collection.State.DRAFT, OPEN),
        platforms__in=collection.platforms.all(),
        items__measure__in=collection.items.values("measure"),
    )
    return list(others.exclude(pk=collection.pk).distinct().order_by("pk"))


def forms_of(user: Actor) -> QuerySet[Return]:
    """Return the forms that ``user`` may see, with what their lines are made of."""
    forms: QuerySet[Return] = Return.objects.visible_to(user).select_related(
        "collection", "platform", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
    )
    return forms


def to_fill(user: Actor) -> QuerySet[Return]:
    """Return the forms that wait for the people of the user's own unit, the most urgent first."""
    if not user.has_right("returns.fill") or user.unit_id is None:
        return Return.objects.none()
    forms = forms_of(user).filter(platform__unit_id=user.unit_id, collection__state=OPEN)
    return forms.filter(state__in=WRITABLE).order_by("due_on", "pk")


def to_correct(user: Actor) -> QuerySet[Return]:
    """Return those of :func:`to_fill` that the bureau sent back."""
    return to_fill(user).filter(state=State.SENT_BACK)


def to_fill_first(user: Actor) -> QuerySet[Return]:
    """Return those of :func:`to_fill` that the bureau has not sent back."""
    return to_fill(user).exclude(state=State.SENT_BACK)


def to_review(user: Actor) -> QuerySet[Return]:
    """Return the forms that wait for the user's first or second review, the longest waiting first."""
    first = Q(state__in=(State.SUBMITTED, State.FIRST_REVIEW)) & (
        Q(first_reviewer=None) | Q(first_reviewer=user.pk)
    )
    second = (
        Q(state=State.SECOND_REVIEW)
        & (Q(second_reviewer=None) | Q(second_reviewer=user.pk))
        & ~Q(first_reviewer=user.pk)
    )
    wanted = Q(pk=None)
    if user.scope_for("returns.review") == "all":
        wanted |= first
    if user.scope_for("returns.approve") == "all":
        wanted |= second
    forms = forms_of(user).filter(wanted).exclude(submitted_by=user.pk)
    return forms.order_by(F("submitted_at").asc(nulls_last=True), "pk")


def to_lock(user: Actor) -> QuerySet[Return]:
    """Return the forms that passed both reviews and that the user may lock."""
    if user.scope_for("returns.approve") != "all":
        return Return.objects.none()
    return forms_of(user).filter(state=State.PASSED).order_by("passed_at", "pk")


def to_unlock(user: Actor) -> QuerySet[UnlockRequest]:
    """Return the requests to unlock that wait for a decision of the user."""
    if user.scope_for("returns.approve") != "all":
        return UnlockRequest.objects.none()
    waiting = UnlockRequest.objects.visible_to(user).filter(state=UnlockRequest.State.WAITING)
    waiting = waiting.exclude(requested_by=user.pk).order_by("requested_at", "pk")
    return waiting.select_related("form__collection", "form__platform", "requested_by")


def late_forms(user: Actor, today: date) -> QuerySet[Return]:
    """Return the forms that the user may see and that were due and not handed in, the longest overdue first."""
    return forms_of(user).filter(late(today)).order_by("due_on", "pk")
