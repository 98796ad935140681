"""The document of the room: after how many months without a gathering a light changes, when is reminded."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Positions, error_at
from keqiao.language import message
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words


class AllianceRules(SourcedPart):
    """Rules of alliances."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    watch_months: Annotated[int, Field(ge=1, le=120), Label(_("Months without a gathering until yellow"))]
    bad_months: Annotated[int, Field(ge=1, le=120), Label(_("Months without a gathering until red"))]
    remind_before: Annotated[int, Field(ge=0, le=365), Label(_("Reminded days before"))]


def _whole(document: AllianceRules, positions: Positions) -> Iterable[DocumentFinding]:
    """Yellow comes before red."""
    if document.bad_months <= document.watch_months:
        sentence = message("red comes no later than yellow")
        remedy = message("Give more months until red than until yellow.")
        yield error_at(positions, ("bad_months",), sentence, "bad_months", remedy)


RULES = DocumentKind(
    "alliances.rules",
    _("Rules of alliances"),
    _(
        "After how many months without a gathering an alliance is yellow or red, when decisions are reminded of"
    ),
    DocumentForm(AllianceRules, _whole),
    Path(__file__).parent / "alliances.yaml",
)
