"""What became of a failure at a gate: stopped in good faith (勤勉尽责), where a case of fault tolerance says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import may_see
from keqiao.web.pipeline.models import GateReview, GateState
from keqiao.web.site.tables import Light
from keqiao.web.tolerance.models import ToleranceCase

FAILED = (GateState.HELD, GateState.STOPPED)


@dataclass(frozen=True)
class FailureAtGate:
    """A hold or a stop at a gate, and what its case of fault tolerance means for the platform."""

    review: GateReview
    case: ToleranceCase | None
    light: Light
    sentence: str


def failures(user: Actor, reviews: Iterable[GateReview]) -> list[FailureAtGate]:
    """Return the holds and stops among reviews, with the case as far as the reader may see it."""
    return [_failure(user, review) for review in reviews if review.state in FAILED]


def _failure(user: Actor, review: GateReview) -> FailureAtGate:
    case = review.tolerance_case
    if case is None:
        said = _("No case of fault tolerance was opened; the failure counts in the evaluation as any other.")
        return FailureAtGate(review, None, "none", said)
    if not may_see(user, case):
        return FailureAtGate(review, None, "none", "")
    state = ToleranceCase.State
    if case.state == state.ACCEPTED:
        said = _("In good faith: the case was accepted, and the failure does not count against the platform.")
        return FailureAtGate(review, case, "good", said)
    if case.state in {state.REFUSED, state.WITHDRAWN}:
        said = _("The case was not accepted; the failure counts in the evaluation as any other.")
        return FailureAtGate(review, case, "bad", said)
    said = _("The case is not decided; until it is accepted the failure counts in the evaluation.")
    return FailureAtGate(review, case, "watch", said)
