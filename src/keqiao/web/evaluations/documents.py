"""The documents of the room: what is drawn, how complete figures must be, what efficiency compares."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.documents import DocumentForm, Label
from keqiao.engine.documents.parts import Code
from keqiao.engine.schemes.uncertainty import Factor
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import Draws, OpenShare, Share, SourcedPart

Returns = Literal["crs", "vrs", "drs", "irs", "fdh"]
Orientation = Literal["input", "output"]
Measures = Annotated[tuple[Code, ...], Field(min_length=1)]


class UncertaintyDefaults(SourcedPart):
    """How often ranks are drawn, how they are read, and what varies where a scheme declares nothing itself."""

    draws: Annotated[Draws, Label(_("How often scores are drawn again"))]
    interval: Annotated[OpenShare, Label(_("Share of the draws that an interval of ranks holds"))]
    border: Annotated[OpenShare, Label(_("A grade kept in a smaller share of the draws is borderline"))]
    factors: Annotated[tuple[Factor, ...], Field(min_length=1), Label(_("What varies"))]


class CompletenessBounds(SourcedPart):
    """Shares of what is missing above which a result is graded only with a written reason."""

    missing_weight: Annotated[Share, Label(_("Share of the weight without figures"))]
    missing_indicators: Annotated[Share, Label(_("Share of the indicators without figures"))]


class EfficiencyDefaults(SourcedPart):
    """What platforms use and bring forth where a reader chooses nothing else; codes of measures."""

    inputs: Annotated[Measures, Label(_("Measures used"))]
    outputs: Annotated[Measures, Label(_("Measures brought forth"))]
    returns: Annotated[Returns, Label(_("Returns to scale"))]
    orientation: Annotated[Orientation, Label(_("Side that moves"))]
    most: Annotated[int, Field(ge=1, le=50), Label(_("Most measures on each side"))]


HERE = Path(__file__).parent
UNCERTAINTY = DocumentKind(
    "evaluations.uncertainty",
    _("Uncertainty of results"),
    _("How often ranks are drawn, and what varies where the scheme does not say it"),
    DocumentForm(UncertaintyDefaults),
    HERE / "uncertain.yaml",
)
COMPLETENESS = DocumentKind(
    "evaluations.completeness",
    _("Completeness of figures"),
    _("From which share of missing figures on a result is graded only with a reason"),
    DocumentForm(CompletenessBounds),
    HERE / "completeness.yaml",
)
EFFICIENCY = DocumentKind(
    "evaluations.efficiency",
    _("Inputs and outputs of efficiency"),
    _("Which measures the page of efficiency compares first"),
    DocumentForm(EfficiencyDefaults),
    HERE / "efficiency.yaml",
)
