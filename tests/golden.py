"""One golden database for a run of the suite: what fixtures make is made once, and every test begins with it.

What a fixture declared with ``golden`` makes is made by the first test of the run that asks for it, before the
transaction of that test begins; ``tests/golden_states.py`` keeps the database as it then stands, and what the fixtures
returned, under the set of golden fixtures that the test asks for, and any later test with this set begins there. Golden
fixtures are made in an order that the set alone decides. They may ask for other golden fixtures and for ``db``, and
leave nothing behind outside the database.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.golden_states import Copies, Layers, Recipe

copies = Copies()
layers = Layers()


def golden(make: Callable[..., Any]) -> Any:
    """Declare a fixture of the golden database, in the place of ``pytest.fixture``."""

    @functools.wraps(make)
    def give(**needed: Any) -> Any:
        values = _states().values
        return values[recipe.key] if recipe.key in values else make(**needed)

    recipe = Recipe.of(make)
    give.recipe = recipe
    return pytest.fixture(give)


def recipes_of(test: pytest.Item) -> list[Recipe]:
    """The golden fixtures that a test asks for, each after those that it needs itself."""
    definitions = test._fixtureinfo.name2fixturedefs
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


def begin(recipes: list[Recipe], *, commits: bool = False) -> None:
    """Bring the database into the state that these fixtures make, for a test that ``commits`` or does not."""
    _states().begin(recipes, commits)


def leave() -> None:
    """The database is no longer in a state that is known here: a test has committed to it, or the run ends."""
    _states().leave()


def _states() -> Copies | Layers:
    return copies if connection.vendor == "sqlite" else layers
