"""The document of the room: how long each step may take, when is reminded, why deals are closed, the success fee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Part, Positions, error_at
from keqiao.engine.documents.parts import Code
from keqiao.language import message
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words

StateCode = Literal["proposed", "agreed", "protected", "appointed", "met", "quoted", "signed", "paid"]
STATES = ("proposed", "agreed", "protected", "appointed", "met", "quoted", "signed", "paid")


class StepTerm(Part):
    """How long a deal may stay in a state; ``lapses``: it lapses then, else its people are reminded."""

    state: Annotated[StateCode, Label(pgettext_lazy("deal", "state"))]
    days: Annotated[int, Field(ge=1, le=1000), Label(_("days"))]
    lapses: Annotated[bool, Label(_("lapses when nobody acts"))]


class DealReason(Part):
    """A reason why a deal is closed."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]


class FeeBand(Part):
    """The share of what lies within a band of money received, in 元; ``up_to``: its upper end, None: none."""

    up_to: Annotated[Decimal | None, Field(gt=0), Label(_("up to (yuan)"))]
    percent: Annotated[Decimal, Field(ge=0, le=100), Label(_("percent"))]


class SuccessFee(Part):
    """The fee of a broker: shares of the money received, by bands, and the most there is for a deal."""

    bands: Annotated[tuple[FeeBand, ...], Field(min_length=1, max_length=20), Label(_("bands"))]
    most: Annotated[Decimal | None, Field(gt=0), Label(_("most for a deal (yuan)"))] = None

    def of(self, received: Decimal) -> Decimal:
        """Return the fee of a deal for which so much (元) was received, to the cent; none for nothing."""
        fee, below = Decimal(0), Decimal(0)
        for band in self.bands:
            upper = received if band.up_to is None else min(received, band.up_to)
            fee += max(upper - below, Decimal(0)) * band.percent / 100
            below = max(below, upper)
        fee = fee if self.most is None else min(fee, self.most)
        return fee.quantize(Decimal("0.01"))


class DealRules(SourcedPart):
    """Rules of deals."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    remind_before: Annotated[
        tuple[Annotated[int, Field(ge=0, le=365)], ...],
        Field(max_length=10),
        Label(_("Reminded days before")),
    ]
    terms: Annotated[tuple[StepTerm, ...], Field(min_length=1), Label(_("Terms of the steps"))]
    reasons: Annotated[tuple[DealReason, ...], Field(min_length=1), Label(_("Reasons of closing"))]
    fee: Annotated[SuccessFee, Label(_("Success fee"))]

    @property
    def term(self) -> Mapping[str, StepTerm]:
        """Terms by state."""
        return {term.state: term for term in self.terms}

    @property
    def reason(self) -> Mapping[str, DealReason]:
        """Reasons by code."""
        return {reason.code: reason for reason in self.reasons}


def _whole(document: DealRules, positions: Positions) -> Iterable[DocumentFinding]:
    """Each state has one term, each reason one code; bands rise, and only the last is open."""
    states = [term.state for term in document.terms]
    for at, state in enumerate(states):
        if state in states[:at]:
            sentence = message("the state {state} stands twice", state=state)
            yield error_at(positions, ("terms", at, "state"), sentence, "state", message("Keep one of them."))
    for missing in sorted(set(STATES) - set(states)):
        sentence = message("the state {state} has no term", state=missing)
        yield error_at(positions, ("terms",), sentence, "terms", message("Say how many days it may take."))
    codes = [reason.code for reason in document.reasons]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            sentence = message("the code {code} stands twice", code=code)
            yield error_at(
                positions, ("reasons", at, "code"), sentence, "code", message("Give it another code.")
            )
    ends = [band.up_to for band in document.fee.bands]
    for at, (end, following) in enumerate(zip(ends, [*ends[1:], None], strict=True)):
        is_last = at == len(ends) - 1
        if (end is None and not is_last) or (end is not None and following is not None and following <= end):
            sentence = message("the bands do not rise")
            remedy = message("Write them from the lowest to the highest; only the last has no upper end.")
            yield error_at(positions, ("fee", "bands", at, "up_to"), sentence, "up_to", remedy)


RULES = DocumentKind(
    "deals.rules",
    _("Terms, reasons of closing and success fee of deals"),
    _("How long each step may take, when is reminded, why deals are closed, what a broker earns"),
    DocumentForm(DealRules, _whole),
    Path(__file__).parent / "deals.yaml",
)
