"""The document of the room: what makes a talent resident, how long a publicity lasts, how grants are paid."""

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


class TalentRules(SourcedPart):
    """Rules of talents."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    resident_months: Annotated[
        float, Field(gt=0, le=12), Label(_("Months on site of a full year that make resident"))
    ]
    resident_full_time: Annotated[bool, Label(_("Only full-time engagements are resident"))]
    stays_months: Annotated[
        int, Field(ge=1, le=120), Label(_("Months after which an introduction counts as precise"))
    ]
    publicity_days: Annotated[int, Field(ge=1, le=60), Label(_("Working days of publicity"))]
    review_points: Annotated[float, Field(ge=0, le=100), Label(_("Points of the review that are asked"))]
    reviewers: Annotated[int, Field(ge=1, le=20), Label(_("Reviewers at least"))]
    instalments: Annotated[
        tuple[int, ...], Field(min_length=1, max_length=10), Label(_("Instalments in percent"))
    ]
    instalment_months: Annotated[int, Field(ge=1, le=60), Label(_("Months between instalments"))]


def _whole(document: TalentRules, positions: Positions) -> Iterable[DocumentFinding]:
    """The instalments make the whole."""
    if sum(document.instalments) != 100 or min(document.instalments) < 1:
        sentence = message("the instalments add up to {total} %, not 100 %", total=sum(document.instalments))
        yield error_at(
            positions, ("instalments",), sentence, "instalments", message("Correct the percentages.")
        )


RULES = DocumentKind(
    "talents.rules",
    _("Rules of talents"),
    _("What makes a talent resident, how long publicity lasts, in which instalments a grant is paid"),
    DocumentForm(TalentRules, _whole),
    Path(__file__).parent / "talents.yaml",
)
