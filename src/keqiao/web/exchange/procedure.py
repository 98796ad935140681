"""The procedures of needs and offers, declared once for both.

::

    post → submitted ─take, assign→ diagnosis ─publish→ open ─expire→ expired ─renew→ open
                                    diagnosis ─ask_review→ review ─clear→ open
                                                           review ─send_back→ diagnosis
    all of them but closed ─close→ closed

A bottleneck technology is public only after somebody else of the bureau has cleared it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange import notifications
from keqiao.web.exchange.models import Disclosure, Need, Offer, Posting, PostingState, Secrecy
from keqiao.web.exchange.reach import is_broker, is_owner, permit
from keqiao.web.exchange.rights import BROKER, POST, REVIEW
from keqiao.web.exchange.selectors import own
from keqiao.web.exchange.text_index import changed
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

State = PostingState
ALIVE = (State.SUBMITTED, State.DIAGNOSIS, State.REVIEW, State.OPEN, State.EXPIRED)

_STATUS: dict[str, str | Promise] = {
    State.SUBMITTED: gettext_lazy("Waits for a broker to take it up."),
    State.DIAGNOSIS: gettext_lazy("With the broker %(broker)s: it is completed, then published."),
    State.REVIEW: gettext_lazy("A bottleneck technology: the bureau reviews it before anything is public."),
    State.OPEN: gettext_lazy("Open until %(day)s; counterparts are looked for."),
    State.EXPIRED: gettext_lazy("Expired on %(day)s: nobody else sees it. One step renews it."),
    State.CLOSED: gettext_lazy("Closed: %(reason)s."),
}


def status(posting: Posting) -> str:
    """Say where a posting stands and what comes next, in the reader's language."""
    if posting.state == State.OPEN and posting.expires_on is None:
        return _("Open without expiry; counterparts are looked for.")
    return str(_STATUS[posting.state]) % {
        "broker": posting.broker or "—",
        "day": posting.expires_on.isoformat() if posting.expires_on else "—",
        "reason": posting.get_closing_reason_display() or "—",
    }


class PostingActing(Acting):
    """An action under way on a locked need or offer."""

    row: Any

    def store(self) -> None:
        """Save the row with the moment of its change."""
        self.row.changed_at = self.at
        super().store()
        changed(self.row)

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: number, state, the names of changed fields; no texts."""
        entry = {"posting": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | self.detail | ({"reason": self.reason} if self.reason else {})


def _looked_after(user: Actor, posting: Posting) -> str:
    if user.has_right(REVIEW) or is_owner(user, posting) or is_broker(user, posting):
        return ""
    return _("Take it up first.")


def _without_review(user: Actor, posting: Posting) -> str:
    if not posting.bottleneck:
        return _looked_after(user, posting)
    return _("A bottleneck technology is reviewed before it is public.")


def _needs_review(user: Actor, posting: Posting) -> str:
    if posting.bottleneck:
        return _looked_after(user, posting)
    return _("Only a bottleneck technology needs the review; publish it.")


def _another_person(user: Actor, posting: Posting) -> str:
    if user.pk in {posting.posted_by_id, posting.broker_id}:
        return _("You posted it or look after it; another person reviews it.")
    return ""


def _expiring(user: Actor, posting: Posting) -> str:
    if posting.perpetual and posting.state == State.OPEN:
        return _("It has no expiry.")
    return _looked_after(user, posting)


def _actions() -> tuple[Action, ...]:
    return (
        Action("post", pgettext_lazy("posting", "post"), to=State.SUBMITTED, right=(POST, BROKER)),
        Action(
            "edit",
            pgettext_lazy("posting", "change"),
            at=(State.SUBMITTED, State.DIAGNOSIS, State.OPEN),
            right=(POST, BROKER),
            obstacle=_looked_after,
        ),
        Action(
            "take",
            pgettext_lazy("posting", "take up"),
            at=(State.SUBMITTED,),
            to=State.DIAGNOSIS,
            right=BROKER,
        ),
        Action(
            "assign",
            pgettext_lazy("posting", "assign a broker"),
            at=ALIVE,
            right=REVIEW,
            notify=notifications.of_assignment,
        ),
        Action(
            "publish",
            pgettext_lazy("posting", "publish"),
            at=(State.DIAGNOSIS,),
            to=State.OPEN,
            right=BROKER,
            obstacle=_without_review,
            stamp="published",
            notify=notifications.of_publication,
        ),
        Action(
            "ask_review",
            pgettext_lazy("posting", "ask for the secrecy review"),
            at=(State.DIAGNOSIS,),
            to=State.REVIEW,
            right=BROKER,
            obstacle=_needs_review,
            notify=notifications.of_review,
        ),
        Action(
            "clear",
            pgettext_lazy("posting", "clear for publication"),
            at=(State.REVIEW,),
            to=State.OPEN,
            right=REVIEW,
            obstacle=_another_person,
            stamp="published",
            notify=notifications.of_publication,
        ),
        Action(
            "send_back",
            pgettext_lazy("posting", "send back"),
            at=(State.REVIEW,),
            to=State.DIAGNOSIS,
            right=REVIEW,
            obstacle=_another_person,
            reason=Reason.REQUIRED,
            notify=notifications.of_return,
        ),
        Action(
            "renew",
            pgettext_lazy("posting", "renew"),
            at=(State.OPEN, State.EXPIRED),
            to=State.OPEN,
            right=(POST, BROKER),
            obstacle=_expiring,
        ),
        Action(
            "expire",
            pgettext_lazy("posting", "let expire"),
            at=(State.OPEN,),
            to=State.EXPIRED,
            right=REVIEW,
            notify=notifications.of_expiry,
        ),
        Action(
            "close",
            pgettext_lazy("posting", "close"),
            at=ALIVE,
            to=State.CLOSED,
            right=(POST, BROKER),
            obstacle=_looked_after,
            reason=Reason.OPTIONAL,
            stamp="closed",
        ),
    )


def _procedure(
    name: str, model: type[Posting], log: str, awaited: tuple[Awaited, ...]
) -> Procedure[PostingActing]:
    return Procedure(
        name,
        model=model,
        states=State,
        status=status,
        work=PostingActing,
        log=log,
        related=("organisation", "cluster", "broker", "posted_by"),
        permit=permit,
        actions=_actions(),
        awaited=awaited,
    )


def _expired(model: type[Posting]) -> Any:
    """Expired rows of the user, or of the user's unit, for who posts; those a broker looks after, for the broker."""

    def rows(user: Actor) -> Any:
        manager: Any = model._default_manager
        expired = manager.visible_to(user).filter(state=State.EXPIRED)
        mine = expired.filter(broker=user) if user.has_right(BROKER) else expired.none()
        return (mine | own(expired, user) if user.has_right(POST) else mine).order_by("pk")

    return rows


