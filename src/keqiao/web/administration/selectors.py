"""Reading users, roles and units for the administration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.models.users import SCOPES_WIDEST_FIRST
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.separation import is_reading

ORDERS: dict[str, tuple[str, ...]] = {
    "username": ("username",),
    "name": ("display_name", "username"),
    "unit": ("unit__code", "username"),
    "state": ("-is_active", "username"),
    "last_login": ("last_login", "username"),
}
"""What a list of users may be sorted by; a minus before the key turns it round."""


def users_visible_to(user: Actor) -> QuerySet[User]:
    """The users that ``user`` may see: all, those of the own unit, or none."""
    scope = user.scope_for("accounts.view")
    users = User.objects.select_related("unit").prefetch_related("roles")
    if scope == Role.Scope.ALL:
        return users
    return users.filter(unit_id=user.unit_id or 0) if scope == Role.Scope.OWN else users.none()


def users_matching(user: Actor, wanted: Mapping[str, Any]) -> QuerySet[User]:
    """Users that fit: ``q`` (words of user name, name, unit or address), ``unit``, ``role``, ``state``, ``sort``."""
    users = users_visible_to(user)
    for word in str(wanted.get("q") or "").split():
        users = users.filter(
            Q(username__icontains=word)
            | Q(display_name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(unit__name_en__icontains=word)
            | Q(unit__code__iexact=word)
            | Q(email__icontains=word)
        )
    if wanted.get("unit"):
        users = users.filter(unit=wanted["unit"])
    if wanted.get("role"):
        users = users.filter(roles=wanted["role"])
    users = users.filter(STATES.get(str(wanted.get("state") or ""), Q()))
    key = str(wanted.get("sort") or "username")
    order = ORDERS.get(key.removeprefix("-"), ORDERS["username"])
    fields = [_turned(field, key.startswith("-")) for field in order]
    return users.order_by(*fields, "pk")


def _turned(field: str, descending: bool) -> Any:
    """An order with users that lack the value at the end, whatever the direction and the database."""
    descending ^= field.startswith("-")
    name = F(field.removeprefix("-"))
    return name.desc(nulls_last=True) if descending else name.asc(nulls_last=True)


STATES: dict[str, Q] = {
    "active": Q(is_active=True),
    "off": Q(is_active=False),
    "first": Q(is_active=True, must_change_password=True),
    "never": Q(is_active=True, last_login=None),
    "roleless": Q(is_active=True, roles=None),
}


def state_choices() -> list[tuple[str, str]]:
    """The states that a list of users may be narrowed to, in words."""
    return [
        ("", _("all")),
        ("active", pgettext("account", "active")),
        ("off", pgettext("account", "switched off")),
        ("first", _("one-time password not yet changed")),
        ("never", _("never signed in")),
        ("roleless", _("without a role")),
    ]


def state_in_words(user: User) -> str:
    """Whether the account can be used."""
    if not user.is_active:
        return pgettext("account", "switched off")
    if user.must_change_password:
        return _("one-time password not yet changed")
    return pgettext("account", "active")


def units_matching(wanted: Mapping[str, Any]) -> QuerySet[Unit]:
    """Units that fit ``q`` (words of code or name), ``kind`` and ``state``, with the number of their active users."""
    units = Unit.objects.annotate(active_users=Count("users", filter=Q(users__is_active=True)))
    for word in str(wanted.get("q") or "").split():
        units = units.filter(Q(code__icontains=word) | Q(name__icontains=word) | Q(name_en__icontains=word))
    if wanted.get("kind"):
        units = units.filter(kind=wanted["kind"])
    if wanted.get("state") in {"open", "closed"}:
        units = units.filter(is_active=wanted["state"] == "open")
    return units.order_by("code")


def roles_with_counts() -> QuerySet[Role]:
    """Every role with the number of its active users."""
    return Role.objects.annotate(active_users=Count("users", filter=Q(users__is_active=True))).order_by(
        "code"
    )


@dataclass(frozen=True)
class Held:
    """A right that a user has: its name, how far it reaches in words, and the roles that give it."""

    right: str
    name: str
    reach: str
    roles: tuple[str, ...]
    reading: bool

    @property
    def why(self) -> str:
        """The roles that give the right, in words."""
        return _(", ").join(self.roles)


def rights_held(user: User) -> list[Held]:
    """Which rights ``user`` has and why, in the order of the list of rights; nothing for a switched-off account."""
    roles = list(user.roles.all()) if user.is_active else []
    held = []
    for right, name in RIGHTS.items():
        scope = user.scope_for(right)
        if scope is not None:
            giving = tuple(
                f"{role} ({role.get_scope_display()})"
                for role in sorted(roles, key=lambda role: SCOPES_WIDEST_FIRST.index(role.scope))
                if right in role.rights
            )
            held.append(Held(right, str(name), reach(user, scope), giving, is_reading(right)))
    return held


def rights_missing(user: User) -> list[str]:
    """What ``user`` may not do, in words."""
    return [str(name) for right, name in RIGHTS.items() if not user.has_right(right)]


def reach(user: User, scope: str) -> str:
    """A scope of a user in words, with the name of the unit."""
    if scope == Role.Scope.ALL:
        return _("everywhere")
    if scope == Role.Scope.PUBLISHED:
        return _("of what is published")
    if user.unit is None:
        return _("of the own unit (this user has none) and of what is published")
    return _("of the own unit (%(unit)s) and of what is published") % {"unit": user.unit}


def rights_by_room(rights: Iterable[str]) -> dict[str, list[str]]:
    """Rights grouped by the room they belong to."""
    rooms: dict[str, list[str]] = {}
    for right in rights:
        rooms.setdefault(right.partition(".")[0], []).append(right)
    return rooms
