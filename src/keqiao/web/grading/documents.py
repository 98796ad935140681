"""The documents of the room: publicity and notices of gradings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentForm, Label
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import EnquiriesPart, SourcedPart


class GradingParameters(SourcedPart):
    """What a bureau sets for gradings; ``{region}`` in ``issuer`` stands for the name of the region."""

    publicity_days: Annotated[
        int, Field(strict=True, ge=1, le=365), Label(_("Least days of the publicity, both ends counted"))
    ]
    show_totals: Annotated[bool, Field(strict=True), Label(_("Published lists show total points"))]
    issuer: Annotated[str, Field(pattern=r"\S", max_length=200), Label(_("Who signs the notice"))]
    enquiries: Annotated[EnquiriesPart, Label(_("Whom to ask"))] = EnquiriesPart()


PARAMETERS = DocumentKind(
    "grading.parameters",
    _("Publicity and notices of gradings"),
    _("How long grades are published, whether with points, who signs the notices"),
    DocumentForm(GradingParameters),
    Path(__file__).parent / "grading.yaml",
)
