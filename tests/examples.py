"""How many examples a property is tried with: as many as its test names, fewer in CI, many more to explore."""

from __future__ import annotations

import os

from hypothesis import settings

SHARES = {"ci": 0.25, "explore": 10.0}
"""Of the number that a test names, by the profile of the run (tests/conftest.py)."""
FEWEST = 5


def examples(number: int, *, again: int | None = None) -> int:
    """``number`` tells enough to somebody who works on the code; CI takes a quarter, but at least five.

    ``again``: as many in CI on PostgreSQL, of a property that costs much and that CI has tried in full on SQLite.
    """
    profile = settings.get_current_profile_name()
    if again is not None and profile == "ci" and os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return again
    share = SHARES.get(profile, 1.0)
    return max(min(number, FEWEST), round(number * share))


def exploring() -> bool:
    """Whether somebody has the time to try everything of which CI tries a part."""
    return settings.get_current_profile_name() == "explore"
