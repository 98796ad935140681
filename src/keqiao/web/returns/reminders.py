"""Reminders: which forms get which, by the rule of their collection and their own due date; who has waited for review.

A rule is a list of days: positive before the due date, 0 on it, negative after it. What is due is told by pure
functions; ``send`` gives the notices. A reminder is given once for each form, due date, day of the rule and person, so
running it twice, or in two processes, changes nothing. When the system was off on a day, only the latest is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.models import Notice
from keqiao.web.notices.services import give
from keqiao.web.returns import notices
from keqiao.web.returns.models import REVIEWING, WRITABLE, Collection, Return
from keqiao.web.returns.services.form_notices import notice_of

State = Return.State
WAITING = (State.SUBMITTED, *REVIEWING)


@dataclass(frozen=True)
class Due:
    """A reminder that is due: ``offset`` is the day of the rule, ``days`` the days left to the due date."""

    form: Return
    kind: NoticeKind
    offset: int
    days: int

    @property
    def key(self) -> str:
        """What keeps it from being given twice; a moved due date begins anew."""
        return f"reminder-{self.form.due_on:%Y%m%d}-{self.offset}"


def latest_offset(rule: Iterable[int], due_on: date, opened_on: date, today: date) -> int | None:
    """Return the day of the rule whose reminder is the latest that came due; None while there is none.

    Days up to the opening are left out: the people were told then.
    """
    passed = [days for days in rule if opened_on < due_on - timedelta(days=days) <= today]
    return min(passed, default=None)


def due_reminders(forms: Iterable[Return], today: date) -> list[Due]:
    """Return the reminders that are due for forms that have not been handed in; their collections must be loaded."""
    due = []
    for form in forms:
        collection = form.collection
        if (
            form.state not in WRITABLE
            or collection.state != Collection.State.OPEN
            or collection.opened_at is None
        ):
            continue
        opened_on = timezone.localdate(collection.opened_at)
        offset = latest_offset(collection.reminder_days, form.due_on, opened_on, today)
        if offset is not None:
            days = (form.due_on - today).days
            due.append(Due(form, notices.LATE if days < 0 else notices.DUE, offset, days))
    return due


@dataclass(frozen=True)
class Waited:
    """A form that has waited for its review for ``days`` days, ``rounds`` times the span after which it is told."""

    form: Return
    since: date
    days: int
    rounds: int

    @property
    def key(self) -> str:
        """What keeps it from being told twice."""
        return f"waiting-{self.form.state[:6]}-{self.since:%Y%m%d}-{self.rounds}"


def waited(forms: Iterable[tuple[Return, date]], today: date, span: int) -> list[Waited]:
    """Return the forms that have waited since a day for at least ``span`` days; 0 days: none are told."""
    if span <= 0:
        return []
    waited = []
    for form, since in forms:
        days = (today - since).days
        if form.state in WAITING and days >= span:
            waited.append(Waited(form, since, days, days // span))
    return waited


def send(today: date) -> int:
    """Give the notices that are due on a day; return how many are new. The number of queries does not grow."""
    open_forms = Return.objects.filter(state__in=WRITABLE, collection__state=Collection.State.OPEN)
    due = due_reminders(open_forms.select_related("collection", "platform"), today)
    by_unit = _people("returns.fill", whole=False) if due else {}
    wanted = [
        notice_of(reminder.form, reminder.kind, person, reminder.key, notices.due(reminder.form, today))
        for reminder in due
        for person in by_unit.get(reminder.form.platform.unit_id, ())
    ]
    waiting = waited(_waiting_forms(), today, settings.RETURNS_REVIEW_DAYS)
    first = _people("returns.review", whole=True)[None] if waiting else []
    second = _people("returns.approve", whole=True)[None] if waiting else []
    for late in waiting:
        sentence = notices.to_review(late.form, late.days)
        wanted += [
            notice_of(late.form, notices.TO_REVIEW, person, late.key, sentence)
            for person in _reviewers(late.form, first, second)
        ]
    return give(wanted)


def remind_now(actor: Actor, collection: Collection, forms: Sequence[Return]) -> int:
    """Remind the people of forms at once, at most once a day each; return how many notices are new.

    Who fills in is told of forms that have not been handed in, reviewers of forms that wait for them.
    """
    require(actor, "returns.open")
    today = timezone.localdate()
    by_unit = _people("returns.fill", whole=False)
    first, second = _people("returns.review", whole=True)[None], _people("returns.approve", whole=True)[None]
    notified = _notified_today(forms, today)
    wanted = []
    for form in forms:
        key = f"now-{today:%Y%m%d}-{form.state[:6]}"
        if form.state in WRITABLE:
            kind = notices.LATE if form.due_on < today else notices.DUE
            sentence = notices.due(form, today)
            people: Sequence[User] = by_unit.get(form.platform.unit_id, ())
        elif form.state in WAITING:
            kind, sentence = notices.TO_REVIEW, notices.to_review(form)
            people = [
                person for person in _reviewers(form, first, second) if (person.pk, form.pk) not in notified
            ]
        else:
            continue
        wanted += [notice_of(form, kind, person, key, sentence) for person in people]
    with transaction.atomic():
        given = give(wanted)
        record(actor, "returns.remind", collection, {"forms": len(forms), "notices": given})
    return given


def _notified_today(forms: Sequence[Return], today: date) -> set[tuple[int, int]]:
    """Who was told today that a form waits for review: (person, form)."""
    links = {form.get_absolute_url(): form.pk for form in forms}
    since = timezone.make_aware(datetime.combine(today, time.min))
    given = Notice.objects.filter(kind=notices.TO_REVIEW.code, link__in=links, at__gte=since)
    return {(person, links[link]) for person, link in given.values_list("recipient", "link")}


def _waiting_forms() -> list[tuple[Return, date]]:
    """Forms that wait for a review, each with the day of its last change of state."""
    forms = (
        Return.objects.filter(state__in=WAITING)
        .select_related("collection", "platform", "first_reviewer", "second_reviewer")
        .annotate(moved_at=Max("steps__at"))
    )
    return [(form, timezone.localdate(form.moved_at)) for form in forms if form.moved_at is not None]


def _reviewers(form: Return, first: Sequence[User], second: Sequence[User]) -> list[User]:
    """Who may make the review that a form waits for: the named reviewer, else everybody else with the right."""
    in_second = form.state == State.SECOND_REVIEW
    named = form.second_reviewer if in_second else form.first_reviewer
    if named is not None:
        return [named] if named.is_active else []
    out = {form.submitted_by_id} | ({form.first_reviewer_id} if in_second else set())
    return [person for person in (second if in_second else first) if person.pk not in out]


def _people(right: str, *, whole: bool) -> dict[int | None, list[User]]:
    """Active people with a right: of the whole city under None, else by their unit."""
    people: dict[int | None, list[User]] = defaultdict(list)
    for user in holders(right, everywhere=whole).prefetch_related("roles"):
        if whole or user.unit_id is not None:
            people[None if whole else user.unit_id].append(user)
    return people
