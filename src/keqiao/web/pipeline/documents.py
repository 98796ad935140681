"""The document of the room: for each field of technology the readiness scale, the terms of the stages, the gates with
criteria, material and tranche; and what holds for project managers.
"""

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
from keqiao.language import Message, message
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words

StageText = Literal["lead", "proof", "pilot", "incubation", "industry"]
GateText = Literal["g0", "g1", "g2", "g3", "g4"]
FieldText = Literal[
    "it",
    "equipment",
    "materials",
    "biology",
    "vehicles",
    "energy",
    "environment",
    "digital",
    "services",
]
STAGE_TEXTS = ("lead", "proof", "pilot", "incubation", "industry")
GATE_TEXTS = ("g0", "g1", "g2", "g3", "g4")
ReadinessLevel = Annotated[int, Field(ge=1, le=9)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]


class StageTerm(Part):
    """How long a project may stay in a stage, in days."""

    stage: Annotated[StageText, Label(pgettext_lazy("project", "stage"))]
    days: Annotated[int, Field(ge=1, le=3650), Label(_("days"))]


class GateCriterion(Part):
    """What is judged at a gate; ``must``: without it no gate is passed."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]
    must: Annotated[bool, Label(_("must be met"))] = True


class MaterialItem(Part):
    """Something that is handed in for a gate; ``required``: without it the gate is not submitted."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]
    required: Annotated[bool, Label(_("required"))] = True


class TrancheRule(Part):
    """What a passed gate releases: a share of the money asked for, and the most there is, in 元."""

    percent: Annotated[Percent, Label(_("percent"))]
    most: Annotated[Decimal | None, Field(gt=0), Label(_("at most (yuan)"))] = None

    def of(self, budget: Decimal | None) -> Decimal:
        """Return the tranche of a project that asked for so much (元), to the cent."""
        share = (budget or Decimal(0)) * self.percent / 100
        return (share if self.most is None else min(share, self.most)).quantize(Decimal("0.01"))


class GateRule(Part):
    """A gate. ``panel``: experts judge before it is decided; ``readiness``: the level that a project must reach."""

    gate: Annotated[GateText, Label(_("gate"))]
    panel: Annotated[bool, Label(_("judged by a panel"))]
    readiness: Annotated[ReadinessLevel, Label(_("readiness needed (TRL)"))]
    criteria: Annotated[tuple[GateCriterion, ...], Field(min_length=1, max_length=30), Label(_("criteria"))]
    material: Annotated[tuple[MaterialItem, ...], Field(max_length=30), Label(_("material"))] = ()
    tranche: Annotated[TrancheRule | None, Label(pgettext_lazy("gate", "tranche"))] = None

    @property
    def criterion(self) -> Mapping[str, GateCriterion]:
        """Criteria by code."""
        return {criterion.code: criterion for criterion in self.criteria}

    @property
    def item(self) -> Mapping[str, MaterialItem]:
        """Items of the material by code."""
        return {item.code: item for item in self.material}


