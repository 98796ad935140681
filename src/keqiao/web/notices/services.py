"""Give notices to people: one each, never twice the same; mark them as seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from keqiao.language import Message, message
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.models import Notice
from keqiao.web.site.stored_sentences import wording_of

BATCH = 500
MOST_REASON = 1000


def notice(
    person: User, kind: NoticeKind, sentence: Message, *, link: str, key: str, about: str = ""
) -> Notice:
    """Return a notice that is not stored yet. ``key`` tells it from every other notice of all rooms."""
    return Notice(
        recipient=person,
        kind=kind.code,
        key=key[:100],
        sentence=wording_of(sentence),
        about=about[:200],
        link=link,
        at=present(),
    )


def notify(
    people: Iterable[User | None],
    kind: NoticeKind,
    sentence: Message,
    *,
    link: str,
    key: str,
    about: str = "",
) -> int:
    """Give each of ``people`` a notice, once; return how many are new. Nobody (None) is left out."""
    persons = {person.pk: person for person in people if person is not None}
    notices = [notice(person, kind, sentence, link=link, key=key, about=about) for person in persons.values()]
    return give(notices)


def give(notices: list[Notice]) -> int:
    """Store the notices that were not given yet; return how many. Two queries, whatever their number."""
    keys = {notice.key for notice in notices}
    given = set(Notice.objects.filter(key__in=keys).values_list("recipient_id", "key"))
    fresh = [notice for notice in notices if (notice.recipient_id, notice.key) not in given]
    # Another process may be at the same: what it has given meanwhile is left out by the unique key.
    Notice.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return len(fresh)


def with_reason(sentence: Message, reason: str) -> Message:
    """Return a sentence with the reason that a person wrote, where there is one."""
    if not reason:
        return sentence
    return message("{sentence} Reason: {reason}", sentence=sentence, reason=reason[:MOST_REASON])


def mark_seen(user: Actor, pk: int | None = None) -> None:
    """Mark one notice of a user, or all, as seen."""
    unseen = Notice.objects.visible_to(user).filter(seen_at=None)
    (unseen if pk is None else unseen.filter(pk=pk)).update(seen_at=timezone.now())
