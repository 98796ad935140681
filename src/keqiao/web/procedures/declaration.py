"""A procedure as data: its states, its actions, what it waits for.

A room declares each of its procedures once and registers it (``procedures.registry``); pages, to-do lists, the audit
log's words and the tests read the declaration, and every write goes through :meth:`Procedure.acting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.procedures import execution
from keqiao.web.procedures.action import Action, Words
from keqiao.web.procedures.execution import Acting

Work = TypeVar("Work", bound=Acting)


@dataclass(frozen=True)
class ToDo:
    """A line of a to-do list."""

    text: str
    url: str
    tone: str = "watch"


@dataclass(frozen=True)
class Awaited:
    """A step that rows wait for: ``rows`` returns those on which a user can take one of ``actions``.

    Without ``rows`` they are looked for among the visible rows in the states of the actions; an action that makes the
    row waits on rows to be made. ``url``: the list that shows them, counted in ``words`` (``%(count)d``); without it
    each row has its own line (``%(row)s``, and what ``values`` returns of it).
    """

    words: Words
    __: KW_ONLY
    actions: tuple[str, ...]
    rows: Callable[[Any], Any] | None = None
    values: Callable[[Any], Mapping[str, Any]] | None = None
    url: Callable[[], str] | None = None
    tone: str = "watch"

    def line(self, row: Any) -> ToDo:
        """Return the line of one row."""
        values = {"row": row} | dict(self.values(row) if self.values is not None else {})
        return ToDo(str(self.words) % values, row.get_absolute_url(), self.tone)


@dataclass(frozen=True)
class Procedure(Generic[Work]):
    """A procedure of rows of a model with ``state`` and, where pages are compared, ``edition``.

    ``log``: what the audit log's codes begin with (``"returns."``); empty where its acts are part of others.
    ``status`` says where a row stands, as a sentence. ``permit`` decides on a right. ``work``: the class of an action
    under way. Rows with a manager ``steps`` keep each. ``within``: the field of what the rows are parts of, which is
    locked before them; ``parts``: the procedures of what belongs to the rows, whose steps stand among theirs;
    ``by_others``: the states that other procedures bring the rows into.
    """

    name: str
    __: KW_ONLY
    model: type[Model]
    states: type[TextChoices]
    actions: Iterable[Action]
    status: Callable[[Any], str]
    work: type[Work]
    log: str = ""
    related: tuple[str, ...] = ()
    permit: Callable[[Any, str, Any], Decision] = decide
    awaited: tuple[Awaited, ...] = ()
    within: str = ""
    parts: tuple[Procedure[Any], ...] = ()
    by_others: tuple[str, ...] = ()
    by_name: Mapping[str, Action] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_name = {action.name: action for action in self.actions}
        object.__setattr__(self, "actions", tuple(by_name.values()))
        object.__setattr__(self, "by_name", by_name)

    def action(self, name: str) -> Action | None:
        """Return an action of the rows or of their parts by the name that a step keeps."""
        procedures = (self, *self.parts)
        return next((procedure.by_name[name] for procedure in procedures if name in procedure.by_name), None)

    def decide(self, user: Actor, row: Any, name: str) -> Decision:
        """May ``user`` take an action on ``row`` now, and if not, why; one that makes the row is decided on the row to
        be made. An unknown action raises KeyError.
        """
        action = self.by_name[name]
        decisions = [self.permit(user, right, row) for right in action.rights]
        if not any(decisions):
            return decisions[0]
        if action.at and row.state not in action.at:
            return Decision(False, self.status(row))
        reason = action.obstacle(user, row) if action.obstacle else ""
        return Decision(not reason, reason)

    def possible(self, user: Actor, row: Any) -> dict[str, Decision]:
        """Return the decision on every action on a row that is there, for pages and the API."""
        return {action.name: self.decide(user, row, action.name) for action in self.actions if action.at}

    def not_now(
        self, user: Actor, decisions: Mapping[str, Decision], names: Iterable[str]
    ) -> list[tuple[str, str]]:
        """Return which of the user's actions are not possible now and why; actions with the same reason together."""
        by_reason: dict[str, list[str]] = {}
        for name in names:
            action, decision = self.by_name[name], decisions[name]
            if not decision and any(user.has_right(right) for right in action.rights):
                by_reason.setdefault(decision.reason, []).append(str(action.words))
        return [(_(", ").join(words), reason) for reason, words in by_reason.items()]

    def acting(
        self,
        actor: Actor,
        pk: int,
        name: str,
        *,
        since: int | None = None,
        reason: str = "",
    ) -> AbstractContextManager[Work]:
        """Take an action on a row within one transaction: lock, ask, and at the end keep what was done.

        ``since``: the edition that the user saw. Raises Http404 for a row the user may not see, ChangedMeanwhile,
        PermissionDenied with the reason why not, ValidationError for a reason that is missing or too long; nothing is
        written then.
        """
        return execution.acting(self, actor, pk, name, since=since, reason=reason)

    def making(self, actor: Actor, row: Any, name: str, *, reason: str = "") -> AbstractContextManager[Work]:
        """Make a row by an action, within one transaction. Raises PermissionDenied, ValidationError."""
        return execution.making(self, actor, row, name, reason=reason)

    def audit_words(self) -> dict[str, Words]:
        """Return what the audit log calls the actions, by code."""
        if not self.log:
            return {}
        return {f"{self.log}{action.name}": action.logged or action.words for action in self.actions}

    def under_way(self, actor: Actor, row: Any, name: str) -> Work:
        """Return an action on a row that the caller has locked and may change; the caller finishes it."""
        return self.work(self, self.by_name[name], actor, row)

    def waiting_rows(self, user: Actor, awaited: Awaited) -> Iterator[Any]:
        """Yield the rows that wait for ``user`` to take the awaited step."""
        if awaited.rows is not None:
            yield from awaited.rows(user)
            return
        rights = {right for name in awaited.actions for right in self.by_name[name].rights}
        if not any(user.has_right(right) for right in rights):
            return
        states = {state for name in awaited.actions for state in self.by_name[name].at}
        for row in execution.visible(self, user).filter(state__in=states).order_by("pk"):
            if any(self.decide(user, row, name) for name in awaited.actions):
                yield row

    def waiting(self, user: Actor) -> list[ToDo]:
        """Return what waits for ``user``, for a to-do list."""
        to_do: list[ToDo] = []
        for awaited in self.awaited:
            if awaited.url is None:
                to_do += [awaited.line(row) for row in self.waiting_rows(user, awaited)]
            elif count := self._count(user, awaited):
                to_do.append(ToDo(str(awaited.words) % {"count": count}, awaited.url(), awaited.tone))
        return to_do

    def _count(self, user: Actor, awaited: Awaited) -> int:
        if awaited.rows is not None:
            return awaited.rows(user).count()
        return sum(1 for _row in self.waiting_rows(user, awaited))
