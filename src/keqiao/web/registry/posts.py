"""Persons whose posts at several platforms make more than a whole one in the same days: asked about first.

One human being who counts full time twice makes figures of staff too large; two part-time posts are ordinary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Engagement, Record

BEYOND = "beyond"
"""Code of the error of a post with which somebody would work more than whole time."""
BATCH = 400
SAID = ("person_id", "platform_id", "fte", "started_on", "ended_on")
"""What a post says of it."""


def posts_of(persons: Iterable[int]) -> dict[int, list[Engagement]]:
    """Return the standing posts of persons, by person."""
    keys, by_person = sorted(set(persons)), defaultdict(list)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        rows = Engagement.objects.current().filter(person__in=part).select_related("platform")
        for row in rows.order_by("pk"):
            by_person[row.person_id].append(row)
    return dict(by_person)


def beyond_whole(user: Actor, row: Record, known: dict[int, list[Engagement]] | None = None) -> str:
    """Return what is asked about a new or changed post with which the person works more than whole time; else nothing.

    A platform that the user does not see in detail is not named. ``known``: :func:`posts_of` where it was read before.
    """
    if not isinstance(row, Engagement) or row.person_id is None or row.started_on is None or not row.fte:
        return ""
    posts = (known if known is not None else posts_of([row.person_id])).get(row.person_id, [])
    stored = next((post for post in posts if post.pk is not None and post.pk == row.pk), None)
    if stored is not None and all(getattr(stored, name) == getattr(row, name) for name in SAID):
        return ""
    others = [
        post
        for post in posts
        if post is not stored and post.platform_id != row.platform_id and _meet(post, row)
    ]
    total = sum((post.fte for post in others), Decimal(row.fte))
    if not others or total <= 1:
        return ""
    keys = [post.pk for post in others if post.pk is not None]
    seen = set(Engagement.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    # What is not stored yet stands in the user's own file.
    names = {str(post.platform) for post in others if post.pk is None or post.pk in seen}
    hidden = [_("another platform")] if set(keys) - seen else []
    return _(
        "This person has posts in these days at %(platforms)s already; with this one it is %(total)s of whole time. "
        "Is that right?"
    ) % {
        "platforms": _(", ").join([*sorted(names), *hidden]),
        "total": number_format(total.normalize()),
    }


def refuse_beyond(user: Actor, row: Record) -> None:
    """Ask whether a post is right. Raises ValidationError with the code :data:`BEYOND`."""
    text = beyond_whole(user, row)
    if text:
        raise ValidationError({"fte": ValidationError(text, code=BEYOND)})


def _meet(post: Engagement, other: Engagement) -> bool:
    """Whether two posts have a day in common."""
    return post.started_on <= (other.ended_on or date.max) and other.started_on <= (post.ended_on or date.max)
