"""The board: projects by stage, those nearest to their term first. A card moves by the gate of its stage only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.pipeline.models import GATE_AFTER, STAGE_AFTER, PassageState, ProjectPassage, Stage
from keqiao.web.pipeline.parties import conducts
from keqiao.web.pipeline.query import ON_BOARD_STATE, TOGETHER
from keqiao.web.pipeline.selectors import stage_counts
from keqiao.web.pipeline.tables import light_of, open_words

MOST_CARDS = 15
"""Cards of a column; the heading counts all, and leads to their list."""


@dataclass(frozen=True)
class ProjectCard:
    """A project on the board; ``gate``: the gate that its reader may ask for now, ``next_stage``: the one it opens."""

    passage: ProjectPassage
    light: str
    open_words: str
    gate: str
    next_stage: str


@dataclass(frozen=True)
class StageColumn:
    """A stage with its projects: how many there are, how many of them on hold, and those that are due first."""

    stage: Stage
    count: int
    held: int
    cards: list[ProjectCard]


def board_of(user: Actor, rows: QuerySet[Any]) -> list[StageColumn]:
    """Return a column for each stage. Counts take one query, the cards of a stage one by its index: the board costs
    the same for ten thousand projects as for ten.
    """
    counts = stage_counts(rows)
    columns = []
    for stage in Stage:
        by_state = {state: counts.get((stage.value, state.value), 0) for state in TOGETHER[ON_BOARD_STATE]}
        total = sum(by_state.values())
        cards = _cards(user, rows, stage) if total else []
        columns.append(StageColumn(stage, total, by_state[PassageState.HELD], cards))
    return columns


def _cards(user: Actor, rows: QuerySet[Any], stage: Stage) -> list[ProjectCard]:
    chosen = rows.filter(stage=stage, state__in=TOGETHER[ON_BOARD_STATE]).order_by("due_on", "pk")[
        :MOST_CARDS
    ]
    return [_card(user, passage) for passage in chosen]


def _card(user: Actor, passage: Any) -> ProjectCard:
    gate = GATE_AFTER.get(passage.stage)
    is_free = passage.state == PassageState.RUNNING and not passage.at_gate
    if gate is None or not is_free or not conducts(user, passage):
        return ProjectCard(passage, light_of(passage), open_words(passage), "", "")
    label, opened = str(gate.label), STAGE_AFTER[gate].value
    return ProjectCard(passage, light_of(passage), open_words(passage), label, opened)
