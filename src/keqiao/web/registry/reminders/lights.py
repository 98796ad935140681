"""Lights of what comes due: red after the day, yellow within a number of days before it, green earlier."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from keqiao.web.site.tables.definition import Light

FILE = Path(__file__).with_name("reminders.yaml")


@dataclass(frozen=True)
class Spans:
    """The numbers of days of reminders.yaml."""

    expiry: int
    obligation: int
    ended_shown: int


@lru_cache(maxsize=1)
def spans() -> Spans:
    """Return the spans of reminders.yaml. Raises ValueError where one is no number of days."""
    found = Spans(**yaml.safe_load(FILE.read_text(encoding="utf-8")))
    for name, days in vars(found).items():
        if not isinstance(days, int) or not 0 <= days <= 36_500:
            raise ValueError(f"{FILE.name}: {name} must be a number of days from 0 to 36500, not {days!r}")
    return found


def light_of(days: int, within: int) -> Light:
    """Return the light of something due in ``days`` days: the day itself is the last good one, so 0 is yellow."""
    if days < 0:
        return "bad"
    return "watch" if days <= within else "good"
