"""The documents of the room: the outline of survey reports, by which their sections are drawn up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Part, Positions, error_at
from keqiao.engine.reports import DraftError, read_draft
from keqiao.language import message
from keqiao.web.oversight.documents import measure_codes
from keqiao.web.reports.models.reports import LONGEST_SECTION
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words

Short = Annotated[str, Field(min_length=1, max_length=120)]
STANDARD_LAYOUT = Path(__file__).parent / "standard_layout.yaml"
"""What stands where no template is in force: see word_templates."""


class OutlineSection(Part):
    """A section of the outline. ``kind``: its text, or what it is drawn up from."""

    level: Annotated[Literal["plain", "chapter", "part", "attachment"], Label(_("level"))]
    heading: Annotated[str, Field(max_length=120), Label(_("heading"))] = ""
    kind: Annotated[
        Literal["text", "findings", "leaders", "open_tasks", "platforms", "firms"], Label(_("drawn up from"))
    ] = "text"
    text: Annotated[str, Field(max_length=LONGEST_SECTION), Label(_("text"))] = ""


class ReportOutline(SourcedPart):
    """The outline of a survey report."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    remind_before: Annotated[int, Field(ge=0, le=60), Label(_("Questions are reminded of, days before"))]
    names: Annotated[dict[str, tuple[Short, ...]], Label(_("further names of measures"))]
    platform_columns: Annotated[
        tuple[Short, ...], Field(min_length=1, max_length=12), Label(_("columns of the table of platforms"))
    ]
    leading_measure: Annotated[Short, Label(_("measure by which platforms lead"))]
    leading_columns: Annotated[
        tuple[Short, ...], Field(min_length=1, max_length=8), Label(_("measures told of leading platforms"))
    ]
    sections: Annotated[tuple[OutlineSection, ...], Field(min_length=1, max_length=40), Label(_("sections"))]


def _whole(outline: ReportOutline, positions: Positions) -> Iterable[DocumentFinding]:
    """Measures are known, texts can be read."""
    known = measure_codes()
    named = (*outline.names, *outline.platform_columns, outline.leading_measure, *outline.leading_columns)
    for code in named:
        if code not in known:
            sentence = message("there is no measure {code}", code=code)
            yield error_at(positions, ("names",), sentence, "names", message("Use the code of a measure."))
    for number, section in enumerate(outline.sections):
        try:
            read_draft(f"# 题\n{section.text}")
        except DraftError as error:
            problem = error.findings[0]
            yield error_at(positions, ("sections", number), problem.message, "text", problem.remedy)


OUTLINE = DocumentKind(
    "reports.outline",
    _("Outline of survey reports"),
    _("Chapters and texts that a survey report begins with, names of figures, columns of its tables"),
    DocumentForm(ReportOutline, _whole),
    Path(__file__).parent / "outline.yaml",
)
