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
class MaterialFile:
    """A file that experts may open before they judge, by its SHA-256."""

    title: str
    sha256: str


@dataclass(frozen=True)
class Material:
    """What experts read of a subject, such as a figure, with the files behind it (one that is counted from the
    registers has none). ``heading``: what it stands under, in the reader's language.
    """

    heading: str
    name: str
    text: str
    period: str
    files: Sequence[MaterialFile] = ()

    @property
    def titles(self) -> list[str]:
        """The titles of the files."""
        return [file.title for file in self.files]
