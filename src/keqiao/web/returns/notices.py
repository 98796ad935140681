"""What people are told of forms: kinds of notices, and their sentences."""

from __future__ import annotations

from datetime import date

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.facts.models import Fact
from keqiao.web.facts.models.proposals import amount
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.returns.models import Return
from keqiao.web.site.stored_sentences import both

OPENED = NoticeKind("returns.opened", pgettext_lazy("notice", "New form"))
DUE = NoticeKind("returns.due", pgettext_lazy("notice", "Due soon"), "watch")
LATE = NoticeKind("returns.late", pgettext_lazy("notice", "Overdue"), "bad")
SENT_BACK = NoticeKind("returns.sent_back", pgettext_lazy("notice", "Sent back"), "watch")
TO_REVIEW = NoticeKind("returns.to_review", pgettext_lazy("notice", "To be reviewed"))
LOCKED = NoticeKind("returns.locked", pgettext_lazy("notice", "Locked"), "good")
UNLOCK = NoticeKind("returns.unlock", pgettext_lazy("notice", "Unlock"), "watch")
SUCCESSOR = NoticeKind("returns.successor", pgettext_lazy("notice", "Superseded"), "watch")
CANCELLED = NoticeKind("returns.cancelled", pgettext_lazy("notice", "Cancelled"))
KINDS = (OPENED, CANCELLED, DUE, LATE, SENT_BACK, TO_REVIEW, LOCKED, UNLOCK, SUCCESSOR)


def opened(form: Return) -> Message:
    """A form is to be filled in."""
    return message(
        "{collection}: a new form for {platform} is to be filled in, due on {due}.",
        **_names(form),
        due=form.due_on.isoformat(),
    )


def cancelled(form: Return) -> Message:
    """A form asks for nothing any more."""
    return message(
        "{collection}: the form of {platform} is not to be filled in any more; the collection was cancelled.",
        **_names(form),
    )


def due(form: Return, today: date) -> Message:
    """A form that has not been handed in is due, or late; its due date as it is now, which may be moved later."""
    days, names, day = (form.due_on - today).days, _names(form), form.due_on.isoformat()
    if days == 0:
        return message("{collection}: the form of {platform} is due today.", **names)
    if days == 1:
        return message("{collection}: the form of {platform} is due in 1 day ({day}).", **names, day=day)
    if days > 0:
        return message(
            "{collection}: the form of {platform} is due in {days} days ({day}).", **names, days=days, day=day
        )
    if days == -1:
        return message(
            "{collection}: the form of {platform} was due on {day} and is 1 day late.", **names, day=day
        )
    return message(
        "{collection}: the form of {platform} was due on {day} and is {days} days late.",
        **names,
        days=-days,
        day=day,
    )


def sent_back(form: Return) -> Message:
    """A form was sent back."""
    return message(
        "{collection}: the form of {platform} was sent back; correct the marked figures.", **_names(form)
    )


def to_review(form: Return, days: int = 0) -> Message:
    """A form waits for its review, since ``days`` days."""
    if days == 0:
        return message("{collection}: the form of {platform} waits for review.", **_names(form))
    if days == 1:
        return message(
            "{collection}: the form of {platform} has waited for its review for 1 day.", **_names(form)
        )
    return message(
        "{collection}: the form of {platform} has waited for its review for {days} days.",
        **_names(form),
        days=days,
    )


def locked(form: Return) -> Message:
    """A form is locked."""
    return message(
        "{collection}: the form of {platform} is locked; its figures are facts now.", **_names(form)
    )


def unlock_asked(form: Return) -> Message:
    """Unlocking is asked for."""
    return message("{collection}: {platform} asks for its form to be unlocked.", **_names(form))


def unlock_granted(form: Return) -> Message:
    """A form is open again."""
    return message(
        "{collection}: the form of {platform} was unlocked; a new version can be filled in.", **_names(form)
    )


def unlock_refused(form: Return) -> Message:
    """A form stays locked."""
    return message("{collection}: unlocking the form of {platform} was refused.", **_names(form))


def superseded(form: Return, fact: Fact) -> Message:
    """Another figure stands in the place of one of the form's. ``fact`` with its measure and the fact before."""
    return message(
        "{collection}: in the form of {platform} another figure stands now: {measure}, {before} before, now {now}.",
        **_names(form),
        measure=both(fact.measure),
        before=both(_Amount(fact, before=True)),
        now=both(_Amount(fact)),
    )


class _Amount:
    """The value of a fact, or of the one before, in the language that asks."""

    def __init__(self, fact: Fact, *, before: bool = False) -> None:
        self.fact, self.before = fact, before

    def __str__(self) -> str:
        return amount(self.fact.measure, self.fact.supersedes if self.before else self.fact)


def _names(form: Return) -> dict[str, object]:
    return {"collection": str(form.collection), "platform": both(form.platform)}
