"""From one seed to the whole demonstration city."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from .contracts import add_contracts
from .figures import add_figures
from .firms import add_firms
from .organisations import add_platforms
from .patents import add_patents
from .people import add_people
from .projects import add_projects
from .rows import City
from .story import add_story

SEED = 20241031
"""The seed of the city that is shipped."""


@lru_cache(maxsize=2)
def generate(seed: int = SEED) -> City:
    """The rows of the demonstration city for ``seed``: the same seed, the same rows.

    Each subject draws from its own stream, so that a change in one leaves the others as they are.
    """
    city = City(seed)
    add_platforms(city)
    for name, add in (
        ("people", add_people),
        ("patents", add_patents),
        ("projects", add_projects),
        ("firms", add_firms),
        ("contracts", add_contracts),
        ("figures", add_figures),
        ("story", add_story),
    ):
        add(city, Random(f"{seed}:{name}"))  # noqa: S311 - invented rows, nothing secret
    return city
