"""What documents of parameters share."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import Label, Part
from keqiao.language import Bilingual

Days = Annotated[int, Field(ge=0, le=36_500)]
Draws = Annotated[int, Field(ge=1, le=100_000)]
"""How often something uncertain is drawn."""
Share = Annotated[float, Field(ge=0, le=1)]
OpenShare = Annotated[float, Field(gt=0, lt=1)]
"""A share that is neither none nor all."""


class Words(Bilingual):
    """A text of a document; as text it is in the reader's language."""

    def __str__(self) -> str:
        return self.in_language(get_language() or "zh")


class SourcedPart(Part):
    """A document that says where its figures come from."""

    source: Annotated[Words, Label(_("Source"))]
