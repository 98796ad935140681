"""The board of a collection: a row for every platform, read with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, Q

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.returns.board.lights import FormStatus, status_of
from keqiao.web.returns.models import Cell, Collection, Return, Step, UnlockRequest
from keqiao.web.returns.selectors import forms_of


class Counted(NamedTuple):
    """How many figures a form has, how many have a value, how many were sent back."""

    requested: int
    filled: int
    back: int


@dataclass(frozen=True)
class BoardRow:
    """A platform's form on the board. ``filled`` of ``requested`` figures have a value; ``back`` were sent back."""

    form: Return
    status: FormStatus
    requested: int
    filled: int
    back: int
    last: Step | None
    unlock: UnlockRequest | None

    @property
    def reviewer(self) -> User | None:
        """Who reviews it, or did so last."""
        form = self.form
        if form.state in {Return.State.SECOND_REVIEW, Return.State.PASSED, Return.State.LOCKED}:
            return form.second_reviewer
        return form.first_reviewer


def board_rows(user: Actor, collection: Collection, today: date) -> list[BoardRow]:
    """Return the rows of the board that ``user`` may see, by platform code.

    Four queries: the forms, their last steps, their figures, the waiting requests to unlock.
    """
    forms = list(forms_of(user).filter(collection=collection).order_by("platform__code"))
    for form in forms:
        form.collection = collection
    of_collection = Step.objects.filter(form__collection=collection)
    newest = of_collection.order_by().values("form").annotate(newest=Max("pk")).values("newest")
    last = {step.form_id: step for step in Step.objects.filter(pk__in=newest).select_related("by")}
    counted = (
        Cell.objects.filter(form__collection=collection)
        .order_by()
        .values("form")
        .annotate(
            asked=Count("pk"),
            given=Count("pk", filter=Q(value__isnull=False) | Q(not_applicable=True)),
            back=Count("pk", filter=Q(state=Cell.State.SENT_BACK)),
        )
    )
    figures = {row["form"]: Counted(row["asked"], row["given"], row["back"]) for row in counted}
    waiting = UnlockRequest.objects.filter(
        form__collection=collection, state=UnlockRequest.State.WAITING
    ).select_related("requested_by")
    unlocks = {unlock.form_id: unlock for unlock in waiting}
    nothing = Counted(0, 0, 0)
    return [
        BoardRow(
            form,
            status_of(form, today),
            *figures.get(form.pk, nothing),
            last.get(form.pk),
            unlocks.get(form.pk),
        )
        for form in forms
    ]
