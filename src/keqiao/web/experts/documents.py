"""The documents of the room: how panels are composed and scored."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from keqiao.engine.documents import DocumentForm, Label
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart

Count = Annotated[int, Field(ge=1, le=1000)]


class PanelParameters(SourcedPart):
    """Experts on a panel (least, most), scores that must remain, representative works that are read, points (0–100)
    below which a comment is asked for.
    """

    least_experts: Annotated[Count, Label(_("Least experts on a panel"))]
    most_experts: Annotated[Count, Label(_("Most experts on a panel"))]
    least_scores: Annotated[Count, Label(_("Scores that must remain"))]
    most_works: Annotated[Count, Label(_("Most representative works of a platform"))]
    comment_below: Annotated[
        Decimal, Field(ge=0, le=100), Label(_("Points below which a comment is asked for"))
    ]

    @model_validator(mode="after")
    def _in_order(self) -> PanelParameters:
        if self.least_experts > self.most_experts:
            raise ValueError("`least_experts` is at most `most_experts`")
        if self.least_scores > self.least_experts:
            raise ValueError("`least_scores` is at most `least_experts`")
        return self


RULES = DocumentKind(
    "experts.panels",
    _("Panels of experts"),
    _("How many experts a panel has, how many scores must remain, when a comment is asked for"),
    DocumentForm(PanelParameters),
    Path(__file__).parent / "experts.yaml",
)
