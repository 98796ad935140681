"""The document of comparison places: dimensions, what is known of each place from where, and claims of rank."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from keqiao.engine.documents import (
    DocumentFinding,
    DocumentForm,
    Label,
    NamedPart,
    Part,
    Positions,
    error_at,
)
from keqiao.language import Bilingual, message
from keqiao.web.facts.services.measures import measure_rows
from keqiao.web.rulebooks.parts import SourcedPart

AsOf = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}){0,2}$")]


class ComparedDimension(NamedPart):
    """What places are compared by."""

    kind: Annotated[Literal["text", "number"], Label(gettext_lazy("kind"))] = "text"
    measure: Annotated[str, Field(max_length=64), Label(gettext_lazy("measure"))] = ""
    high: Annotated[bool, Label(gettext_lazy("more is better"))] = True


class PlaceCell(Part):
    """What is known of a place by a dimension, from where and of which day."""

    dimension: Annotated[str, Label(gettext_lazy("dimension"))]
    text: Annotated[Bilingual | None, Label(gettext_lazy("in words"))] = None
    value: Annotated[Decimal | None, Label(gettext_lazy("value"))] = None
    source: Annotated[str, Field(min_length=1, max_length=300), Label(gettext_lazy("Source"))]
    as_of: Annotated[AsOf, Label(gettext_lazy("as of"))]

    @model_validator(mode="after")
    def _says_something(self) -> PlaceCell:
        if (self.text is None) == (self.value is None):
            raise ValueError("say it in `text` or in `value`, not in both")
        return self


class ComparisonPlace(NamedPart):
    """A place; ``own``: the city itself, whose figures come from its facts."""

    own: Annotated[bool, Label(gettext_lazy("this city"))] = False
    cells: Annotated[tuple[PlaceCell, ...], Field(max_length=200), Label(gettext_lazy("what is known"))] = ()

    def cell(self, dimension: str) -> PlaceCell | None:
        """What is known by a dimension."""
        return next((cell for cell in self.cells if cell.dimension == dimension), None)


class RankSentence(Part):
    """A sentence that claims a rank."""

    text: Annotated[Bilingual, Label(gettext_lazy("sentence"))]
    dimension: Annotated[str, Label(gettext_lazy("dimension"))]
    peers: Annotated[tuple[str, ...], Field(max_length=200), Label(gettext_lazy("compared with"))] = ()
    top: Annotated[int, Field(ge=1, le=200), Label(gettext_lazy("among the first"))]
    least: Annotated[int, Field(ge=1, le=200), Label(gettext_lazy("places needed"))]


class ComparisonPlaces(SourcedPart):
    """All places, dimensions and claims."""

    dimensions: Annotated[
        tuple[ComparedDimension, ...], Field(min_length=1, max_length=60), Label(gettext_lazy("dimensions"))
    ]
    places: Annotated[
        tuple[ComparisonPlace, ...], Field(min_length=1, max_length=60), Label(gettext_lazy("places"))
    ]
    claims: Annotated[
        tuple[RankSentence, ...], Field(max_length=60), Label(gettext_lazy("claims of rank"))
    ] = ()


def _check(document: ComparisonPlaces, positions: Positions) -> Iterable[DocumentFinding]:
    dimensions = {dimension.code: dimension for dimension in document.dimensions}
    places = {place.code for place in document.places}
    known = {str(row["code"]) for row in measure_rows()}
    write = message("Write one of: {codes}.", codes=", ".join(dimensions))
    for at, dimension in enumerate(document.dimensions):
        if dimension.measure and dimension.measure not in known:
            sentence = message("there is no measure {code}", code=dimension.measure)
            remedy = message("Write the code of a measure of the catalogue.")
            yield error_at(positions, ("dimensions", at, "measure"), sentence, "measure", remedy)
    for at, place in enumerate(document.places):
        for number_of, cell in enumerate(place.cells):
            of = dimensions.get(cell.dimension)
            path = ("places", at, "cells", number_of, "dimension")
            if of is None:
                sentence = message("there is no dimension {code}", code=cell.dimension)
                yield error_at(positions, path, sentence, "dimension", write)
            elif (of.kind == "number") != (cell.value is not None):
                sentence = message("the dimension {code} is of another kind", code=cell.dimension)
                remedy = message("Give numbers in `value`, words in `text`.")
                yield error_at(positions, path, sentence, "dimension", remedy)
    for at, claim in enumerate(document.claims):
        if claim.dimension not in dimensions or dimensions[claim.dimension].kind != "number":
            sentence = message("there is no dimension {code}", code=claim.dimension)
            yield error_at(positions, ("claims", at, "dimension"), sentence, "dimension", write)
        for place_code in claim.peers:
            if place_code not in places:
                sentence = message("there is no place {code}", code=place_code)
                remedy = message("Write one of: {codes}.", codes=", ".join(sorted(places)))
                yield error_at(positions, ("claims", at, "peers"), sentence, "place", remedy)


PLACES_FORM = DocumentForm(ComparisonPlaces, _check)
"""How the document is read and checked."""
