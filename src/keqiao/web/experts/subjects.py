"""How a panel names what stands before it, and what experts read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A row that a panel may score. ``remark``: what stands beside its name."""

    key: int
    code: str
    name: str
    remark: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Material:
    """A figure of a subject with the titles of the files behind it; the files themselves are not opened."""

    name: str
    text: str
    period: str
    titles: Sequence[str]
