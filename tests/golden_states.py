"""How the states of the golden database are kept: on SQLite as copies, on PostgreSQL as savepoints.

A copy takes milliseconds on SQLite and serves all processes of a run. On PostgreSQL it would take longer than most
fixtures; there each golden fixture is made in a savepoint of a transaction that stays open from test to test, on top of
the fixtures made before it: a test that asks for the same takes back only what the test before it did.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from tests.databases import alone

Names = tuple[str, ...]


@dataclass(frozen=True)
class Recipe:
    """How a golden fixture is made."""

    name: str
    make: Callable[..., Any]
    needs: Names

    @classmethod
    def of(cls, make: Callable[..., Any]) -> Recipe:
        """That of a function whose arguments are the fixtures that it needs."""
        code = make.__code__
        return cls(make.__name__, make, code.co_varnames[: code.co_argcount])

    @property
    def key(self) -> str:
        """What tells it from a fixture of the same name in another folder."""
        return f"{self.make.__module__}.{self.make.__qualname__}"

    def made(self, before: list[Recipe], values: dict[str, Any]) -> Any:
        """Make it from what the fixtures ``before`` it returned."""
        needed = {recipe.name: values[recipe.key] for recipe in before if recipe.name in self.needs}
        return self.make(**needed | {need: None for need in self.needs if need == "db"})


@dataclass
class Copies:
    """On SQLite: the states of the database that this process knows, and the one that its database is in."""

    folder: Path | None = None
    """Where the processes of a run share what each of them made."""
    known: dict[Names, tuple[sqlite3.Connection, bytes]] = field(default_factory=dict)
    state: Names | None = None
    values: dict[str, Any] = field(default_factory=dict)
    """What the golden fixtures of the test at hand return."""

    def begin(self, recipes: list[Recipe], commits: bool = False) -> None:
        """Bring the database into the state; nothing where a fixture of a wider scope has opened a transaction."""
        self.values = {}
        if connection.in_atomic_block:
            return
        if connection.connection is None:
            # Not opened yet, or closed by a test: then what it held may be gone.
            connection.ensure_connection()
            self.leave()
        if not self.known:
            self._know((), connection.connection.serialize(), pickle.dumps({}))
            self.state = ()
        state = tuple(recipe.key for recipe in recipes)
        if state not in self.known:
            with alone(self._place(state)):
                if not self._read(state):
                    self._make(state, recipes)
        if state != self.state:
            self.known[state][0].backup(connection.connection)
            self.state = state
        self.values = pickle.loads(self.known[state][1])

    def leave(self) -> None:
        """The database is in no known state: a test has committed to it."""
        self.state = None

    def _make(self, state: Names, recipes: list[Recipe]) -> None:
        *before, last = recipes
        self.begin(before)
        self.state = None
        with _testcase():
            self.values[last.key] = last.made(before, self.values)
            connection.run_on_commit = []
        database, pickled = connection.connection.serialize(), pickle.dumps(self.values)
        self._know(state, database, pickled)
        self.state = state
        place = self._place(state)
        unfinished = place.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps((database, pickled)))
        unfinished.replace(place)

    def _read(self, state: Names) -> bool:
        """Whether another process of this run has made the state."""
        if not self._place(state).exists():
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


@dataclass(frozen=True)
class Layer:
    """What one golden fixture made, and what it and those below it returned."""

    recipe: Recipe
    block: transaction.Atomic
    values: bytes


@dataclass
class Layers:
    """On PostgreSQL: the golden fixtures that stand in the open transaction, one on the other."""

    standing: list[Layer] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    """What the golden fixtures of the test at hand return."""

    def begin(self, recipes: list[Recipe], commits: bool = False) -> None:
        """Bring the database into the state; a test that commits makes its fixtures itself.

        Nothing is done where a fixture of a wider scope has opened a transaction.
        """
        self.values = {}
        if len(connection.atomic_blocks) > len(self.standing):
            return
        if commits:
            self.leave()
            return
        common = 0
        for layer, recipe in zip(self.standing, recipes, strict=False):
            if layer.recipe.key != recipe.key:
                break
            common += 1
        self._down_to(common)
        for number in range(common, len(recipes)):
            self._add(recipes[number], recipes[:number])
        self.values = pickle.loads(self.standing[-1].values) if self.standing else {}

    def leave(self) -> None:
        """Take everything back."""
        self._down_to(0)

    def _add(self, recipe: Recipe, before: list[Recipe]) -> None:
        values = pickle.loads(self.standing[-1].values) if self.standing else {}
        block = _testcase()
        block.__enter__()
        try:
            values[recipe.key] = recipe.made(before, values)
            connection.check_constraints()  # now, not at the end of every test
            connection.run_on_commit = []
        except BaseException:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)
            raise
        self.standing.append(Layer(recipe, block, pickle.dumps(values)))

    def _down_to(self, height: int) -> None:
        while len(self.standing) > height:
            transaction.set_rollback(True)
            self.standing.pop().block.__exit__(None, None, None)


def _testcase() -> transaction.Atomic:
    """A transaction that counts as a test's own: what must be an outermost transaction may run in it."""
    block = transaction.atomic()
    block._from_testcase = True
    return block
