"""What is known of one figure: its value, how it came about or why there is none, and what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple, overload

CELLS = ("value", "state", "reason", "there", "among", "which", "as_of", "by_hand", "platforms", "model")
"""What is known of a figure, as its row among the columns of figures names it."""


class State(StrEnum):
    """How a value came about, or why there is none."""

    RECORDED = "recorded"
    ROLLED_UP = "rolled_up"
    DERIVED = "derived"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    REFUSED = "refused"


class Ids(Sequence[int]):
    """The ids of the rows or facts behind a figure. They are listed when somebody looks, not with every figure."""

    def __init__(self, listing: Callable[[], Iterable[int]] = tuple) -> None:
        self._listing = listing

    @cached_property
    def _listed(self) -> tuple[int, ...]:
        return tuple(self._listing())

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[int, ...]: ...

    def __getitem__(self, at: Any) -> Any:
        return self._listed[at]

    def __len__(self) -> int:
        return len(self._listed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._listed == tuple(other)

    def __hash__(self) -> int:
        return hash(self._listed)

    def __repr__(self) -> str:
        return repr(self._listed)


class Computed(NamedTuple):
    """A value in the stored unit, with what it was made of; ``reason`` explains a gap or an incomplete total."""

    value: Decimal | None
    state: State
    reason: str = ""
    facts: Sequence[int] = Ids()
    row_model: str = ""
    row_ids: Sequence[int] = Ids()
    platforms: int = 0
    """From how many platforms a city total was added up."""
    as_of: date | None = None
    by_hand: bool = False
    """Whether a fact among those it was made of was entered by hand (:attr:`Fact.is_by_hand`)."""
    incomplete: bool = False
    """Whether a city total lacks platforms, so that it compares with no other total."""
