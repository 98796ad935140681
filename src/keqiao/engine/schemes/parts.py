"""The small parts of a scheme: what all parts share, attributes, parameters and measures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from keqiao.engine.documents.parts import Code, NamedPart, Part
from keqiao.language import Bilingual

Expression = Annotated[str, Field(min_length=1, max_length=2000)]
"""A SQL scalar expression over measures, attributes and parameters; see :mod:`keqiao.engine.expressions`."""

Quantity = float | Expression
"""A yardstick: a number, or an expression where it differs from unit to unit (by industry, by agreement)."""


class Attribute(NamedPart):
    """A word about a unit that conditions, groups and profiles read, such as its type or its industry."""

    values: dict[str, Bilingual] = Field(default_factory=dict, description="the words allowed; empty = any")
    default: str | None = None


class Parameter(NamedPart):
    """A number that a bureau sets: one ``value``, or a table ``values`` looked up ``by`` an attribute."""

    unit: str = ""
    value: float | None = None
    by: Code | None = None
    values: dict[str, float] = Field(default_factory=dict)
    default: float | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Parameter:
        if (self.value is None) == (self.by is None):
            raise ValueError("a parameter has either `value`, or `by` with `values`")
        if self.by is not None and not self.values:
            raise ValueError("a parameter with `by` needs its table `values`")
        return self


class Previous(Part):
    """Another measure as it was ``periods`` periods earlier in the same data."""

    measure: Code
    periods: int = Field(default=1, ge=1, le=20)


class Raters(Part):
    """How the ratings of several experts become one number."""

    combine: Literal["mean", "median", "trimmed_mean"] = "trimmed_mean"
    trim: int = Field(default=1, ge=0, le=10, description="how many highest and lowest ratings are left out")
    minimum: int = Field(default=1, ge=1, description="fewer ratings than this count as missing")


class Measure(NamedPart):
    """A declared figure. It is read from the data, or computed by ``formula``, or taken from an earlier
    period.

    ``unit`` uses the words of practice (元, 万元, 人, 人年, 件, 家, 项, %, 倍, 分 …). ``levels`` turns the words of a
    rating (一般, 较好) into numbers; ``raters`` says that several experts rate, in columns ``code@expert``.
    """

    unit: str = ""
    type: Literal["number", "count", "money", "share", "boolean", "rating"] = "number"
    kind: Literal["flow", "stock"] = "flow"
    period: Literal["year", "half_year", "quarter", "month", "three_years", "any"] = "year"
    minimum: float | None = None
    maximum: float | None = None
    formula: Expression | None = None
    previous_of: Previous | None = None
    blank: Literal["missing", "zero"] = "missing"
    levels: dict[str, float] = Field(default_factory=dict)
    raters: Raters | None = None
    source: Literal["register", "third_party", "evidence", "self_report", "expert"] = "self_report"
    evidence: Bilingual | None = None
    definition: Bilingual | None = None

    @property
    def lowest(self) -> float | None:
        """The least value allowed; counts and money are never negative unless ``minimum`` says so."""
        return 0.0 if self.minimum is None and self.type in {"count", "money"} else self.minimum
