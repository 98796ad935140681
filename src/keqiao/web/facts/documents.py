"""The documents of the room: parameters of derived measures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Part, Positions, error_at
from keqiao.language import message
from keqiao.web.rulebooks.kinds import DocumentKind

ValueT = TypeVar("ValueT")
Number = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")]
"""A figure as exact text: it goes into Decimal."""
Word = Annotated[str, Field(min_length=1, max_length=64)]


class DatedValue(Part, Generic[ValueT]):
    """A value from its first day until the next one's, and where it comes from."""

    valid_from: Annotated[date, Label(_("from"))]
    value: Annotated[ValueT, Label(_("value"))]
    source: Annotated[str, Field(min_length=1, max_length=500), Label(_("Source"))]


Numbers = tuple[DatedValue[Number], ...]
Weights = tuple[DatedValue[dict[Word, Number]], ...]
Words = tuple[DatedValue[tuple[Word, ...]], ...]
Expressions = tuple[DatedValue[Annotated[str, Field(min_length=1, max_length=2000)]], ...]


class DerivedParameters(Part):
    """Every parameter with its dated values; a figure is computed by the one that holds at the end of its period."""

    fte_full_share: Annotated[Numbers, Label(_("Share of time from which staff count as full-time"))]
    fte_least_share: Annotated[Numbers, Label(_("Share of time below which staff do not count"))]
    talent_weights: Annotated[Weights, Label(_("Weights of talents by category"))]
    project_role_weights: Annotated[Weights, Label(_("Weights of projects by role"))]
    project_levels_counted: Annotated[Words, Label(_("Levels of projects that count"))]
    qualification_points: Annotated[Weights, Label(_("Points of qualifications by level"))]
    certificates_counted: Annotated[Words, Label(_("Certificates of firms that count"))]
    high_growth_rule: Annotated[Expressions, Label(_("What makes a firm a high-growth firm"))]
    survival_years: Annotated[Numbers, Label(_("Years after which a firm has survived"))]
    programmes_counted: Annotated[Words, Label(_("Talent programmes that count"))]
    leading_clusters: Annotated[Words, Label(_("Leading clusters"))]


def _dates(document: DerivedParameters, positions: Positions) -> Iterable[DocumentFinding]:
    """A parameter has a value, and one for each first day."""
    for name in type(document).model_fields:
        days = [entry.valid_from for entry in getattr(document, name)]
        if len(days) != len(set(days)) or not days:
            sentence = message("{key} has no value, or two from the same day", key=name)
            remedy = message("Give each value a first day of its own.")
            yield error_at(positions, (name,), sentence, "dates", remedy)


PARAMETERS = DocumentKind(
    "facts.parameters",
    _("Parameters of derived figures"),
    _("What counts and with what weight where figures are computed from the registers"),
    DocumentForm(DerivedParameters, _dates),
    Path(__file__).parent / "parameters.yaml",
)
