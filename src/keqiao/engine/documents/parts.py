"""What every part of a document shares: it never changes, and a key that its form does not know is an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from keqiao.language import Bilingual

Code = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)]
"""A name by which other parts refer to a part: letters, digits, underscore; starts with a letter."""


@dataclass(frozen=True)
class Label:
    """What a key is called where people read it; ``name`` becomes a text in the reader's language by ``str()``.

    Stands in the annotation of a field: ``draws: Annotated[int, Label(_("number of draws"))]``.
    """

    name: object

    def __str__(self) -> str:
        return str(self.name)


class Part(BaseModel):
    """Base of every part: immutable, and a key that the form does not know is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)


class NamedPart(Part):
    """A part with a code, a name, and the regulation its figures come from."""

    code: Code
    name: Bilingual
    note: Bilingual | None = None
    regulation: Bilingual | None = Field(default=None, description="law, notice or agreement that sets it")
