"""Reading users, roles and units for the administration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.models.users import SCOPES_WIDEST_FIRST
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.separation import is_reading
from keqiao.web.site.punctuation import bracketed


def users_visible_to(user: Actor) -> QuerySet[User]:
    """The users that ``user`` may see: all, those of the own unit, or none."""
    scope = user.scope_for("accounts.view")
    users = User.objects.select_related("unit").prefetch_related("roles")
    if scope == Role.Scope.ALL:
        return users
    return users.filter(unit_id=user.unit_id or 0) if scope == Role.Scope.OWN else users.none()


def users_with(users: QuerySet[User], words: str) -> QuerySet[User]:
    """Narrow to users of whom user name, name, unit or address hold each of the words."""
    for word in words.split():
        users = users.filter(
            Q(username__icontains=word)
            | Q(display_name__icontains=word)
            | Q(unit__name__icontains=word)
            | Q(unit__name_en__icontains=word)
            | Q(unit__code__iexact=word)
            | Q(email__icontains=word)
        )
    return users


def users_in(users: QuerySet[User], state: str) -> QuerySet[User]:
    """Narrow to users in a state of :func:`state_choices`."""
    return users.filter(STATES[state])


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


def units_with_counts() -> QuerySet[Unit]:
    """Every unit with the number of its active users."""
    counted = Unit.objects.annotate(active_users=Count("users", filter=Q(users__is_active=True)))
    return counted.order_by("code")


def roles_with_counts() -> QuerySet[Role]:
    """Every role with the number of its active users."""
    return Role.objects.annotate(active_users=Count("users", filter=Q(users__is_active=True))).order_by(
        "code"
    )


@dataclass(frozen=True)
class HeldRight:
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


def rights_held(user: User) -> list[HeldRight]:
    """Which rights ``user`` has and why, in the order of the list of rights; nothing for a switched-off account."""
    roles = list(user.roles.all()) if user.is_active else []
    held = []
    for right, name in RIGHTS.items():
        scope = user.scope_for(right)
        if scope is not None:
            giving = tuple(
                bracketed(role, role.get_scope_display())
                for role in sorted(roles, key=lambda role: SCOPES_WIDEST_FIRST.index(role.scope))
                if right in role.rights
            )
            held.append(HeldRight(right, str(name), reach(user, scope), giving, is_reading(right)))
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
