"""Who hears of a need or an offer: its owner and its broker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.exchange.models import Posting
from keqiao.web.exchange.rights import POST, REVIEW
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason

PUBLISHED = NoticeKind("exchange.published", pgettext_lazy("notice", "Needs and offers"), "good")
REVIEWED = NoticeKind("exchange.review", pgettext_lazy("notice", "Secrecy review"), "watch")
ASSIGNED = NoticeKind("exchange.assigned", pgettext_lazy("notice", "Needs and offers"), "watch")
EXPIRING = NoticeKind("exchange.expiring", pgettext_lazy("notice", "Expiry"), "watch")
EXPIRED = NoticeKind("exchange.expired", pgettext_lazy("notice", "Expiry"), "bad")
KINDS = (PUBLISHED, REVIEWED, ASSIGNED, EXPIRING, EXPIRED)


def owners(posting: Posting) -> list[User | None]:
    """Who posted it, and the people of the firm or platform that it belongs to."""
    bodies = (getattr(posting.organisation, name, None) for name in ("firm", "platform"))
    units = [body.unit_id for body in bodies if body is not None]
    return [posting.posted_by, *(person for unit in units for person in people_of_unit(unit, POST))]


def of_publication(work: Any) -> None:
    """Tell the owner that it is open."""
    sentence = message("{posting} is open; counterparts are looked for.", posting=str(work.row))
    _tell(work, owners(work.row), PUBLISHED, sentence)


def of_review(work: Any) -> None:
    """Tell the bureau that a bottleneck technology waits for the review."""
    people = [person for person in people_everywhere(REVIEW) if person.pk != work.actor.pk]
    _tell(work, people, REVIEWED, message("{posting} waits for the secrecy review.", posting=str(work.row)))


def of_return(work: Any) -> None:
    """Tell broker and owner what is missing."""
    sentence = message("{posting} came back from the secrecy review.", posting=str(work.row))
    _tell(work, [work.row.broker, *owners(work.row)], REVIEWED, with_reason(sentence, work.reason))


def of_assignment(work: Any) -> None:
    """Tell the broker."""
    sentence = message("You look after {posting} from now on.", posting=str(work.row))
    _tell(work, [work.row.broker], ASSIGNED, sentence)


def of_expiry(work: Any) -> None:
    """Tell owner and broker, at the moment in which others cease to see it."""
    sentence = message(
        "{posting} has expired: nobody else sees it. One step renews it.", posting=str(work.row)
    )
    _tell(work, [work.row.broker, *owners(work.row)], EXPIRED, sentence)


def remind(posting: Posting, days: int) -> int:
    """Tell owner and broker how long it still stays open; return how many were told."""
    sentence = message(
        "{posting} expires on {day}, in {days} days. One step renews it.",
        posting=str(posting),
        day=str(posting.expires_on),
        days=days,
    )
    key = f"exchange-{posting.code}-{posting.expires_on}-{days}"
    people = [posting.broker, *owners(posting)]
    return notify(people, EXPIRING, sentence, link=posting.get_absolute_url(), key=key, about=str(posting))


def _tell(work: Any, people: Iterable[User | None], kind: NoticeKind, sentence: Message) -> None:
    row = work.row
    key = f"{kind.code}-{row.code}-{row.edition}"
    notify(people, kind, sentence, link=row.get_absolute_url(), key=key, about=str(row))
