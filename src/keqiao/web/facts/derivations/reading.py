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

from keqiao.web.audit.revisions import counted_ways
from keqiao.web.facts.derivations.periods import Periods
from keqiao.web.facts.frames import noting_ways, read
from keqiao.web.registry.changes.as_of import as_known, as_verified, changed_since, is_verified_since
from keqiao.web.registry.changes.overlay import covered_tables
from keqiao.web.rulebooks.request_cache import asked_once

TABLE = re.compile(r'(?:FROM|JOIN) "(\w{1,63})"')
"""A table in a statement of Django."""
IN_ALL = "*"
"""Ends the name of a table of which rows are read that writes are not counted for by platform."""


@dataclass
class Reading:
    """A reading of the registers. Each register is loaded once, with the columns that the derivations read.

    ``validity`` maps the id of every platform read to its (valid_from, valid_to); ``division`` is the region's code.
    ``verified``: only what is verified is read, each row as its last verified version (ADR 0020).
    ``only``: rows of these platforms, the only ones read, are asked of the database, and the city has no figures.
    ``city_only``: all platforms are read, and the city alone has figures.
    ``beside``: a reading of the same platforms at the same moment on another basis. What it has loaded of tables that
    neither of the two puts back is the same here, and is not read again.
    """

    validity: dict[int, tuple[date, date | None]]
    division: str = ""
    known_at: datetime | None = None
    loaded: dict[Any, pl.DataFrame] = field(default_factory=dict)
    verified: bool = False
    only: Collection[int] | None = None
    city_only: bool = False
    beside: Reading | None = None
    sources: set[str] = field(default_factory=set)
    """The tables that were read so far, and "today" where the day matters."""
    is_open: bool = False
    """Whether the registers say already what this reading needs."""

    def __post_init__(self) -> None:
        rows = [(pk, first, last) for pk, (first, last) in self.validity.items()]
        schema: dict[str, Any] = {"platform": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date}
        self.platforms = pl.DataFrame(rows, schema=schema, orient="row")
        self._places: dict[tuple[Any, ...], pl.DataFrame] = {}
        self._noting = 0
        self._put_back: frozenset[str] = frozenset()
        self._tables: dict[Any, set[str]] = {}
        self._valid: dict[tuple[object, ...], pl.DataFrame] = {}

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

    def is_like_beside(self, sources: Collection[str]) -> bool:
        """Whether tables say the same in this reading, once it is open, and in the one beside it."""
        if self.beside is None or not self.is_open:
            return False
        return (self._put_back | self.beside._put_back).isdisjoint(tables_of(sources))

    def _read(self, loader: Callable[[Reading], pl.DataFrame]) -> tuple[pl.DataFrame, set[str]]:
        with self.noting() as tables:
            rows = loader(self)
        if "platform" in rows.columns:
            rows = rows.join(self.platforms, on="platform", how="semi")
        return rows, tables

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Note the tables that are read inside, in the set that is given at the end, and among the sources."""
        outside, self.sources = self.sources, set()
        inside, tables = self.sources, set[str]()
        self._noting += 1
        depth = self._noting

        def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            if self._noting == depth:
                tables.update(TABLE.findall(str(sql)))
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(note), noting_ways() as ways:
                yield inside
            inside |= self.sources | {_source(table, ways.get(table)) for table in tables}
        finally:
            self._noting -= 1
            self.sources = outside | inside

    @contextmanager
    def then(self) -> Iterator[None]:
        """Read the registers as they were known at ``known_at``, or as they were verified: put back once. Documents in
        force are asked once too.
        """
        if self.is_open:
            yield
            return
        with self._registers(), asked_once():
            self.is_open, self._put_back = True, covered_tables()
            try:
                yield
            finally:
                self.is_open = False

    def _registers(self) -> AbstractContextManager[None]:
        """The registers as this reading needs them: put back only where that makes a difference."""
        if self.verified:
            return nullcontext() if is_verified_since(self.known_at) else as_verified(self.known_at)
        if self.known_at is None or not changed_since(self.known_at):
            return nullcontext()
        return as_known(self.known_at)

    def current(self, model: Any) -> Any:
        """Return a register's rows that stand at ``known_at``: of the only platforms read, else of all there are."""
        rows = model.objects.current(self.known_at)
        return rows if self.only is None else rows.of_platforms(list(self.only))

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
        """What has figures: the platforms read, in their order, and last the city (None) where all are read."""
        if self.city_only:
            return [None]
        return [*self.validity, None] if self.only is None else [*self.validity]

    def places(self, periods: Periods, scopes: tuple[int | None, ...] | None = None) -> pl.LazyFrame:
        """Return every scope (null: the city), or those given, with every period and its ``last`` day: the places of
        figures, in the order in which they are kept.
        """
        key = (scopes, *periods.places)
        if key not in self._places:
            listed = self.scopes if scopes is None else list(scopes)
            frame = pl.LazyFrame({"platform": listed}, schema={"platform": pl.Int64})
            days = periods.frame.select("period", "last")
            self._places[key] = frame.join(days, how="cross", maintain_order="left_right").collect()
        return self._places[key].lazy()


def _source(table: str, ways: set[str] | None) -> str:
    """The name of a table as a source: whether its rows were read in the ways in which writes are counted."""
    counted = counted_ways().get(table)
    return table if not counted or (ways and ways <= counted) else f"{table}{IN_ALL}"


def tables_of(sources: Collection[str]) -> set[str]:
    """Return the tables that sources name, whether writes are counted for them by platform or in all."""
    return {source.removesuffix(IN_ALL) for source in sources}
