"""What one reader sees of a grading: everything, or the published list with the lines of the own platforms."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.grading.selectors import VIEW, VIEW_DRAFTS, gradings, lines_of


@dataclass(frozen=True)
class Seen:
    """A grading as a reader sees it.

    ``full``: totals, ranks, intervals and what was computed of every platform; without it the list has names and
    grades (and totals where the bureau shows them). ``inside``: steps, minutes and reasons, which are not published.
    """

    grading: Grading
    lines: list[GradeLine]
    full: bool
    inside: bool
    own: frozenset[str]

    def is_open(self, line: GradeLine) -> bool:
        """Whether the reader sees the details of a platform."""
        return self.full or line.platform.code in self.own

    @property
    def own_lines(self) -> list[GradeLine]:
        """The lines of the reader's own unit."""
        return [line for line in self.lines if line.platform.code in self.own]


def seen(user: Actor, pk: int) -> Seen:
    """Return a grading as the user sees it. Raises Http404 where the user may not see it at all."""
    return _seen(user, gradings(user).filter(pk=pk).first())


def seen_by_code(user: Actor, code: str) -> Seen:
    """The same by the grading's code."""
    return _seen(user, gradings(user).filter(code=code).first())


def _seen(user: Actor, grading: Grading | None) -> Seen:
    if grading is None:
        raise Http404
    lines = list(lines_of(grading))
    full = user.scope_for(VIEW) == "all"
    unit = getattr(user, "unit_id", None)
    own = {line.platform.code for line in lines if unit is not None and line.platform.unit_id == unit}
    return Seen(grading, lines, full, full and user.has_right(VIEW_DRAFTS), frozenset(own))
