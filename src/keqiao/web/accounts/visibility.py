"""Which rows of a model a user may see: declared once on the model; lists, single rows and permissions.md ask there.

A model says ``visibility = Visibility("returns.view", own=of_unit("platform__unit"))`` and takes its manager from a
query set with :class:`VisibleRows`. Conditions are ``Q`` objects, so that lists stay one query; a
condition over several rows is a sub-query, never a join that gives a row twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from keqiao.web.accounts.actors import Actor

NOTHING = Q(pk__in=())
"""The condition that no row meets."""

Condition = Callable[[type[models.Model], Any], Q]
"""Which rows of a model a user meets."""


@dataclass(frozen=True)
class Visibility:
    """Who sees which rows.

    ``right``: what it takes, or any of several; the scope of the role says how far it reaches. Within "all" every row,
    or those of ``every``; within "own" those of ``own`` and ``published``; within "published" those of ``published``.
    ``also``: rows that every signed-in user sees, whatever the roles say (what is the user's own).
    """

    right: str | tuple[str, ...] = ()
    every: Condition | None = None
    own: Condition | None = None
    published: Condition | None = None
    also: Condition | None = None
    note: str = ""
    """What permissions.md says beside the row."""

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which any one is enough."""
        return (self.right,) if isinstance(self.right, str) else self.right

    def condition(self, model: type[models.Model], user: Actor) -> Q:
        """Return which rows of ``model`` the user sees."""
        if user is None or not user.is_authenticated or not user.is_active:
            return NOTHING
        scopes = {user.scope_for(right) for right in self.rights}
        if "all" in scopes:
            wanted = self.every
            if wanted is None:
                return Q()
            parts = [wanted]
        elif "own" in scopes:
            parts = [part for part in (self.own, self.published) if part is not None]
        elif "published" in scopes:
            parts = [part for part in (self.published,) if part is not None]
        else:
            parts = []
        if self.also is not None:
            parts.append(self.also)
        return _any_of([part(model, user) for part in parts])

    def reach(self, scope: str | None) -> str:
        """Return how far a role of that scope (None: without the right) reaches, as permissions.md writes it."""
        if scope == "all":
            return "all" if self.every is None else "some"
        if scope == "own" and self.own is not None:
            return "own"
        if scope in ("own", "published") and self.published is not None:
            return "published"
        return "–" if self.also is None else "mine"


@dataclass(frozen=True)
class AsSeen:
    """The rows that belong, by their path, to a row of another model that the user sees.

    ``other`` is called, so that models may be declared in any order.
    """

    path: str
    other: Callable[[], Any]
    note: str = ""

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which any one is enough."""
        rights: tuple[str, ...] = self.other().visibility.rights
        return rights

    def condition(self, model: type[models.Model], user: Actor) -> Q:
        """Return which rows of ``model`` the user sees."""
        other = self.other()
        seen = other._base_manager.filter(other.visibility.condition(other, user))
        return Q(**{f"{self.path}__in": seen})

    def reach(self, scope: str | None) -> str:
        """Return how far a role of that scope (None: without the right) reaches, as permissions.md writes it."""
        word: str = self.other().visibility.reach(scope)
        return word


class VisibleRows:
    """Mixed into the query set of a model that declares its ``visibility``."""

    def visible_to(self: Any, user: Actor) -> Any:
        """Return the rows that the user may see."""
        return self.filter(self.model.visibility.condition(self.model, user))


def may_see(user: Actor, row: models.Model) -> bool:
    """Whether the user may see a stored row of a model that declares its ``visibility``; one query."""
    model: Any = type(row)
    return bool(model._base_manager.filter(model.visibility.condition(model, user), pk=row.pk).exists())


def of_unit(path: str) -> Condition:
    """The rows whose unit, by its path, is the user's; a user without unit meets none."""
    return lambda model, user: Q(**{f"{path}_id": user.unit_id}) if user.unit_id else NOTHING


def of_user(field: str) -> Condition:
    """The rows whose field names the user."""
    return lambda model, user: Q(**{field: user})


def _any_of(conditions: list[Q]) -> Q:
    """Return the union: everything where one condition is empty, nothing where none is left."""
    if any(not condition for condition in conditions):
        return Q()
    met = [condition for condition in conditions if condition != NOTHING]
    return reduce(or_, met) if met else NOTHING
