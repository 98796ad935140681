"""The one place that says what can be done to a panel in which state, by whom, and why not.

::

    preparing ─open→ scoring ─end_first→ discussion ─close→ closed
    preparing, scoring, discussion ─dissolve→ dissolved
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.experts.models import ExpertPanel, PanelSeat

State = ExpertPanel.State
DECIDE, SCORE, DRAFTS = "evaluations.decide", "evaluations.score", "evaluations.view_drafts"
READING = (DECIDE, DRAFTS, SCORE)
"""Rights of those who may open a panel at all; what they see of it, selectors say."""
OPEN = (State.PREPARING, State.SCORING, State.DISCUSSION)
Obstacle = Callable[[Any, ExpertPanel, PanelSeat | None], str]
"""Tells why a user may not take an action in a state that would allow it; empty when they may."""


@dataclass(frozen=True)
class Action:
    """An action: its name, the states it is possible in, the right it needs, what may stand in the way."""

    name: str | Promise
    states: tuple[str, ...]
    right: str
    obstacle: Obstacle | None = None


def _seated(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> str:
    return "" if seat is not None else _("You are not on this panel.")


def _not_seated(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> str:
    return _("You sit on this panel; another person runs it.") if seat is not None else ""


def _scoring(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> str:
    if seat is None:
        return _seated(user, panel, seat)
    if seat.declared_at is None:
        return _("Declare your conflicts of interest first.")
    if seat.first_at is not None:
        return _("You have handed in your independent scores.")
    return ""


def _revising(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> str:
    if seat is None:
        return _seated(user, panel, seat)
    if seat.first_at is None:
        return _("You did not hand in independent scores, so you take no part in the discussion.")
    if seat.second_at is not None:
        return _("You have handed in your scores after the discussion.")
    return ""


def _closing(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> str:
    if panel.created_by_id == user.pk:
        return _("You organised this panel; another person closes it.")
    return _not_seated(user, panel, seat)


def _ending(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> str:
    if seat is not None and panel.chair_id != user.pk:
        return _("The chair or the bureau ends the independent scoring.")
    if seat is not None and seat.first_at is None:
        return _("Hand in your own scores first.")
    return ""


ACTIONS: dict[str, Action] = {
    "edit": Action(pgettext_lazy("action", "change"), (State.PREPARING,), DECIDE, _not_seated),
    "open": Action(pgettext_lazy("action", "open the scoring"), (State.PREPARING,), DECIDE, _not_seated),
    "seat": Action(pgettext_lazy("action", "add an expert"), (State.SCORING,), DECIDE, _not_seated),
    "state_conflict": Action(
        pgettext_lazy("action", "state a conflict of interest"),
        (State.SCORING, State.DISCUSSION),
        DECIDE,
        _not_seated,
    ),
    "declare": Action(
        pgettext_lazy("action", "declare conflicts of interest"),
        (State.SCORING, State.DISCUSSION),
        SCORE,
        _seated,
    ),
    "score": Action(pgettext_lazy("action", "score"), (State.SCORING,), SCORE, _scoring),
    "revise": Action(
        pgettext_lazy("action", "score after the discussion"), (State.DISCUSSION,), SCORE, _revising
    ),
    "end_first": Action(
        pgettext_lazy("action", "end the independent scoring"), (State.SCORING,), "", _ending
    ),
    "close": Action(pgettext_lazy("action", "close"), (State.DISCUSSION,), DECIDE, _closing),
    "dissolve": Action(pgettext_lazy("action", "dissolve"), OPEN, DECIDE, _not_seated),
    "correct": Action(pgettext_lazy("action", "put right by a new panel"), (State.CLOSED,), DECIDE),
}
"""What can be done to a panel. Ending the first round is for the bureau and for the chair, so it names no right."""

_STANDING: dict[str, str | Promise] = {
    State.PREPARING: gettext_lazy("The panel is being prepared."),
    State.SCORING: gettext_lazy(
        "Experts score independently; nobody sees the scores of others until all have handed in."
    ),
    State.DISCUSSION: gettext_lazy(
        "Independent scoring has ended; the experts discuss and may change their own scores with a reason."
    ),
    State.CLOSED: gettext_lazy("The panel is closed; its results stand. A new panel can put them right."),
    State.DISSOLVED: gettext_lazy("The panel was dissolved; nothing came of it."),
}


def standing(panel: ExpertPanel) -> str:
    """Say where a panel stands and what that means, in the reader's language."""
    return str(_STANDING[panel.state])


def decide_action(user: Actor, panel: ExpertPanel, seat: PanelSeat | None, action: str) -> Decision:
    """May ``user``, who holds ``seat`` (None: none), take ``action`` on ``panel`` now, and if not, why.

    An unknown action raises KeyError.
    """
    wanted = ACTIONS[action]
    allowed = decide(user, wanted.right or (SCORE if seat is not None else DECIDE))
    if not allowed:
        return allowed
    if panel.state not in wanted.states:
        return Decision(False, standing(panel))
    obstacle = wanted.obstacle(user, panel, seat) if wanted.obstacle else ""
    return Decision(not obstacle, obstacle)


def possible(user: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> dict[str, Decision]:
    """Return the decision on every action, for pages."""
    return {action: decide_action(user, panel, seat, action) for action in ACTIONS}
