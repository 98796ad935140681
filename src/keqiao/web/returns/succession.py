"""Figures of a return in whose place another figure stands now: said at the cell, and told to its people.

Another collection's lock, or a confirmed proposal from before the opening, may supersede what a return wrote. The
return itself stays as it is; whoever opens it must not take its figure for the one that stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from keqiao.web.facts.models import Basis, Fact, FactOrigin
from keqiao.web.facts.models.proposals import amount
from keqiao.web.returns import notices
from keqiao.web.returns.models import Cell, Return
from keqiao.web.returns.services.form_notices import fillers, tell


@dataclass(frozen=True)
class Successor:
    """The fact that stands in the place of a cell's figure."""

    fact: Fact

    @property
    def text(self) -> str:
        """The value that stands, with its unit."""
        return amount(self.fact.measure, self.fact)

    @property
    def url(self) -> str:
        """The page of the figure, with its history."""
        return self.fact.get_absolute_url()


def successors(form: Return, cells: Iterable[Cell]) -> dict[int, list[Successor]]:
    """Return what stands in the place of figures of a form, by cell; two queries for all cells.

    A figure that this form wrote, or that it was filled with as reported before, is compared with what stands now.
    """
    current = {
        (fact.measure_id, fact.basis): fact
        for fact in Fact.objects.current()
        .filter(platform=form.platform_id, period=form.collection.period)
        .select_related("measure", "platform", "recorded_by", "confirmed_by")
    }
    successors: dict[int, list[Successor]] = {}
    for cell in cells:
        pairs = [(cell.fact_id, Basis.REPORTED), (cell.verified_fact_id, Basis.VERIFIED)]
        for written, basis in pairs:
            now = current.get((cell.item.measure_id, basis.value))
            if now is None:
                continue
            known = cell.origin == Cell.Origin.KNOWN and basis == Basis.REPORTED and now.value != cell.value
            if (written is not None and now.pk != written) or (written is None and known):
                successors.setdefault(cell.pk, []).append(Successor(now))
    return successors


def tell_of_other_way(before: Fact, fact: Fact) -> None:
    """Tell of a fact that no lock wrote; a lock tells by itself, because it knows which form is its own."""
    if fact.origin != FactOrigin.RETURN:
        tell_of_successor(before, fact)


def tell_of_successor(before: Fact, fact: Fact, own: Return | None = None) -> None:
    """Tell the reviewers and the platform's people of every return but ``own`` whose fact ``fact`` superseded."""
    cells = Cell.objects.filter(Q(fact=before) | Q(verified_fact=before))
    forms = Return.objects.filter(pk__in=cells.values("form")).select_related(
        "collection", "platform__unit", "first_reviewer", "second_reviewer"
    )
    for form in forms.exclude(pk=own.pk) if own else forms:
        reviewers = [
            reviewer for reviewer in (form.first_reviewer, form.second_reviewer) if reviewer is not None
        ]
        people = {person.pk: person for person in [*fillers(form), *reviewers]}
        tell(form, notices.SUCCESSOR, people.values(), f"successor-{fact.pk}", notices.superseded(form, fact))
