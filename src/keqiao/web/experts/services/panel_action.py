"""What every action on a panel does: lock it, ask whether it may happen, count the edition, keep the audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.selectors import seat_of, visible_panels
from keqiao.web.experts.states import decide_action
from keqiao.web.procedures.words import words_given

MOST_WORDS = 500
"""Characters of a reason or a ground."""


class Acting:
    """An action that is under way on a locked panel. ``seat``: that of the actor. ``matters``: whether what others
    have open is out of date afterwards.
    """

    def __init__(self, actor: Actor, panel: ExpertPanel, seat: PanelSeat | None) -> None:
        self.actor, self.panel, self.seat = actor, panel, seat
        self.at = present()
        self.detail: dict[str, Any] = {}
        self.matters = True


@contextmanager
def acting(actor: Actor, pk: int, action: str, *, since: int | None = None) -> Iterator[Acting]:
    """Take ``action`` on a panel within one transaction.

    ``since``: the edition that the user saw, of the own seat for an expert's actions, else of the panel. Raises Http404
    for a panel the user may not see, PermissionDenied with the reason why not, ValidationError ``changed`` where
    somebody changed it meanwhile; nothing is written then.
    """
    with transaction.atomic():
        panel = visible_panels(actor).select_for_update(of=("self",)).filter(pk=pk).first()
        if panel is None:
            raise Http404
        seat = seat_of(actor, panel)
        decision = decide_action(actor, panel, seat, action)
        if not decision:
            raise PermissionDenied(decision.reason)
        mine = action in {"declare", "score", "revise"} and seat is not None
        if since is not None and since != (seat.edition if mine and seat is not None else panel.edition):
            raise ValidationError(changed_words(), code="changed")
        at_work = Acting(actor, panel, seat)
        yield at_work
        if mine and seat is not None:
            seat.edition += 1
            seat.save()
        if at_work.matters:
            panel.edition += 1
            panel.save()
        record(actor, f"experts.{action}", panel, at_work.detail)


def changed_words() -> str:
    """Say that the page is out of date."""
    return _("The panel was changed since you opened the page; look at it again.")


def reason_given(text: str, *, required: bool = True) -> str:
    """Return a reason or ground in words. Raises ValidationError when there is none, or too much."""
    return words_given(text, _("Say why.") if required else "", MOST_WORDS, field="reason")
