"""The document of the room: what a wish and a match are worth in a timetable, and when is asked what came of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentForm, Label
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words


class MeetingRules(SourcedPart):
    """Rules of matchmaking events."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    wish: Annotated[Decimal, Field(gt=0, le=1000), Label(_("Points for the wish of one side"))]
    match: Annotated[Decimal, Field(ge=0, le=1000), Label(_("Most points for a need and an offer that fit"))]
    follow_up: Annotated[
        tuple[Annotated[int, Field(ge=1, le=1000)], ...],
        Field(max_length=10),
        Label(_("Days after the event on which is asked what came of it")),
    ]


RULES = DocumentKind(
    "meetings.rules",
    _("Rules of matchmaking events"),
    _("What a wish and a match are worth in a timetable, when is asked what came of the meetings"),
    DocumentForm(MeetingRules),
    Path(__file__).parent / "meetings.yaml",
)
