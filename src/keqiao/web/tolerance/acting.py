"""What every action on a case does: lock it, ask whether it may happen, keep before and after, move the state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.acting import ChangedMeanwhile
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep
from keqiao.web.tolerance.states import ACTIONS, decide_action

MOST_REASON = 1000
"""Characters of the reason of a step."""


class Acting:
    """An action that is under way on a locked case."""

    def __init__(self, actor: Actor, case: ToleranceCase, action: str) -> None:
        self.actor, self.case, self.action = actor, case, action
        self.at = present()
        self.reason = ""
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}

    def change(self, **fields: Any) -> None:
        """Set fields of the case; what differs is kept with the step."""
        for name, value in fields.items():
            before = getattr(self.case, name)
            if before != value:
                self.note(name, _plain(before), _plain(value))
                setattr(self.case, name, value)

    def note(self, name: str, before: Any, after: Any) -> None:
        """Keep a change that is not a field of the case, such as its files."""
        self._before[name], self._after[name] = before, after

    def finish(self) -> None:
        """Write the case, the step and the audit entry; nothing where nothing changed."""
        to = ACTIONS[self.action].to
        if to is not None:
            self.change(state=to)
        if not self._after:
            return
        self.case.edition += 1
        self.case.save()
        ToleranceStep.objects.create(
            case=self.case,
            action=self.action,
            at=self.at,
            by=self.actor,
            before=self._before,
            after=self._after,
            reason=self.reason[:MOST_REASON],
        )
        detail = {"case": self.case.code, "state": self.case.state, "changed": sorted(self._after)}
        if self.reason:
            detail["reason"] = self.reason[:MOST_REASON]
        record(self.actor, f"tolerance.{self.action}", self.case, detail)


@contextmanager
def acting(actor: Actor, case_pk: int, action: str, *, since: int | None = None) -> Iterator[Acting]:
    """Take ``action`` on a case within one transaction.

    ``since``: the edition that the user saw. Raises Http404 for a case the user may not see, PermissionDenied with
    the reason why not, ChangedMeanwhile; nothing is written then.
    """
    with transaction.atomic():
        cases = ToleranceCase.objects.visible_to(actor).select_related(
            "platform__unit", "applied_by", "checked_by", "decided_by"
        )
        case = cases.select_for_update(of=("self",)).filter(pk=case_pk).first()
        if case is None:
            raise Http404
        if since is not None and since != case.edition:
            raise ChangedMeanwhile(_changed(case))
        decision = decide_action(actor, case, action)
        if not decision:
            raise PermissionDenied(decision.reason)
        at_work = Acting(actor, case, action)
        yield at_work
        at_work.finish()


def _changed(case: ToleranceCase) -> str:
    """Say who changed the case last and what was done."""
    last = case.steps.select_related("by").order_by("-pk").first()
    if last is None:
        return _("The case was changed since you opened it; look at it again.")
    return _("%(user)s changed the case at %(time)s (%(action)s); look at it again.") % {
        "user": last.by,
        "time": timezone.localtime(last.at).strftime("%H:%M:%S"),
        "action": ACTIONS[last.action].name,
    }


def _plain(value: Any) -> Any:
    """A value as a step keeps it: people by name, moments as text."""
    if hasattr(value, "username"):
        return value.username
    return value.isoformat() if hasattr(value, "isoformat") else value
