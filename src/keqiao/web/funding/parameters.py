"""The parameters of the room, as parameters.yaml says them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from keqiao.money import YUAN_PER_WAN

FILE = Path(__file__).with_name("parameters.yaml")


@dataclass(frozen=True)
class Parameters:
    """What the file says. ``below`` and ``above`` are 元; ``interval`` is a share of the draws."""

    below: Decimal
    above: Decimal
    side_by_side: int
    draws: int
    draws_optimised: int
    interval: float
    issuer: str


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """Return the parameters. Raises KeyError where one is missing."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    unusual = data["unusual"]
    return Parameters(
        Decimal(str(unusual["below"])) * YUAN_PER_WAN,
        Decimal(str(unusual["above"])) * YUAN_PER_WAN,
        int(data["side_by_side"]),
        int(data["draws"]),
        int(data["draws_optimised"]),
        float(data["interval"]),
        str(data["issuer"]),
    )
