"""The documents of the room: its parameters, where columns of figures come from, when payments ask for a look."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from keqiao.engine.documents import DocumentForm, Label, Part
from keqiao.language import Bilingual
from keqiao.money import YUAN_PER_WAN
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import Days, Draws, EnquiriesPart, OpenShare, SourcedPart

Wan = Annotated[Decimal, Field(ge=0, le=10**12)]


class UnusualPool(Part):
    """Bounds (万元) outside which a pool is asked about once more."""

    below: Annotated[Wan, Label(_("less than (10k yuan)"))]
    above: Annotated[Wan, Label(_("more than (10k yuan)"))]

    @model_validator(mode="after")
    def _in_order(self) -> UnusualPool:
        if self.below >= self.above:
            raise ValueError("`below` is less than `above`")
        return self


class FundingParameters(SourcedPart):
    """The parameters of pools and proposals."""

    unusual: Annotated[UnusualPool, Label(_("Pools that are asked about once more"))]
    side_by_side: Annotated[int, Field(ge=2, le=10), Label(_("Proposals that stand side by side"))]
    draws: Annotated[Draws, Label(_("How often scores are drawn again"))]
    draws_optimised: Annotated[Draws, Label(_("How often for an optimised allocation"))]
    interval: Annotated[OpenShare, Label(_("Share of the draws that an interval of amounts holds"))]
    issuer: Annotated[str, Field(min_length=1, max_length=200), Label(_("Who signs the notice"))]
    enquiries: Annotated[EnquiriesPart, Label(_("Whom to ask"))] = EnquiriesPart()

    @property
    def below(self) -> Decimal:
        """Pools below it (元) are asked about once more."""
        return self.unusual.below * YUAN_PER_WAN

    @property
    def above(self) -> Decimal:
        """Pools above it (元) are asked about once more."""
        return self.unusual.above * YUAN_PER_WAN


class ColumnSource(Part):
    """Columns (by heading) that come from one source, what the source needs to know, and the words for it."""

    heading: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Label(_("Headings"))]
    kind: Annotated[
        Literal["agreement_instalments", "led_projects", "measure", "variant"],
        Field(alias="from"),
        Label(_("comes from")),
    ]
    source: Annotated[Bilingual, Label(_("in words"))]
    levels: Annotated[tuple[str, ...], Label(_("levels"))] = ()
    measure: Annotated[str, Label(_("measure"))] = ""
    variants: Annotated[tuple[str, ...], Label(_("yardsticks"))] = ()
    register_words: Annotated[Bilingual | None, Field(alias="register"), Label(_("by the registers"))] = None
    """The words where the snapshot does not hold the measure yet and the registers are read."""


class FigureColumns(SourcedPart):
    """Where the figures come from that allocation rules read."""

    columns: Annotated[tuple[ColumnSource, ...], Label(_("Columns"))]
    measure_source: Annotated[Bilingual, Label(_("Words for other columns, found among the measures"))]


class PaymentLights(SourcedPart):
    """When a payment asks for a look."""

    soon: Annotated[Days, Label(_("Days before the due date from which an unpaid instalment is yellow"))]


HERE = Path(__file__).parent
PARAMETERS = DocumentKind(
    "funding.parameters",
    _("Parameters of funding"),
    _("How often amounts are drawn, what is asked about once more, who signs"),
    DocumentForm(FundingParameters),
    HERE / "parameters.yaml",
)
COLUMNS = DocumentKind(
    "funding.columns",
    _("Sources of the columns of figures"),
    _("Where the figures come from that allocation rules read"),
    DocumentForm(FigureColumns),
    HERE / "figures" / "columns.yaml",
)
PAYMENT_LIGHTS = DocumentKind(
    "funding.payment_lights",
    _("Lights of payments"),
    _("From when on an unpaid instalment asks for a look"),
    DocumentForm(PaymentLights),
    HERE / "payments" / "lights.yaml",
)
