"""A programme as one immutable object: who may have what under which conditions, by which text, when."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from keqiao.engine.documents.parts import NamedPart
from keqiao.engine.eligibility.parts import (
    Acceptance,
    BandTable,
    BenefitRule,
    Exclusion,
    Nearness,
    PlaceQuota,
    ProgrammeClass,
    ProgrammeCondition,
    ProgrammeMeasure,
    ProgrammeParameter,
    Repetition,
    SubjectDate,
)
from keqiao.engine.schemes.parts import Attribute
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import Bilingual

AS_OF = "as_of"
"""The day of application: a date that every formula may read."""


class SupportProgramme(NamedPart):
    """A policy, fund, project call, title, talent list or loan product.

    The same code of two issuers is two programmes; the same code of one issuer with another ``valid_from`` is another
    version (see :mod:`~keqiao.engine.eligibility.versions`).
    """

    programme: Literal[1]
    version: str = Field(min_length=1, max_length=40)
    issuer: Bilingual
    kind: Literal["fund", "policy", "project", "qualification", "talent", "finance"] = "policy"
    level: Literal["national", "provincial", "municipal", "district", "other"] | None = None
    unit: Bilingual = Bilingual(zh="企业", en="firm")
    valid_from: date | None = None
    valid_to: date | None = None
    draft: bool = False
    partial: Bilingual | None = None
    attributes: tuple[Attribute, ...] = ()
    dates: tuple[SubjectDate, ...] = ()
    parameters: tuple[ProgrammeParameter, ...] = ()
    measures: tuple[ProgrammeMeasure, ...] = ()
    tables: tuple[BandTable, ...] = ()
    conditions: tuple[ProgrammeCondition, ...] = ()
    accept: Acceptance = "all"
    classes: tuple[ProgrammeClass, ...] = ()
    benefits: tuple[BenefitRule, ...] = ()
    quota: PlaceQuota | None = None
    once: Repetition | None = None
    excludes: tuple[Exclusion, ...] = ()
    near: Nearness = Nearness()

    @model_validator(mode="before")
    @classmethod
    def _once_in_short(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("once"), bool):
            return data | {"once": {} if data["once"] else None}
        return data

    @model_validator(mode="after")
    def _says_something(self) -> SupportProgramme:
        if not self.conditions and not self.benefits:
            raise ValueError("a programme needs `conditions` or `benefits`")
        return self

    @property
    def key(self) -> tuple[str, str]:
        """Issuer and code: what makes two programmes the same, whatever their title."""
        return self.issuer.zh, self.code

    def in_force(self, day: date) -> bool:
        """Whether the text holds on a day, first and last day included."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def data_scheme(self) -> Scheme:
        """What readers and forms of figures ask a scheme for: attributes, dates and measures of the subjects."""
        days = [Attribute(code=day.code, name=day.name, note=day.note) for day in self.dates]
        days.append(Attribute(code=AS_OF, name=Bilingual(zh="申请日", en="day of application"), default=""))
        return Scheme.model_construct(
            scheme=1,
            code=self.code,
            name=self.name,
            version=self.version,
            unit=self.unit,
            issuer=self.issuer,
            attributes=(*self.attributes, *days),
            parameters=self.parameters,
            measures=self.measures,
            indicators=(),
        )
