"""What experts.yaml says: how many experts, how many scores must remain, when a comment is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from keqiao.web.registry.language import in_language

FILE = Path(__file__).with_name("experts.yaml")


@dataclass(frozen=True)
class Parameters:
    """Experts on a panel (least, most), scores that must remain, points (0–100) below which a comment is asked for."""

    least_experts: int
    most_experts: int
    least_scores: int
    comment_below: Decimal
    source_zh: str
    source_en: str

    @property
    def source(self) -> str:
        """Where the figures come from, in the reader's language."""
        return in_language(self.source_zh, self.source_en)


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """Return experts.yaml. Raises KeyError or ValueError where it does not say what it must."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Parameters(
        least_experts=int(data["least_experts"]),
        most_experts=int(data["most_experts"]),
        least_scores=int(data["least_scores"]),
        comment_below=Decimal(str(data["comment_below"])),
        source_zh=str(data["source"]["zh"]),
        source_en=str(data["source"]["en"]),
    )
