"""Incompatible rights (不相容岗位) as data: which are not in one hand, and which belong to the own unit only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, field_validator

from keqiao.web.accounts.rights import RIGHTS

FILE = Path(__file__).with_name("conflicts.yaml")


class Incompatible(BaseModel):
    """Who holds one of ``first`` holds none of ``second``; the name says what the two are, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    name_en: str
    first: frozenset[str]
    second: frozenset[str]

    @field_validator("first", "second")
    @classmethod
    def _known(cls, rights: frozenset[str]) -> frozenset[str]:
        return _known(rights)

    def __str__(self) -> str:
        return self.name if (get_language() or "").startswith("zh") else self.name_en

    def holds(self, rights: Iterable[str]) -> bool:
        """Whether rights of both sides are among these."""
        held = set(rights)
        return bool(self.first & held and self.second & held)


class Conflicts(BaseModel):
    """All of conflicts.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    incompatible: tuple[Incompatible, ...]
    own_unit_only: frozenset[str]

    @field_validator("own_unit_only")
    @classmethod
    def _of_a_unit(cls, rights: frozenset[str]) -> frozenset[str]:
        return _known(rights)


def _known(rights: frozenset[str]) -> frozenset[str]:
    unknown = sorted(rights - set(RIGHTS))
    if unknown:
        raise ValueError(f"unknown rights: {', '.join(unknown)}")
    return rights


@cache
def conflicts() -> Conflicts:
    """Return what conflicts.yaml says. Raises pydantic.ValidationError for a right that does not exist."""
    return Conflicts.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
