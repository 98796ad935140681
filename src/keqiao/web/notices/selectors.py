"""Reads of notices, and of who is to get one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import User
from keqiao.web.notices.models import Notice


def unseen(user: Actor) -> int:
    """Return how many notices the user has not opened; one query."""
    return Notice.objects.visible_to(user).filter(seen_at=None).count()


def people_of_unit(unit: int | None, right: str) -> list[User]:
    """Return the active people of a unit who have a right: those who speak for it."""
    return [] if unit is None else _with_roles(holders(right, Q(unit_id=unit)))


def people_by_unit(units: Iterable[int | None], right: str) -> dict[int, list[User]]:
    """Return, by unit, its active people who have a right; one query for all of them."""
    people: dict[int, list[User]] = {}
    for user in _with_roles(holders(right, Q(unit_id__in={unit for unit in units if unit is not None}))):
        if user.unit_id is not None:
            people.setdefault(user.unit_id, []).append(user)
    return people


def people_everywhere(right: str) -> list[User]:
    """Return the active people who have a right that reaches everything."""
    return _with_roles(holders(right, everywhere=True))


def _with_roles(users: QuerySet[User]) -> list[User]:
    """The people with their roles: what they may see is asked next."""
    return list(users.prefetch_related("roles"))
