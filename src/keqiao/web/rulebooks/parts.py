"""What documents of parameters share."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import Label, Part
from keqiao.language import Bilingual

Days = Annotated[int, Field(ge=0, le=36_500)]
Share = Annotated[float, Field(ge=0, le=1)]


class SourcedPart(Part):
    """A document that says where its figures come from."""

    source: Annotated[Bilingual, Label(_("Source"))]
