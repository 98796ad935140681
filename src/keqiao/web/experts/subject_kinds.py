"""What stands before a panel: platforms, and whatever other rooms declare (``provides={"experts.subjects": …}``).

A panel names the kind of its subjects and the key of each (ADR 0033); everything that only the kind knows is asked
here: names, who is in conflict by what the system knows, what experts read, what becomes of a result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from keqiao.web.accounts.actors import Actor
from keqiao.web.experts.models import ExpertPanel, PanelSubject
from keqiao.web.experts.subjects import Material, Subject
from keqiao.web.experts.tally import ScoreTally
from keqiao.web.site.rooms import Registry, Words


class SubjectKind(Protocol):
    """A kind of subjects. ``own``: why an expert is in conflict whom :meth:`conflicts` names."""

    code: str
    name: Words
    own: Words

    def offered(self, user: Actor) -> Iterable[Subject]:
        """Yield what ``user`` may put before a panel, in the order of lists."""
        ...

    def named(self, keys: Collection[int]) -> Mapping[int, Subject]:
        """Return subjects by key, in the order of lists; one query."""
        ...

    def conflicts(self, experts: Collection[Actor], keys: Collection[int]) -> Collection[tuple[int, int]]:
        """Return (expert, subject) where the system knows of a conflict of interest; one query."""
        ...

    def materials(self, panel: ExpertPanel, keys: Collection[int]) -> Mapping[int, Sequence[Material]]:
        """Return what experts read of subjects before they judge."""
        ...

    def gaps(self, panel: ExpertPanel, keys: Collection[int]) -> Sequence[str]:
        """Return sentences on what experts would miss, for the bureau before the scoring opens."""
        ...

    def settle(self, panel: ExpertPanel, row: PanelSubject, result: ScoreTally, actor: Actor) -> None:
        """Let a result become what it is for, while the panel is being closed; ``row`` is saved afterwards."""
        ...

    def url(self, panel: ExpertPanel, row: PanelSubject) -> str:
        """Return where the result of a closed panel stands; empty where nowhere else."""
        ...


KINDS: Registry[SubjectKind] = Registry("experts.subjects")


def kind(code: str) -> SubjectKind:
    """Return a kind of subjects. Raises KeyError for one that no room declares."""
    for declared in KINDS:
        if declared.code == code:
            return declared
    raise KeyError(code)


def rows_of(panel: ExpertPanel) -> list[PanelSubject]:
    """Return what stands before a panel, each with its name; two queries, in the order of the kind."""
    rows = {row.key: row for row in panel.subjects.all()}
    named = kind(panel.subject_kind).named(rows)
    for key, row in rows.items():
        row.panel = panel
        row.subject = named[key]
    return [rows[key] for key in named]