class TechnologyPath(Part):
    """The way of some fields of technology; the one path without fields is that of all others."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]
    standard: Annotated[Words, Label(_("standard of readiness"))]
    fields: Annotated[tuple[FieldText, ...], Label(_("fields of technology"))] = ()
    levels: Annotated[tuple[Words, ...], Field(min_length=9, max_length=9), Label(_("levels of readiness"))]
    terms: Annotated[tuple[StageTerm, ...], Field(min_length=1), Label(_("terms of the stages"))]
    gates: Annotated[tuple[GateRule, ...], Field(min_length=1), Label(_("gates"))]

    @property
    def days(self) -> Mapping[str, int]:
        """Days by stage."""
        return {term.stage: term.days for term in self.terms}

    @property
    def gate(self) -> Mapping[str, GateRule]:
        """Gates by code."""
        return {rule.gate: rule for rule in self.gates}


class ManagerQualification(Part):
    """A qualification of project managers."""

    code: Annotated[Code, Label(_("code"))]
    name: Annotated[Words, Label(_("name"))]


class ManagerRule(Part):
    """What holds for project managers: load, qualifications, and the success fee for a passed gate."""

    most_projects: Annotated[int, Field(ge=1, le=1000), Label(_("projects at a time"))]
    qualifications: Annotated[
        tuple[ManagerQualification, ...], Field(min_length=1, max_length=30), Label(_("qualifications"))
    ]
    fee_percent: Annotated[Percent, Label(_("success fee, percent of the tranche"))]
    fee_most: Annotated[Decimal | None, Field(gt=0), Label(_("at most for a gate (yuan)"))] = None

    @property
    def qualification(self) -> Mapping[str, ManagerQualification]:
        """Qualifications by code."""
        return {qualification.code: qualification for qualification in self.qualifications}

    def fee(self, tranche: Decimal) -> Decimal:
        """Return the success fee for a tranche (元), to the cent."""
        fee = tranche * self.fee_percent / 100
        return (fee if self.fee_most is None else min(fee, self.fee_most)).quantize(Decimal("0.01"))


class GateRules(SourcedPart):
    """The rules of the way from a lead to production."""

    version: Annotated[str, Field(min_length=1, max_length=40), Label(_("Version"))]
    status: Annotated[Words, Label(_("Status"))]
    note: Annotated[Words, Label(_("Note"))]
    paths: Annotated[tuple[TechnologyPath, ...], Field(min_length=1), Label(_("Fields of technology"))]
    managers: Annotated[ManagerRule, Label(_("Project managers"))]

    def path_of(self, field: str) -> TechnologyPath:
        """Return the path of a field of technology: its own, or that of all others."""
        own = next((path for path in self.paths if field in path.fields), None)
        return own or next(path for path in self.paths if not path.fields)


def _whole(document: GateRules, positions: Positions) -> Iterable[DocumentFinding]:
    """Every field has one path, every stage of a path one term, every gate stands once, readiness never falls."""
    others = [at for at, path in enumerate(document.paths) if not path.fields]
    if len(others) != 1:
        sentence = message("{count} paths name no field; one is that of all others", count=len(others))
        yield error_at(
            positions, ("paths",), sentence, "fields", message("Leave the fields of one path empty.")
        )
    taken: set[str] = set()
    codes: set[str] = set()
    for at, path in enumerate(document.paths):
        where: tuple[str | int, ...] = ("paths", at)
        if path.code in codes:
            yield _twice(positions, (*where, "code"), path.code)
        codes.add(path.code)
        for field in path.fields:
            if field in taken:
                yield _twice(positions, (*where, "fields"), field)
            taken.add(field)
        yield from _complete(positions, (*where, "terms"), [term.stage for term in path.terms], STAGE_TEXTS)
        yield from _complete(positions, (*where, "gates"), [rule.gate for rule in path.gates], GATE_TEXTS)
        yield from _gates(path, positions, where)
    names = [qualification.code for qualification in document.managers.qualifications]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield _twice(positions, ("managers", "qualifications"), name)


def _gates(
    path: TechnologyPath, positions: Positions, where: tuple[str | int, ...]
) -> Iterable[DocumentFinding]:
    """Readiness rises from gate to gate, tranches come to no more than the whole, codes stand once."""
    least, shares = 0, Decimal(0)
    for rule in sorted(path.gates, key=lambda rule: rule.gate):
        place = (*where, "gates", path.gates.index(rule))
        if rule.readiness < least:
            sentence = message("readiness falls from {before} to {after}", before=least, after=rule.readiness)
            remedy = message("Ask at each gate for at least what the gate before it asked for.")
            yield error_at(positions, (*place, "readiness"), sentence, "readiness", remedy)
        least = max(least, rule.readiness)
        shares += rule.tranche.percent if rule.tranche is not None else 0
        for name, parts in (("criteria", rule.criteria), ("material", rule.material)):
            listed = [part.code for part in parts]
            for code in sorted({code for code in listed if listed.count(code) > 1}):
                yield _twice(positions, (*place, name), code)
        if not any(criterion.must for criterion in rule.criteria):
            sentence = message("gate {gate} has no criterion that must be met", gate=rule.gate)
            yield error_at(
                positions, (*place, "criteria"), sentence, "criteria", message("Let one of them be a must.")
            )
    if shares > 100:
        sentence = message(
            "the tranches of {path} come to {shares} percent", path=path.code, shares=str(shares)
        )
        remedy = message("Together they may release 100 percent at most.")
        yield error_at(positions, (*where, "gates"), sentence, "tranche", remedy)


def _complete(
    positions: Positions, place: tuple[str | int, ...], given: list[str], wanted: tuple[str, ...]
) -> Iterable[DocumentFinding]:
    for code in wanted:
        if code not in given:
            sentence = message("{code} is missing", code=code)
            yield error_at(positions, place, sentence, str(place[-1]), message("Add it."))
        elif given.count(code) > 1:
            yield _twice(positions, place, code)


def _twice(positions: Positions, place: tuple[str | int, ...], code: str) -> DocumentFinding:
    sentence: Message = message("{code} stands twice", code=code)
    return error_at(positions, place, sentence, str(place[-1]), message("Keep one of them."))


GATE_RULES = DocumentKind(
    "pipeline.gates",
    _("Stages, gates and project managers"),
    _(
        "For each field of technology how long a stage may take, what a gate asks for and what it releases; "
        "what holds for project managers"
    ),
    DocumentForm(GateRules, _whole),
    Path(__file__).parent / "gates.yaml",
)
