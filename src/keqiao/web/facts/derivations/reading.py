"""One reading of the registers as columns: for which platforms, as known when, on which basis."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.frames import read
from keqiao.web.registry.changes.as_of import as_known, as_verified, changed_since, is_verified_since
from keqiao.web.registry.changes.overlay import covered_tables
from keqiao.web.rulebooks.once import asked_once

TABLE = re.compile(r'(?:FROM|JOIN) "(\w{1,63})"')
"""A table in a statement of Django."""


@dataclass
class Reading:
    """A reading of the registers. Each register is loaded once, with the columns that the derivations read.

    ``validity`` maps the id of every platform read to its (valid_from, valid_to); ``division`` is the region's code.
    ``verified``: only what is verified is read, each row as its last verified version (ADR 0020).
    ``only``: rows of this platform, the only one read, are asked of the database, and the city has no figures.
    ``beside``: a reading of the same platforms at the same moment on another basis. What it has loaded of tables that
    neither of the two puts back is the same here, and is not read again.
    """

    validity: dict[int, tuple[date, date | None]]
    division: str = ""
    known_at: datetime | None = None
    loaded: dict[Any, pl.DataFrame] = field(default_factory=dict)
    verified: bool = False
    only: int | None = None
    beside: Reading | None = None
    sources: set[str] = field(default_factory=set)
    """The tables that were read so far, and "today" where the day matters."""
    _open: bool = False

    def __post_init__(self) -> None:
        rows = [(pk, first, last) for pk, (first, last) in self.validity.items()]
        schema: dict[str, Any] = {"platform": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date}
        self.platforms = pl.DataFrame(rows, schema=schema, orient="row")
        self._places: dict[tuple[int, ...], pl.DataFrame] = {}
        self._tables: dict[Any, set[str]] = {}
        self._valid: dict[tuple[object, ...], pl.DataFrame] = {}
        self._put_back: frozenset[str] = frozenset()

    def load(self, loader: Callable[[Reading], pl.DataFrame]) -> pl.LazyFrame:
        """Return what ``loader`` reads of the platforms, asking the database once."""
        if loader not in self.loaded:
            with self.then():
                self.loaded[loader], self._tables[loader] = self._from_beside(loader) or self._read(loader)
        self.sources |= self._tables.get(loader, set())
        return self.loaded[loader].lazy()

    def _from_beside(self, loader: Any) -> tuple[pl.DataFrame, set[str]] | None:
        """What the reading beside this one has loaded, where it is the same here; with the tables read for it."""
        if self.beside is None or loader not in self.beside.loaded:
            return None
        tables = self.beside._tables[loader]
        return (self.beside.loaded[loader], tables) if self.is_like_beside(tables) else None

    def is_like_beside(self, tables: Collection[str]) -> bool:
        """Whether tables say the same in this reading, once it is open, and in the one beside it."""
        if self.beside is None or not self._open:
            return False
        return (self._put_back | self.beside._put_back).isdisjoint(tables)

    def _read(self, loader: Callable[[Reading], pl.DataFrame]) -> tuple[pl.DataFrame, set[str]]:
        with self.noting() as tables:
            rows = loader(self)
        if "platform" in rows.columns:
            rows = rows.join(self.platforms, on="platform", how="semi")
        return rows, tables

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Note the tables that are read inside, in the set that is given and among the sources."""
        outside, self.sources = self.sources, set()
        inside = self.sources

        def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            inside.update(TABLE.findall(str(sql)))
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(note):
                yield inside
        finally:
            # The very set of who notes outside: what is read in here was read there too.
            outside |= inside
            self.sources = outside

    @contextmanager
    def then(self) -> Iterator[None]:
        """Read the registers as they were known at ``known_at``, or as they were verified: put back once. Documents in
        force are asked once too.
        """
        if self._open:
            yield
            return
        with self._registers(), asked_once():
            self._open, self._put_back = True, covered_tables()
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

    def current(self, model: Any) -> Any:
        """Return a register's rows that stand at ``known_at``: of the only platform read, else of all there are."""
        rows = model.objects.current(self.known_at)
        return rows if self.only is None else rows.of_platforms([self.only])

    def register(self, model: Any, **columns: str) -> pl.DataFrame:
        """Return columns of a register's rows that stand, by name here: ``degree="person__degree"``; ``id`` is one."""
        return read(self.current(model), id="pk", **columns)

    def in_force(self, rows: pl.LazyFrame, periods: Periods, first: str) -> pl.LazyFrame:
        """Return the rows by period whose platform belongs to the system on a day from ``first`` (a column of the
        periods) to the last of the period.
        """
        key = (first, *periods.places)
        if key not in self._valid:
            started = pl.col("valid_from") <= pl.col("last")
            not_ended = pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col(first))
            valid = self.platforms.lazy().join(periods.frame, how="cross").filter(started, not_ended)
            self._valid[key] = valid.select("platform", "period").collect()
        return rows.join(self._valid[key].lazy(), on=["platform", "period"], how="semi")

    @property
    def scopes(self) -> list[int | None]:
        """The platforms read, in their order, and last the city (None) where all are read."""
        return [*self.validity, None] if self.only is None else [*self.validity]

    def places(self, periods: Periods) -> pl.LazyFrame:
        """Return every scope (null: the city) with every period and its ``last`` day: the places of figures, in the
        order in which they are kept.
        """
        places = tuple(periods.places)
        if places not in self._places:
            scopes = pl.LazyFrame({"platform": self.scopes}, schema={"platform": pl.Int64})
            days = periods.frame.select("period", "last")
            self._places[places] = scopes.join(days, how="cross", maintain_order="left_right").collect()
        return self._places[places].lazy()
