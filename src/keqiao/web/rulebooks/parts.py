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


class EnquiriesPart(Part):
    """Whom the addressees of a notice may ask or tell; what is empty is printed as a blank to be filled in by hand."""

    name: Annotated[str, Field(max_length=100), Label(_("Contact"))] = ""
    telephone: Annotated[str, Field(max_length=60), Label(_("Telephone"))] = ""
    supervision: Annotated[str, Field(max_length=60), Label(_("Telephone for complaints"))] = ""

    def in_chinese(self) -> str:
        """Return the line of an official document, which is Chinese whatever language the reader has chosen."""
        blank = "＿＿＿＿＿＿"
        named = {"联系人": self.name, "联系电话": self.telephone, "监督电话": self.supervision}
        return "；".join(f"{label}：{text or blank}" for label, text in named.items()) + "。"
