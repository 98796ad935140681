"""The documents of the room: the industry chains, the terms of the layout."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from keqiao.engine.diagnostics.rules import Bands, check_bands
from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Part, Positions
from keqiao.engine.layout import CHAINS as CHAINS_FORM
from keqiao.engine.layout.chains import PACKAGED
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
