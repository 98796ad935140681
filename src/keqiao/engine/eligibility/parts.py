"""The parts of a programme: where a figure comes from, bands, conditions, groups, benefits, places, exclusions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from keqiao.engine.documents.intervals import NumberInterval
from keqiao.engine.documents.parts import Code, Label, NamedPart, Part
from keqiao.engine.schemes.parts import Expression, Measure, Parameter, Quantity
from keqiao.language import Bilingual, message

Comparison = Literal[">=", ">", "<=", "<", "=", "<>"]
STEPS = {"count": 1.0, "boolean": 1.0, "rating": 1.0}
STEP = 0.01
"""The least change of a figure that is told, where the measure says nothing: a whole number of things, else 0.01."""


class SourceArticle(Part):
    """Where a parameter, condition or benefit is written, and whether somebody compared it with the original."""

    article: Annotated[Bilingual, Label(message("Article"))]
    address: Annotated[str | None, Label(message("Address")), Field(max_length=500)] = None
    seen: Annotated[date | None, Label(message("Seen on"))] = None
    checked: Annotated[bool, Label(message("Checked against the original"))] = False

    @model_validator(mode="before")
    @classmethod
    def _from_plain_string(cls, value: Any) -> Any:
        return {"article": value} if isinstance(value, str) else value


class ProgrammeParameter(Parameter):
    """A number that the text sets, with its article."""

    article: SourceArticle | None = None


class ProgrammeMeasure(Measure):
    """A figure of a subject. ``step`` is the least change that counts (1 person, 0.01 万元); ``changes`` says in which
    direction a figure can be changed at all; ``holder`` is who has it and can settle it where it is unknown.
    """

    step: float | None = Field(default=None, gt=0)
    changes: Literal["both", "up", "down", "none"] = "both"
    holder: Bilingual | None = None

    @property
    def grain(self) -> float:
        """The least change that is told."""
        return self.step if self.step is not None else STEPS.get(self.type, STEP)


class SubjectDate(NamedPart):
    """A day of a subject, such as that of its registration; formulas read it in DAYS_BETWEEN and the like."""

    holder: Bilingual | None = None
    evidence: Bilingual | None = None


class Band(NumberInterval):
    """Figures between two edges that give a number."""

    value: float


class BandTable(NamedPart):
    """A table: the band in which ``of`` lies gives points, a share or a limit. It reads like a measure in formulas.

    ``otherwise`` holds outside all bands; without it nothing is known there. ``overlap: first`` says that where the
    text names two bands the first written counts.
    """

    of: Expression
    unit: str = ""
    bands: tuple[Band, ...] = Field(min_length=1)
    otherwise: float | None = None
    overlap: Literal["error", "first"] = "error"
    article: SourceArticle | None = None


class ProgrammeCondition(NamedPart):
    """A condition: either ``when``, or a figure ``value`` that must ``compare`` with ``than``.

    ``word`` is the word of the text (以上, 超过); it must agree with ``compare`` unless ``override`` quotes the words
    that say otherwise (不含70分). A ``soft`` condition (一般) may be excused by a decision.
    """

    when: Expression | None = None
    value: Expression | None = None
    compare: Comparison | None = None
    than: Quantity | None = None
    unit: str = ""
    word: str | None = Field(default=None, max_length=20)
    override: Bilingual | None = None
    soft: bool = False
    evidence: Bilingual | None = None
    holder: Bilingual | None = None
    article: SourceArticle | None = None

    @model_validator(mode="after")
    def _one_form(self) -> ProgrammeCondition:
        parts = (self.value, self.compare, self.than)
        whole = all(part is not None for part in parts)
        if (self.when is None) != whole or (
            self.when is not None and any(part is not None for part in parts)
        ):
            raise ValueError("a condition has either `when`, or all of `value`, `compare` and `than`")
        return self

    @property
    def text(self) -> str:
        """The condition as one expression."""
        return self.when if self.when is not None else f"({self.value}) {self.compare} ({self.than})"


def _form(value: object) -> str:
    """Which form an acceptance or a member of a group has."""
    return "text" if isinstance(value, str) else "group"


class ConditionGroup(Part):
    """``all`` or ``any`` of its members, or ``at_least`` so many ``of`` them; a member is a condition or a group."""

    all: tuple[GroupMember, ...] | None = None
    any: tuple[GroupMember, ...] | None = None
    at_least: int | None = Field(default=None, ge=1)
    of: tuple[GroupMember, ...] | None = None

    @model_validator(mode="after")
    def _one_form(self) -> ConditionGroup:
        if (self.at_least is None) != (self.of is None):
            raise ValueError("`at_least` needs the list `of`, and `of` needs `at_least`")
        if sum(part is not None for part in (self.all, self.any, self.of)) != 1:
            raise ValueError("a group is exactly one of `all`, `any`, `at_least` with `of`")
        if not self.members:
            raise ValueError("a group needs at least one member")
        return self

    @property
    def members(self) -> tuple[Code | ConditionGroup, ...]:
        """The conditions and groups in it."""
        return self.all or self.any or self.of or ()


GroupMember = Annotated[
    Annotated[Code, Tag("text")] | Annotated[ConditionGroup, Tag("group")], Discriminator(_form)
]
ConditionGroup.model_rebuild()
Acceptance = Annotated[
    Annotated[Expression, Tag("text")] | Annotated[ConditionGroup, Tag("group")], Discriminator(_form)
]
"""``all``, ``any``, a group, or an expression over the codes of conditions and tables."""


class ProgrammeClass(NamedPart):
    """A class of a list (A, B, C; 基础研究, 成果转化): ``when`` is who stands for it, ``accept`` what it asks of them.

    Classes are written from the best on; a subject gets the first that it fulfils.
    """

    when: Expression | None = None
    accept: Acceptance | None = None

    @model_validator(mode="after")
    def _asks_something(self) -> ProgrammeClass:
        if self.when is None and self.accept is None:
            raise ValueError("a class needs `when`, or `accept` with the conditions that it asks")
        return self


class BenefitRule(NamedPart):
    """What an eligible subject gets: a formula, held between ``least`` and ``most``, where ``when`` holds."""

    formula: Expression
    unit: str = "万元"
    when: Expression | None = None
    least: float | None = None
    most: float | None = None
    classes: tuple[Code, ...] = ()
    article: SourceArticle | None = None


class PlaceQuota(Part):
    """At most ``count`` places (for each word of ``within``) go to the eligible with the highest ``order``."""

    count: int = Field(ge=1)
    order: Expression | None = None
    within: Code | None = None
    article: SourceArticle | None = None


class Repetition(Part):
    """The programme is awarded once: ever, or once within ``years``."""

    years: float | None = Field(default=None, gt=0)
    article: SourceArticle | None = None


class Exclusion(Part):
    """Who holds another ``programme`` (of the same issuer unless named), ever or within ``years``, is out."""

    programme: Code
    issuer: Bilingual | None = None
    years: float | None = Field(default=None, gt=0)
    article: SourceArticle | None = None


class Nearness(Part):
    """Near (差一点) is who needs one change of at most this ``share`` of the figure, or of one step."""

    share: float = Field(default=0.2, gt=0, le=10)
