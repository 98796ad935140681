"""The documents of the room: the industry chains, the terms of the layout, the fields of operation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.diagnostics.rules import Bands, check_bands
from keqiao.engine.documents import (
    DocumentFinding,
    DocumentForm,
    Label,
    NamedPart,
    Part,
    Positions,
    error_at,
)
from keqiao.engine.layout import CHAINS as CHAINS_FORM
from keqiao.engine.layout.chains import PACKAGED
from keqiao.language import message
from keqiao.web.facts.services.measures import measure_rows
from keqiao.web.planning.comparison_places import PLACES_FORM
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import Share, SourcedPart, Words

HERE = Path(__file__).parent
Weight = Annotated[float, Field(ge=0, le=100)]
FIT_PARTS = ("contracts", "needs", "patents", "text")


class OverlapWeights(Part):
    """How much each resemblance counts."""

    codes: Annotated[Weight, Label(_("by directions"))]
    ipc: Annotated[Weight, Label(_("by patents"))]
    text: Annotated[Weight, Label(_("by words"))]


class OverlapTerms(Part):
    """From which resemblance on two platforms are listed."""

    threshold: Annotated[Share, Label(_("threshold"))]
    weights: Annotated[OverlapWeights, Label(_("weights"))]


class FitPart(Part):
    """How much a part of the fit counts, and the share from which on it is full."""

    weight: Annotated[Weight, Label(_("weight"))]
    full_at: Annotated[float, Field(gt=0, le=1), Label(_("full from a share of"))]


class FitTerms(Part):
    """The parts of the fit of a platform to the clusters."""

    contracts: Annotated[FitPart, Label(_("contracts with local firms of the clusters"))]
    needs: Annotated[FitPart, Label(_("needs of local firms answered"))]
    patents: Annotated[FitPart, Label(_("patents shared with local firms"))]
    text: Annotated[FitPart, Label(_("words of the chains"))]

    def part(self, name: str) -> FitPart:
        """A part by its name."""
        return getattr(self, name)


class LayoutTerms(SourcedPart):
    """How the layout is analysed."""

    months: Annotated[int, Field(ge=1, le=240), Label(_("months looked at"))]
    overlap: Annotated[OverlapTerms, Label(_("overlap"))]
    fit: Annotated[FitTerms, Label(_("fit to the clusters"))]
    lights: Annotated[Bands, Label(_("lights"))]
    no_contract: Annotated[Words, Label(_("without a contract"))]


def _check_terms(terms: LayoutTerms, positions: Positions) -> Iterable[DocumentFinding]:
    return check_bands(positions, ("lights",), terms.lights, 0.0, 100.0)


class OperationField(NamedPart):
    """A field of operation and the measures that show it."""

    measures: Annotated[
        tuple[Annotated[str, Field(max_length=64)], ...],
        Field(min_length=2, max_length=12),
        Label(_("measures")),
    ]


class OperationTerms(SourcedPart):
    """The fields of operation, what a fulfilment means, and what a use of equipment and staff means."""

    fields: Annotated[tuple[OperationField, ...], Field(min_length=1, max_length=12), Label(_("fields"))]
    lights: Annotated[Bands, Label(_("lights"))]
    use: Annotated[Bands, Label(_("lights of use"))]
    runway: Annotated[Bands, Label(_("lights of the runway"))]

    @property
    def measures(self) -> list[str]:
        """The codes of all measures, in the order of the fields."""
        return list(dict.fromkeys(code for field in self.fields for code in field.measures))


def _check_operation(terms: OperationTerms, positions: Positions) -> Iterable[DocumentFinding]:
    known = {str(row["code"]) for row in measure_rows()}
    for at, field in enumerate(terms.fields):
        for place, code in enumerate(field.measures):
            if code not in known:
                sentence = message("there is no measure {code}", code=code)
                remedy = message("Write the code of a measure of the catalogue.")
                yield error_at(positions, ("fields", at, "measures", place), sentence, "measure", remedy)
    yield from check_bands(positions, ("lights",), terms.lights, 0.0)
    yield from check_bands(positions, ("use",), terms.use, 0.0)
    yield from check_bands(positions, ("runway",), terms.runway, 0.0)


CHAINS = DocumentKind(
    "planning.chains",
    _("Industry chains"),
    _("The clusters of the city as trees of nodes, with the codes and words they are known by"),
    CHAINS_FORM,
    PACKAGED,
)
TERMS = DocumentKind(
    "planning.layout",
    _("Terms of the layout"),
    _("When platforms overlap, and what makes their fit to the clusters"),
    DocumentForm(LayoutTerms, _check_terms),
    HERE / "layout.yaml",
)
OPERATION = DocumentKind(
    "planning.operation",
    _("Fields of operation"),
    _("Which measures show money, team, incubation and market, and when they are as planned"),
    DocumentForm(OperationTerms, _check_operation),
    HERE / "resources.yaml",
)
PLACES = DocumentKind(
    "planning.places",
    _("Comparison places"),
    _("Places outside on the same dimensions, each cell with source and day; claims of rank"),
    PLACES_FORM,
    HERE / "places.yaml",
)
