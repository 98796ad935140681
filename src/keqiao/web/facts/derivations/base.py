"""How a figure is derived from register rows: select the rows of a period, then count or add up distinct things.

A derivation names the rows that count for a period, each with its platform and with a key that says which *thing* it is
(a person, a firm by its social credit code, a patent by its application number). A platform's figure uses its own rows,
the city's uses all of them; counting goes by distinct keys and adding by distinct rows, so nothing counts twice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from keqiao.periods import Period
from keqiao.web.facts.parameters import parameter
from keqiao.web.registry.changes.as_of import as_known, as_verified, changed_since, is_verified_since
from keqiao.web.rulebooks.once import asked_once

Loaded = TypeVar("Loaded")


class Row(NamedTuple):
    """A register row that counts: ``value`` is what it adds; ``city`` says whether it also counts for the city."""

    platform: int
    key: Hashable
    id: int
    value: Decimal = Decimal(1)
    city: bool = True


class Derived(NamedTuple):
    """A derived value with the rows behind it; ``reason`` says why there is no value."""

    value: Decimal | None
    rows: tuple[Row, ...] = ()
    reason: str = ""


@dataclass
class Reading:
    """One reading of the registers: for which platforms, as known when, on which basis. Each register is loaded once.

    ``verified``: only what is verified is read, each row as its last verified version (ADR 0020).
    ``validity`` maps the id of every platform read to its (valid_from, valid_to); ``division`` is the region's code.
    """

    validity: dict[int, tuple[date, date | None]]
    division: str = ""
    known_at: datetime | None = None
    loaded: dict[Any, Any] = field(default_factory=dict)
    verified: bool = False
    _open: bool = False

    def load(self, loader: Callable[[Reading], Loaded]) -> Loaded:
        """Return what ``loader`` reads, asking the database once."""
        if loader not in self.loaded:
            with self.then():
                self.loaded[loader] = loader(self)
        found: Loaded = self.loaded[loader]
        return found

    @contextmanager
    def then(self) -> Iterator[None]:
        """Read the registers as they were known at ``known_at``, or as they were verified: put back once. Documents in
        force are asked once too.
        """
        if self._open:
            yield
            return
        with self._registers(), asked_once():
            self._open = True
            try:
                yield
            finally:
                self._open = False

    def _registers(self) -> AbstractContextManager[None]:
        """The registers as this reading needs them: put back only where that makes a difference."""
        if self.verified:
            return nullcontext() if is_verified_since(self.known_at) else as_verified(self.known_at)
        if self.known_at is None or not changed_since(self.known_at):
            return nullcontext()
        return as_known(self.known_at)

    def standing(self, model: Any) -> Any:
        """Return a register's rows of the platforms read that stand at ``known_at``."""
        return model.objects.current(self.known_at).of_platforms(list(self.validity))

    def in_force(self, platform: int, first: date, last: date) -> bool:
        """Whether the platform belongs to the system on a day from ``first`` to ``last``."""
        valid = self.validity.get(platform)
        return valid is not None and valid[0] <= last and (valid[1] is None or valid[1] >= first)


Select = Callable[[Reading, Period], Iterable[Row]]
Combine = Callable[[Sequence[Row], Period], Decimal | None]


@dataclass(frozen=True)
class Derivation:
    """A rule: the register that is listed behind the figure, which rows count, and how they make a value."""

    code: str
    model: str
    select: Select
    combine: Combine
    yearly: bool = False
    """Whether the register is kept by year, so that only years have a value."""
    flow: bool = False


def count_things(rows: Sequence[Row], period: Period) -> Decimal:
    """Return the number of distinct things."""
    return Decimal(len({row.key for row in rows}))


def add_rows(rows: Sequence[Row], period: Period) -> Decimal:
    """Return the sum over distinct rows."""
    return sum({row.id: row.value for row in rows}.values(), Decimal(0))


def within(start: date, end: date | None, on: date) -> bool:
    """Whether ``on`` lies between ``start`` and the last day ``end`` (None: open)."""
    return start <= on and (end is None or on <= end)


def years_before(day: date, years: int) -> date:
    """Return the same day of the calendar ``years`` earlier (29 February: the 28th)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def setting(name: str, period: Period) -> Any:
    """Return the parameter that holds at the end of the period."""
    return parameter(name, period.end)
