"""The document of the room: which figures of programmes are one and the same, and which registers know them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
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

RegisterFigure = Literal[
    "report.revenue",
    "report.rd_spend",
    "report.rd_share",
    "report.employees",
    "report.insured_local",
    "report.tax",
    "deal.equity",
    "certificate.high_tech",
    "certificate.specialised",
    "certificate.tech_sme",
    "certificate.gazelle",
    "patents.invention",
    "patents.all",
    "organisation.company",
    "organisation.registered",
]
"""What the registers tell of a subject; see :mod:`.registers`."""


class RegisterSource(Part):
    """Where a figure comes from: a register, over so many years, as a sum or as the mean of a year.

    ``absent``: whether a subject that the register does not hold has none (zero) or is asked (unknown).
    """

    figure: Annotated[RegisterFigure, Label(_("figure of a register"))]
    years: Annotated[int, Field(ge=1, le=10), Label(_("years"))] = 1
    mean: Annotated[bool, Label(_("mean of the years"))] = False
    absent: Annotated[Literal["unknown", "zero"], Label(_("not in the register"))] = "unknown"


class SubjectFigure(Part):
    """A figure of a subject under one code; ``measures`` are other codes of the same figure in programmes."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]
    unit: Annotated[str, Field(max_length=40), Label(_("unit"))] = ""
    measures: Annotated[tuple[Code, ...], Field(max_length=50), Label(_("codes in programmes"))] = ()
    from_: Annotated[RegisterSource | None, Field(alias="from"), Label(pgettext_lazy("figure", "from"))] = (
        None
    )


class SubjectFigures(SourcedPart):
    """Figures of subjects and for how many months an answer counts."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    months: Annotated[int, Field(ge=1, le=120), Label(_("Months for which an answer counts"))]
    figures: Annotated[tuple[SubjectFigure, ...], Label(_("Figures"))]

    @cached_property
    def by_measure(self) -> Mapping[str, SubjectFigure]:
        """Figures by every code under which programmes read them."""
        return {code: figure for figure in self.figures for code in (*figure.measures, figure.code)}

    def figure(self, measure: str) -> str:
        """Return the code of the figure that a programme reads under ``measure``; what is not listed is its own."""
        known = self.by_measure.get(measure)
        return measure if known is None else known.code


def _whole(document: SubjectFigures, positions: Positions) -> Iterable[DocumentFinding]:
    """Each code belongs to one figure."""
    seen: set[str] = set()
    for at, figure in enumerate(document.figures):
        for code in (figure.code, *figure.measures):
            if code in seen:
                sentence = message("the code {code} stands twice", code=code)
                yield error_at(
                    positions, ("figures", at, "code"), sentence, "code", message("Keep one of them.")
                )
            seen.add(code)


FIGURES = DocumentKind(
    "programmes.figures",
    _("Figures that conditions of programmes read"),
    _("Which registers know a figure, what is asked of a firm once, and for how long its answer counts"),
    DocumentForm(SubjectFigures, _whole),
    Path(__file__).parent / "figures.yaml",
)
