"""Who hears of calls: those whom a call fits, both sides of each step, applicants and officers of deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.calls.models import ApplicationState, CallApplication, CallDeadline
from keqiao.web.calls.rights import APPLY, KEEP
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.registry.models import Firm, Organisation, Platform

FITS = NoticeKind("calls.fits", pgettext_lazy("notice", "A call may fit you"), "good")
MOVED = NoticeKind("calls.moved", pgettext_lazy("notice", "Application"), "watch")
DUE = NoticeKind("calls.due", pgettext_lazy("notice", "Deadline of a call"), "watch")
KINDS = (FITS, MOVED, DUE)

NEWS: dict[str, Message] = {
    ApplicationState.INTERESTED: message("It is to be handed in."),
    ApplicationState.MATERIAL: message("The documents are there; they are reviewed next."),
    ApplicationState.RECOMMENDED: message("It is recommended; it is submitted upward next."),
    ApplicationState.SUBMITTED: message("It is submitted; the result comes next."),
    ApplicationState.APPROVED: message("It is approved."),
    ApplicationState.PAID: message("Money was received."),
    ApplicationState.REJECTED: message("It is not approved."),
}


def people_of(organisation: Organisation) -> list[User]:
    """Return those who apply for an organisation: the users of its firm's or platform's unit."""
    people: dict[int, User] = {}
    for body in (Firm, Platform):
        for unit in body.objects.filter(organisation=organisation, withdrawn_at=None).values_list(
            "unit", flat=True
        ):
            people |= {person.pk: person for person in people_of_unit(unit, APPLY)}
    return list(people.values())


def of_fit(work: Any) -> None:
    """Tell those whom a call fits, or nearly."""
    row: CallApplication = work.row
    sentence = message("“{call}” may fit you. Say whether you want to apply.", call=row.call.title)
    _tell(row, people_of(row.organisation), FITS, sentence)


def of_step(work: Any) -> None:
    """Tell both sides where an application stands; whoever acted knows already."""
    row: CallApplication = work.row
    sentence = message("{application}: {news}", application=str(row), news=NEWS[row.state])
    people = [*people_of(row.organisation), *people_everywhere(KEEP)]
    others = [person for person in people if work.actor is None or person.pk != work.actor.pk]
    _tell(row, others, MOVED, with_reason(sentence, work.reason))


def of_deadline(deadline: CallDeadline, applications: Iterable[CallApplication], days: int) -> int:
    """Remind of a deadline: of the applicants' own those who have not handed in, of others the bureau. Return how many
    were told.
    """
    sentence = message(
        "“{call}”: {who}, {what}, by {day}.",
        call=deadline.call.title,
        who=deadline.who,
        what=deadline.what,
        day=f"{deadline.on} {deadline.time}".strip(),
    )
    people = people_everywhere(KEEP)
    if deadline.for_applicant:
        people = [person for row in applications for person in people_of(row.organisation)] + people
    key = f"call-deadline-{deadline.pk}-{deadline.on:%Y%m%d}-{days}"
    return notify(
        people, DUE, sentence, link=deadline.call.get_absolute_url(), key=key, about=deadline.call.code
    )


def _tell(row: CallApplication, people: Iterable[User], kind: NoticeKind, sentence: Message) -> None:
    key = f"application-{row.pk}-{kind.code}-{row.edition}"
    notify(people, kind, sentence, link=row.get_absolute_url(), key=key, about=row.code)
