"""What a bureau sets for gradings, from grading.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("grading.yaml")


@dataclass(frozen=True)
class Parameters:
    """``publicity_days``: least length of the publicity in calendar days; ``show_totals``: in the published list;
    ``issuer``: who signs the notices, with ``{region}`` where the name of the region stands.
    """

    publicity_days: int
    show_totals: bool
    issuer: str


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """Return grading.yaml. Raises ValueError where it does not say what it must."""
    found = Parameters(**yaml.safe_load(FILE.read_text(encoding="utf-8")))
    if type(found.publicity_days) is not int or found.publicity_days < 1:
        raise ValueError(f"{FILE.name}: publicity_days is a number of days from 1 on")
    if type(found.show_totals) is not bool:
        raise ValueError(f"{FILE.name}: show_totals is true or false")
    if type(found.issuer) is not str or not found.issuer.strip():
        raise ValueError(f"{FILE.name}: issuer names who signs the notices")
    return found
