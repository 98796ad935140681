"""The procedure of an expert's seat on a panel: conflicts declared, scored alone, scored after the discussion.

::

    invited ─declare→ declared ─hand_in→ handed_in ─confirm→ confirmed
    score and revise keep what is not handed in yet; amend adds to what was declared
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts import notifications
from keqiao.web.experts.actions import SeatActing
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.rights import SCORE
from keqiao.web.procedures.action import Action
from keqiao.web.procedures.declaration import Awaited, Procedure

State, Panel = PanelSeat.State, ExpertPanel.State

_STATUS: dict[str, str | Promise] = {
    State.INVITED: gettext_lazy("Declare your conflicts of interest first."),
    State.DECLARED: gettext_lazy(
        "You did not hand in independent scores, so you take no part in the discussion."
    ),
    State.HANDED_IN: gettext_lazy("You have handed in your independent scores."),
    State.CONFIRMED: gettext_lazy("You have handed in your scores after the discussion."),
}


def _status(seat: PanelSeat) -> str:
    return str(_STATUS[seat.state])


def _not_mine(user: Actor, seat: PanelSeat) -> str:
    return "" if seat.expert_id == user.pk else _("You are not on this panel.")


def _not_open(user: Actor, seat: PanelSeat) -> str:
    return _not_mine(user, seat) or _unless(seat, Panel.SCORING, Panel.DISCUSSION)


def _not_scoring(user: Actor, seat: PanelSeat) -> str:
    return _not_mine(user, seat) or _unless(seat, Panel.SCORING)


def _not_discussing(user: Actor, seat: PanelSeat) -> str:
    return _not_mine(user, seat) or _unless(seat, Panel.DISCUSSION)


def _unless(seat: PanelSeat, *states: str) -> str:
    return "" if seat.panel.state in states else status_of_panel(seat.panel)


_STATUS_OF_PANEL: dict[str, str | Promise] = {
    Panel.PREPARING: gettext_lazy("The panel is being prepared."),
    Panel.SCORING: gettext_lazy(
        "Experts score independently; nobody sees the scores of others until all have handed in."
    ),
    Panel.DISCUSSION: gettext_lazy(
        "Independent scoring has ended; the experts discuss and may change their own scores with a reason."
    ),
    Panel.CLOSED: gettext_lazy("The panel is closed; its results stand. A new panel can put them right."),
    Panel.DISSOLVED: gettext_lazy("The panel was dissolved; nothing came of it."),
}


def status_of_panel(panel: ExpertPanel) -> str:
    """Say where a panel stands and what that means, in the reader's language."""
    return str(_STATUS_OF_PANEL[panel.state])


def _own(user: Actor, state: str) -> QuerySet[PanelSeat]:
    seats: QuerySet[PanelSeat] = PanelSeat.objects.visible_to(user).filter(expert=user, panel__state=state)
    return seats.select_related("panel", "expert").order_by("pk")


def _to_declare(user: Actor) -> QuerySet[PanelSeat]:
    return _own(user, Panel.SCORING).filter(declared_at=None)


def _to_score(user: Actor) -> QuerySet[PanelSeat]:
    return _own(user, Panel.SCORING).filter(declared_at__isnull=False, first_at=None)


def _to_confirm(user: Actor) -> QuerySet[PanelSeat]:
    return _own(user, Panel.DISCUSSION).filter(first_at__isnull=False, second_at=None)


def _panel(seat: PanelSeat) -> Mapping[str, Any]:
    return {"panel": seat.panel}


SEATS = Procedure(
    "seats",
    model=PanelSeat,
    states=State,
    status=_status,
    work=SeatActing,
    log="experts.",
    within="panel",
    by_others=(State.INVITED,),
    related=("panel__measure", "expert"),
    actions=(
        Action(
            "declare",
            pgettext_lazy("action", "declare conflicts of interest"),
            at=(State.INVITED,),
            to=State.DECLARED,
            right=SCORE,
            obstacle=_not_open,
            logged=gettext_lazy("declare conflicts of interest"),
        ),
        Action(
            "amend",
            pgettext_lazy("action", "change the declaration of conflicts"),
            at=(State.DECLARED, State.HANDED_IN, State.CONFIRMED),
            right=SCORE,
            obstacle=_not_open,
            logged=gettext_lazy("change declaration of conflicts of interest"),
        ),
        Action(
            "score",
            pgettext_lazy("action", "score"),
            at=(State.DECLARED,),
            right=SCORE,
            obstacle=_not_scoring,
            logged=gettext_lazy("score on experts' panel"),
        ),
        Action(
            "hand_in",
            pgettext_lazy("action", "hand in the independent scores"),
            at=(State.DECLARED,),
            to=State.HANDED_IN,
            right=SCORE,
            obstacle=_not_scoring,
            notify=notifications.of_scores,
            logged=gettext_lazy("hand in independent scores on experts' panel"),
        ),
        Action(
            "revise",
            pgettext_lazy("action", "score after the discussion"),
            at=(State.HANDED_IN,),
            right=SCORE,
            obstacle=_not_discussing,
            logged=gettext_lazy("score on experts' panel after discussion"),
        ),
        Action(
            "confirm",
            pgettext_lazy("action", "hand in the scores after the discussion"),
            at=(State.HANDED_IN,),
            to=State.CONFIRMED,
            right=SCORE,
            obstacle=_not_discussing,
            logged=gettext_lazy("hand in scores on experts' panel after discussion"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Declare conflicts of interest: %(panel)s"),
            actions=("declare",),
            rows=_to_declare,
            values=_panel,
        ),
        Awaited(
            gettext_lazy("Score independently: %(panel)s"),
            actions=("score", "hand_in"),
            rows=_to_score,
            values=_panel,
        ),
        Awaited(
            gettext_lazy("Discuss, change or confirm your scores: %(panel)s"),
            actions=("revise", "confirm"),
            rows=_to_confirm,
            values=_panel,
        ),
    ),
)