def _to_publish(model: type[Posting]) -> Any:
    """Rows that a broker has taken up and not yet published."""

    def rows(user: Actor) -> Any:
        manager: Any = model._default_manager
        if not user.has_right(BROKER):
            return manager.none()
        return manager.filter(state=State.DIAGNOSIS, broker=user).order_by("pk")

    return rows


def _to_take(model: type[Posting]) -> Any:
    """Rows that no broker has taken up; for the bureau those that no broker sees, which it assigns."""

    def rows(user: Actor) -> Any:
        manager: Any = model._default_manager
        if not user.has_right(BROKER):
            return manager.none()
        waiting = manager.visible_to(user).filter(state=State.SUBMITTED)
        if user.has_right(REVIEW):
            waiting = waiting.filter(Q(disclosure=Disclosure.ON_MATCH) | Q(secrecy=Secrecy.TRADE))
        return waiting.order_by("pk")

    return rows


NEEDS = _procedure(
    "needs",
    Need,
    "exchange.need_",
    (
        Awaited(
            gettext_lazy("Need that waits for a broker: %(row)s"), actions=("take",), rows=_to_take(Need)
        ),
        Awaited(
            gettext_lazy("Need to diagnose and publish: %(row)s"),
            actions=("publish", "ask_review"),
            rows=_to_publish(Need),
        ),
        Awaited(gettext_lazy("Need in the secrecy review: %(row)s"), actions=("clear", "send_back")),
        Awaited(gettext_lazy("Need that expired: %(row)s"), actions=("renew",), rows=_expired(Need)),
    ),
)
OFFERS = _procedure(
    "offers",
    Offer,
    "exchange.offer_",
    (
        Awaited(
            gettext_lazy("Offer that waits for a broker: %(row)s"), actions=("take",), rows=_to_take(Offer)
        ),
        Awaited(
            gettext_lazy("Offer to complete and publish: %(row)s"),
            actions=("publish", "ask_review"),
            rows=_to_publish(Offer),
        ),
        Awaited(gettext_lazy("Offer in the secrecy review: %(row)s"), actions=("clear", "send_back")),
        Awaited(gettext_lazy("Offer that expired: %(row)s"), actions=("renew",), rows=_expired(Offer)),
    ),
)
