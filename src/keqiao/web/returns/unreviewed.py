"""Tell the facts room which figures of open returns are not facts yet: to their own unit and to reviewers only."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.unreviewed import Unreviewed
from keqiao.web.returns.models import Cell, Collection, Return
from keqiao.web.returns.procedure import status

BEING_REPORTED = [state for state in Return.State.values if state != Return.State.LOCKED]


def figures_under_way(user: Actor, figure: Figure) -> Iterator[Unreviewed]:
    """Yield the cells of unlocked returns for the figure's platform, measure and period."""
    if figure.scope.platform is None or not decide(user, "returns.view", figure.scope.platform):
        return
    forms = Return.objects.visible_to(user).filter(
        platform=figure.scope.platform, state__in=BEING_REPORTED, collection__period=figure.period.code
    )
    forms = forms.exclude(collection__state=Collection.State.CANCELLED)
    cells = Cell.objects.filter(form__in=forms, item__measure=figure.measure, origin=Cell.Origin.TYPED)
    for cell in cells.select_related(
        "form__collection",
        "form__platform",
        "form__submitted_by",
        "form__first_reviewer",
        "form__second_reviewer",
        "form__locked_by",
    ):
        yield Unreviewed(
            cell.value, status(cell.form), str(cell.form.collection), cell.form.get_absolute_url()
        )
