"""What every action does: lock the row, ask whether it may happen, keep before and after, move the state, tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.procedures.action import Action
from keqiao.web.procedures.refusals import ChangedMeanwhile


class Acting:
    """An action that is under way on a locked row. Rooms add to it what their rows are made of.

    ``detail`` goes into the audit entry; ``before`` and ``after`` into the step.
    """

    row: Any

    def __init__(self, procedure: Any, action: Action, actor: Actor, row: Any) -> None:
        self.procedure, self.action, self.actor, self.row = procedure, action, actor, row
        self.at = present()
        self.is_new = row._state.adding
        self.to = action.to
        self.reason = ""
        self.detail: dict[str, Any] = {}
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}

    def change(self, **fields: Any) -> None:
        """Set fields of the row; what differs is kept with the step."""
        for name, value in fields.items():
            before = getattr(self.row, name)
            if before != value:
                self.note(name, plain(before), plain(value))
                setattr(self.row, name, value)

    def note(self, name: str, before: Any, after: Any) -> None:
        """Keep a change that is no field of the row, such as its files."""
        self.before[name], self.after[name] = before, after

    def finish(self) -> None:
        """Write the row, the step, the notices and the audit entry; nothing where nothing was done."""
        if self.to is not None:
            self.move(self.to)
        if not self.is_done:
            return
        self._stamp()
        if self.action.counts and not self.is_new and hasattr(self.row, "edition"):
            self.row.edition += 1
        self.store()
        if self.action.notify is not None:
            self.action.notify(self)
        if self.procedure.log:
            code = f"{self.procedure.log}{self.action.name}"
            record(self.actor, code, self.target, self.entry())

    def move(self, to: str) -> None:
        """Bring the row into the state that the action leads to."""
        self.change(state=to)

    @property
    def is_done(self) -> bool:
        """Whether the action did anything that is worth keeping."""
        return self.is_new or bool(self.before or self.after or self.detail or self.reason)

    def store(self) -> None:
        """Save the row, and the step where the rows of the procedure keep them."""
        self.row.save()
        if hasattr(self.row, "steps"):
            self.row.steps.create(**self.step())

    def step(self) -> dict[str, Any]:
        """What the step says."""
        return {
            "action": self.action.name,
            "at": self.at,
            "by": self.actor,
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
        }

    @property
    def target(self) -> Any:
        """What the audit entry is about."""
        return self.row

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        return {"state": self.row.state} | self.detail | ({"reason": self.reason} if self.reason else {})

    def _stamp(self) -> None:
        for suffix, value in (("by", self.actor), ("at", self.at)):
            name = f"{self.action.stamp}_{suffix}"
            if self.action.stamp and _has_field(self.row, name):
                setattr(self.row, name, value)


def visible(procedure: Any, user: Actor) -> QuerySet[Any]:
    """Return the rows of a procedure that a user may see."""
    manager: Any = procedure.model._default_manager
    rows: QuerySet[Any] = manager.visible_to(user) if hasattr(manager, "visible_to") else manager.all()
    return rows.select_related(*procedure.related) if procedure.related else rows


@contextmanager
def acting(
    procedure: Any,
    actor: Actor,
    pk: int,
    name: str,
    *,
    since: int | None,
    reason: str,
) -> Iterator[Any]:
    """Take an action on a row: see :meth:`Procedure.acting`."""
    action = procedure.by_name[name]
    with transaction.atomic():
        rows = visible(procedure, actor)
        if rows.query.distinct:  # which no database locks
            rows = procedure.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        if procedure.within:
            _lock_whole(procedure, rows.filter(pk=pk))
        row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise Http404
        if since is not None and since != row.edition:
            raise ChangedMeanwhile(changed_words(procedure, row))
        decision = procedure.decide(actor, row, name)
        if not decision:
            raise PermissionDenied(decision.reason)
        work = procedure.work(procedure, action, actor, row)
        work.reason = action.reason_given(reason)
        yield work
        work.finish()


@contextmanager
def making(procedure: Any, actor: Actor, row: Any, name: str, *, reason: str) -> Iterator[Any]:
    """Make a row by an action: see :meth:`Procedure.making`."""
    action = procedure.by_name[name]
    with transaction.atomic():
        decision = procedure.decide(actor, row, name)
        if not decision:
            raise PermissionDenied(decision.reason)
        work = procedure.work(procedure, action, actor, row)
        work.reason = action.reason_given(reason)
        yield work
        work.finish()


def _lock_whole(procedure: Any, parts: QuerySet[Any]) -> None:
    """Lock what the rows are parts of, before them: an action on the whole locks it first too."""
    whole = procedure.model._meta.get_field(procedure.within).related_model._base_manager
    keys = parts.order_by().values(procedure.within)
    list(whole.select_for_update().filter(pk__in=keys).values_list("pk"))


def changed_words(procedure: Any, row: Any) -> str:
    """Say who changed a row last and what was done."""
    last = row.steps.select_related("by").order_by("-pk").first() if hasattr(row, "steps") else None
    if last is None:
        return _("This was changed since you opened it; look at it again.")
    action = procedure.action(last.action)
    return _("%(user)s changed this at %(time)s (%(action)s); look at it again.") % {
        "user": last.by or _("The system"),
        "time": timezone.localtime(last.at).strftime("%H:%M:%S"),
        "action": action.words if action else last.action,
    }


def plain(value: Any) -> Any:
    """A value as a step keeps it: people by name, moments as text."""
    if hasattr(value, "username"):
        return value.username
    return value.isoformat() if hasattr(value, "isoformat") else value


def _has_field(row: Any, name: str) -> bool:
    try:
        row._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
