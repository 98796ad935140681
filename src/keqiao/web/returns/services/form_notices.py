"""Who hears of a form, and what: one notice each, never twice the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keqiao.language import Message
from keqiao.web.accounts.models import User
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.models import Notice
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notice, notify, with_reason
from keqiao.web.returns import notices
from keqiao.web.returns.models import Return


def fillers(form: Return) -> list[User]:
    """The people of the form's unit who may fill it in."""
    return people_of_unit(form.platform.unit_id, "returns.fill")


def reviewers(form: Return) -> list[User]:
    """Who reviews the form now: the named reviewer, else everybody who may."""
    if form.state == Return.State.SECOND_REVIEW:
        return [form.second_reviewer] if form.second_reviewer else people_everywhere("returns.approve")
    return [form.first_reviewer] if form.first_reviewer else people_everywhere("returns.review")


def tell(form: Return, kind: NoticeKind, people: Iterable[User], key: str, sentence: Message) -> None:
    """Give each of ``people`` a notice about a form; one with the same ``key`` is not given again."""
    about = str(form.collection)
    notify(people, kind, sentence, link=form.get_absolute_url(), key=key_of(form, key), about=about)


def notice_of(form: Return, kind: NoticeKind, person: User, key: str, sentence: Message) -> Notice:
    """Return a notice about a form, not stored yet."""
    about = str(form.collection)
    return notice(person, kind, sentence, link=form.get_absolute_url(), key=key_of(form, key), about=about)


def key_of(form: Return, key: str) -> str:
    """What tells a notice about a form from every other."""
    return f"return-{form.pk}-{key}"


def tell_reviewers(work: Any) -> None:
    """Tell the reviewers that a form waits for them."""
    form = work.row
    tell(form, notices.TO_REVIEW, reviewers(form), f"to_review-{form.edition}", notices.to_review(form))


def tell_sent_back(work: Any) -> None:
    """Tell the unit that its form was sent back."""
    form, sentence = work.row, with_reason(notices.sent_back(work.row), work.reason)
    tell(form, notices.SENT_BACK, fillers(form), f"sent_back-{form.edition}", sentence)


def tell_locked(work: Any) -> None:
    """Tell the unit that its form is locked."""
    form = work.row
    tell(form, notices.LOCKED, fillers(form), f"locked-{form.edition}", notices.locked(form))


def tell_opened(work: Any) -> None:
    """Tell the people of every platform that a form is to be filled in."""
    for form in work.row.returns.select_related("collection", "platform"):
        tell(form, notices.OPENED, fillers(form), "opened", notices.opened(form))


def tell_cancelled(work: Any) -> None:
    """Tell the people of every platform that its form is not to be filled in any more."""
    for form in work.row.returns.select_related("collection", "platform"):
        sentence = with_reason(notices.cancelled(form), work.reason)
        tell(form, notices.CANCELLED, fillers(form), "cancelled", sentence)


def tell_asked(work: Any) -> None:
    """Tell who locked a form that its unlocking is asked for."""
    form, sentence = work.row.form, with_reason(notices.unlock_asked(work.row.form), work.reason)
    if form.locked_by is not None:
        tell(form, notices.UNLOCK, [form.locked_by], f"unlock-{work.row.pk}", sentence)


def tell_granted(work: Any) -> None:
    """Tell the unit that its form is open again."""
    form, sentence = work.row.form, with_reason(notices.unlock_granted(work.row.form), work.reason)
    tell(form, notices.UNLOCK, fillers(form), f"granted-{work.row.pk}", sentence)


def tell_refused(work: Any) -> None:
    """Tell who asked that the form stays locked."""
    form, sentence = work.row.form, with_reason(notices.unlock_refused(work.row.form), work.reason)
    tell(form, notices.UNLOCK, [work.row.requested_by], f"refused-{work.row.pk}", sentence)
