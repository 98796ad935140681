"""What every action on a grading does: lock it, ask whether it may happen, keep before and after, move the state."""

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
from keqiao.web.grading.models import Grading, GradingStep, Objection
from keqiao.web.grading.states import ACTIONS, decide_action
from keqiao.web.procedures.words import MOST_WORDS, words_given

MOST_TEXT = 4000
"""Characters of an objection, of findings, of an answer."""
MOST_MINUTES = 8000
"""Characters of the minutes of a consultation."""


class Acting:
    """An action that is under way on a locked grading; ``before``, ``after`` and ``reason`` go into its step."""

    def __init__(self, actor: Actor, grading: Grading, action: str, objection: Objection | None) -> None:
        self.actor, self.grading, self.action, self.objection = actor, grading, action, objection
        self.at = present()
        self.to = ACTIONS[action].to or grading.state
        self.run = grading.run
        self.before: dict[str, Any] = {"state": grading.state}
        self.after: dict[str, Any] = {}
        self.reason = ""
        self.detail: dict[str, Any] = {}

    def finish(self) -> None:
        """Write the state, the step and the audit entry."""
        self.grading.state = self.to
        self.grading.edition += 1
        self.grading.save()
        GradingStep.objects.create(
            grading=self.grading,
            action=self.action,
            at=self.at,
            by=self.actor,
            run=self.run,
            before=self.before,
            after={"state": self.to} | self.after,
            reason=self.reason[:MOST_WORDS],
        )
        detail: dict[str, Any] = {"state": self.to, "run": self.run.code} | self.detail
        if self.objection is not None:
            detail["objection"] = self.objection.pk
        if self.reason:
            detail["reason"] = self.reason
        record(self.actor, f"grading.{self.action}", self.grading, detail)


@contextmanager
def acting(
    actor: Actor,
    pk: int,
    action: str,
    *,
    objection: int | None = None,
    about: Any = None,
    since: int | None = None,
) -> Iterator[Acting]:
    """Take ``action`` on a grading within one transaction.

    ``since``: the edition of the grading that the user saw; ``objection``: the key of the objection dealt with;
    ``about``: the platform that an objection is lodged for. Raises Http404 for what the user may not see,
    PermissionDenied with the reason why not, ChangedMeanwhile; nothing is written then.
    """
    with transaction.atomic():
        found = Grading.objects.visible_to(actor).select_related("run__scheme", "run__snapshot", "final_by")
        grading = found.select_for_update(of=("self",)).filter(pk=pk).first()
        if grading is None:
            raise Http404
        dealt_with = _objection(actor, grading, objection) if objection is not None else None
        if since is not None and since != grading.edition:
            raise ChangedMeanwhile(changed_words(grading))
        answer = decide_action(actor, grading, action, dealt_with or about)
        if not answer:
            raise PermissionDenied(answer.reason)
        at_work = Acting(actor, grading, action, dealt_with)
        yield at_work
        at_work.finish()


def _objection(actor: Actor, grading: Grading, pk: int) -> Objection:
    """Return the objection if the actor may see it. Raises Http404."""
    found = Objection.objects.visible_to(actor).filter(grading=grading, pk=pk)
    objection = found.select_related("platform", "checked_by", "lodged_by").first()
    if objection is None:
        raise Http404
    return objection


def changed_words(grading: Grading) -> str:
    """Say who changed the grading last and what was done."""
    last = grading.steps.select_related("by").order_by("-pk").first()
    if last is None:
        return _("The grading was changed since you opened it; look at it again.")
    return _("%(user)s changed the grading at %(time)s (%(action)s); look at it again.") % {
        "user": last.by,
        "time": timezone.localtime(last.at).strftime("%H:%M:%S"),
        "action": ACTIONS[last.action].name,
    }


def in_words(field: str, text: str, most: int = MOST_WORDS) -> str:
    """Return a text that must be given. Raises ValidationError for ``field`` when there is none, or too much."""
    return words_given(text, _("Say it in words."), most, field=field)
