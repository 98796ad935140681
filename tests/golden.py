"""One golden database for a run of the suite: what fixtures make is made once, and every test begins with a copy.

What a fixture declared with ``golden`` makes is made by the first test of the run that asks for it, before the
transaction of that test begins. The database as it then stands, and what the fixtures returned, are kept until the run
ends, under the set of golden fixtures that the test asks for; any later test with this set begins with a copy. Golden
fixtures are made in an order that the set alone decides. They may ask for other golden fixtures and for ``db``, and
leave nothing behind outside the database.

This holds on SQLite, where a copy takes milliseconds. On PostgreSQL golden fixtures are fixtures like any other.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

Names = tuple[str, ...]


@dataclass(frozen=True)
class Recipe:
    """How a golden fixture is made."""

    name: str
    make: Callable[..., Any]
    needs: Names

    @property
    def key(self) -> str:
        """What tells it from a fixture of the same name in another folder."""
        return f"{self.make.__module__}.{self.make.__qualname__}"


def golden(make: Callable[..., Any]) -> Any:
    """Declare a fixture of the golden database, in the place of ``pytest.fixture``."""

    @functools.wraps(make)
    def give(**needed: Any) -> Any:
        return copies.values[recipe.key] if recipe.key in copies.values else make(**needed)

    code = make.__code__
    recipe = Recipe(make.__name__, make, code.co_varnames[: code.co_argcount])
    give.recipe = recipe  # type: ignore[attr-defined]
    return pytest.fixture(give)


def recipes_of(request: pytest.FixtureRequest) -> list[Recipe]:
    """The golden fixtures that a test asks for, each after those that it needs itself."""
    definitions = request.node._fixtureinfo.name2fixturedefs
    ordered: dict[str, Recipe] = {}

    def add(name: str) -> None:
        recipe = getattr(definitions[name][-1].func, "recipe", None) if name in definitions else None
        if recipe is not None and name not in ordered:
            for need in sorted(recipe.needs):
                if need != "db" and not hasattr(definitions[need][-1].func, "recipe"):
                    raise TypeError(f"the golden fixture {name} asks for {need}, which is none")
                add(need)
            ordered[name] = recipe

    for name in sorted(definitions):
        add(name)
    return list(ordered.values())


@dataclass
class Copies:
    """The states of the database that this process knows, and the one that its database is in."""

    folder: Path | None = None
    """Where the processes of a run share what each of them made."""
    known: dict[Names, tuple[sqlite3.Connection, bytes]] = field(default_factory=dict)
    state: Names | None = None
    values: dict[str, Any] = field(default_factory=dict)
    """What the golden fixtures of the test at hand return."""

    def begin(self, recipes: list[Recipe]) -> None:
        """Bring the database into the state that these fixtures make; there must be no open transaction."""
        self.values = {}
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return
        if connection.connection is None:
            # Not opened yet, or closed by a test: then what it held may be gone.
            connection.ensure_connection()
            self.state = None
        if not self.known:
            self._keep((), {})
        state = tuple(recipe.key for recipe in recipes)
        if state not in self.known and not self._read(state):
            self.begin(recipes[:-1])
            last = recipes[-1]
            with _committed():
                value = last.make(
                    **{
                        need: self.values[recipe.key]
                        for recipe in recipes
                        for need in last.needs
                        if recipe.name == need
                    }
                    | {need: None for need in last.needs if need == "db"}
                )
            self._keep(state, self.values | {last.key: value})
        if state != self.state:
            self.known[state][0].backup(connection.connection)
            self.state = state
        self.values = pickle.loads(self.known[state][1])

    def spoil(self) -> None:
        """The database is in no known state: a test has committed to it."""
        self.state = None

    def _keep(self, state: Names, values: dict[str, Any]) -> None:
        database, pickled = connection.connection.serialize(), pickle.dumps(values)
        self._know(state, database, pickled)
        self.state = state
        if self.folder is not None and state:
            place = self._place(state)
            unfinished = place.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(pickle.dumps((database, pickled)))
            unfinished.replace(place)

    def _read(self, state: Names) -> bool:
        """Whether another process of this run has made the state."""
        if self.folder is None or not self._place(state).exists():
            return False
        self._know(state, *pickle.loads(self._place(state).read_bytes()))
        return True

    def _know(self, state: Names, database: bytes, values: bytes) -> None:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        copy.deserialize(database)
        self.known[state] = copy, values

    def _place(self, state: Names) -> Path:
        assert self.folder is not None
        return self.folder / f"golden-{hashlib.sha256(repr(state).encode()).hexdigest()[:24]}"


copies = Copies()


@contextmanager
def _committed() -> Iterator[None]:
    """A transaction that is kept; as in a test, nothing that was to follow its end follows."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # what must be an outermost transaction may run in it
    with atomic:
        yield
        connection.run_on_commit = []
