"""Open work of a user that leaves, handed to a successor.

Rooms that give work to a person provide a function as "accounts.open_work"::

    def open_reviews(user):
        return [OpenWork(_("review"), str(one), one.url, one.give_to) for one in reviews.filter(reviewer=user)]

``give(successor, actor)`` moves one piece within the transaction of the hand-over and writes its own entry of
the log if the room needs one; it raises ValidationError or PermissionDenied with the reason when the successor
cannot take it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.witness import record
from keqiao.web.site.punctuation import labelled
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class OpenWork:
    """A piece of work: what kind, its title, its page, and how it is given to another (successor, actor)."""

    kind: str
    title: str
    url: str
    give: Callable[[User, Any], None]

    @property
    def key(self) -> str:
        """What a form sends back for this piece: stable as long as its page and title are."""
        return f"{self.url} {self.title}"


Provider = Callable[[User], Iterable[OpenWork]]
OPEN_WORK: Registry[Provider] = Registry("accounts.open_work")


def open_work(user: User) -> list[OpenWork]:
    """Everything that waits for ``user``, room by room."""
    return [work for provider in OPEN_WORK for work in provider(user)]


def successors(user: User) -> list[User]:
    """Who may take over: active users that are not administrators, those of the own unit first."""
    others = (
        User.objects.filter(is_active=True)
        .exclude(pk=user.pk)
        .select_related("unit")
        .prefetch_related("roles")
    )
    able = [
        other
        for other in others
        if not (other.has_right("accounts.users") or other.has_right("accounts.roles"))
    ]
    return sorted(
        able, key=lambda other: (user.unit_id is None or other.unit_id != user.unit_id, other.username)
    )


def hand_over(actor: Actor, user: User, successor: User, keys: Iterable[str] | None = None) -> int:
    """Give open work of ``user`` to ``successor``, all or nothing; returns how many pieces. Needs accounts.users.

    ``keys``: which pieces; None for all. Raises ValidationError when there is none or the successor cannot take one.
    """
    require(actor, "accounts.users")
    if successor.pk == user.pk:
        raise ValidationError({"successor": _("Choose somebody else.")})
    if not successor.is_active:
        raise ValidationError(
            {"successor": _("The account of %(user)s is switched off.") % {"user": successor}}
        )
    with transaction.atomic():
        wanted = None if keys is None else set(keys)
        pieces = [work for work in open_work(user) if wanted is None or work.key in wanted]
        if not pieces:
            raise ValidationError(_("There is no open work to hand over."))
        for work in pieces:
            _give(work, successor, actor)
        detail = {
            "successor": successor.username,
            "count": len(pieces),
            "work": [labelled(work.kind, work.title)[:120] for work in pieces[:50]],
        }
        record(actor, "accounts.hand_over", target=user, detail=detail)
    return len(pieces)


def _give(work: OpenWork, successor: User, actor: Actor) -> None:
    """Give one piece; a refusal says which."""
    try:
        work.give(successor, actor)
    except ValidationError as error:
        reason = " ".join(error.messages)
    except PermissionDenied as error:
        reason = str(error)
    else:
        return
    raise ValidationError(
        _("%(kind)s “%(title)s” cannot go to %(user)s: %(reason)s")
        % {"kind": work.kind, "title": work.title, "user": successor, "reason": reason}
    )
