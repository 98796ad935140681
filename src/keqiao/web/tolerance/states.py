"""The one place that says which action on a case is possible in which state, who may take it, and why not.

::

    draft ─apply→ applied ─check→ checked ─accept→ accepted
      ↑ └──── send_back ┘            └─refuse→ refused
    draft, applied, checked ─withdraw→ withdrawn

Three people: who applies, who finds the facts, who decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide, decide_one
from keqiao.web.tolerance.answers import forbidding
from keqiao.web.tolerance.models import ToleranceCase

State = ToleranceCase.State
APPEAL, DECIDE = "evaluations.appeal", "evaluations.decide"
Obstacle = Callable[[Any, ToleranceCase], str]
"""Tells why a user may not take an action on a case in a state that would allow it; empty when they may."""


@dataclass(frozen=True)
class Action:
    """An action: its name, the states it is possible in, the state it leads to (None: the same), the rights of which
    one is needed.
    """

    name: str | Promise
    states: tuple[str, ...]
    to: str | None
    rights: tuple[str, ...]
    obstacle: Obstacle | None = None


def _on_behalf(user: Actor, case: ToleranceCase) -> str:
    """The platform's own people, or the officer who opened the case."""
    if case.applied_by_id == user.pk or decide(user, APPEAL, case):
        return ""
    return _("The case belongs to %(user)s, who opened it.") % {"user": case.applied_by}


def _not_applicant(user: Actor, case: ToleranceCase) -> str:
    if case.applied_by_id == user.pk:
        return _("You opened this case; another person finds the facts and another one decides.")
    return ""


def _not_checker(user: Actor, case: ToleranceCase) -> str:
    if case.checked_by_id == user.pk:
        return _("You found the facts of this case; another person decides.")
    return _not_applicant(user, case)


def _acceptable(user: Actor, case: ToleranceCase) -> str:
    items = forbidding(case)
    if items:
        return _("The negative list forbids to accept this case: %(items)s.") % {
            "items": _(", ").join(str(item.name) for item in items)
        }
    return _not_checker(user, case)


ACTIONS: dict[str, Action] = {
    "open": Action(pgettext_lazy("case", "open"), (), State.DRAFT, (APPEAL, DECIDE)),
    "edit": Action(pgettext_lazy("case", "change"), (State.DRAFT,), None, (APPEAL, DECIDE), _on_behalf),
    "apply": Action(
        pgettext_lazy("case", "apply"), (State.DRAFT,), State.APPLIED, (APPEAL, DECIDE), _on_behalf
    ),
    "withdraw": Action(
        pgettext_lazy("case", "withdraw"),
        (State.DRAFT, State.APPLIED, State.CHECKED),
        State.WITHDRAWN,
        (APPEAL, DECIDE),
        _on_behalf,
    ),
    "send_back": Action(
        pgettext_lazy("case", "send back"), (State.APPLIED,), State.DRAFT, (DECIDE,), _not_applicant
    ),
    "check": Action(
        pgettext_lazy("case", "find the facts"), (State.APPLIED,), State.CHECKED, (DECIDE,), _not_applicant
    ),
    "accept": Action(
        pgettext_lazy("case", "accept"), (State.CHECKED,), State.ACCEPTED, (DECIDE,), _acceptable
    ),
    "refuse": Action(
        pgettext_lazy("case", "refuse"), (State.CHECKED,), State.REFUSED, (DECIDE,), _not_checker
    ),
    "learn": Action(
        pgettext_lazy("case", "note what is learned"), (State.ACCEPTED, State.REFUSED), None, (DECIDE,)
    ),
}
"""What can be done to a case. ``open`` makes it; it stands here because steps name it."""

_STANDING: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("The case is being written; it was not applied for yet."),
    State.APPLIED: gettext_lazy("Applied for; the bureau finds the facts next."),
    State.CHECKED: gettext_lazy("The facts were found by %(checker)s; another officer decides next."),
    State.ACCEPTED: gettext_lazy("Accepted by %(decider)s on %(day)s; runs started from then on take it in."),
    State.REFUSED: gettext_lazy("Refused by %(decider)s on %(day)s; it changes nothing in an evaluation."),
    State.WITHDRAWN: gettext_lazy("Withdrawn; it changes nothing in an evaluation."),
}


def standing(case: ToleranceCase) -> str:
    """Say where a case stands and what comes next, in the reader's language."""
    return str(_STANDING[case.state]) % {
        "checker": case.checked_by or "—",
        "decider": case.decided_by or "—",
        "day": timezone.localdate(case.decided_at).isoformat() if case.decided_at else "—",
    }


def decide_action(user: Actor, case: ToleranceCase, action: str) -> Decision:
    """May ``user`` take ``action`` on ``case`` now, and if not, why. An unknown action raises KeyError."""
    wanted = ACTIONS[action]
    allowed = decide_one(user, wanted.rights, case)
    if not allowed:
        return allowed
    if case.state not in wanted.states:
        return Decision(False, standing(case))
    obstacle = wanted.obstacle(user, case) if wanted.obstacle else ""
    return Decision(not obstacle, obstacle)


def possible(user: Actor, case: ToleranceCase) -> dict[str, Decision]:
    """Return the decision on every action, for the page."""
    return {action: decide_action(user, case, action) for action in ACTIONS if action != "open"}
