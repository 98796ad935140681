"""Who holds a right: the active people with a role that has it, asked of the database."""

from __future__ import annotations

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from keqiao.web.accounts.models import Role, User


def roles_with(right: str) -> QuerySet[Role]:
    """Return the roles that hold a right.

    The rights of a role are a JSON list. SQLite cannot ask what such a list contains, so its text is read: a right
    stands there in quotation marks, so that none is taken for another that begins alike.
    """
    return Role.objects.annotate(written=Cast("rights", TextField())).filter(written__contains=f'"{right}"')


def holders(right: str, among: Q | None = None, *, everywhere: bool = False) -> QuerySet[User]:
    """Return the users, not switched off, that have ``right`` through a role; ``everywhere``: through one that reaches
    everything. One query.
    """
    roles = roles_with(right)
    if everywhere:
        roles = roles.filter(scope=Role.Scope.ALL)
    through = User.roles.through._default_manager.filter(role__in=roles.values("pk")).values("user")
    return User.objects.filter(among or Q(), is_active=True, pk__in=through)
