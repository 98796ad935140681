"""The tree of indicators: branches with weights and aggregation, leaves with formula, treatment and
scoring.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from keqiao.engine.documents.parts import Code, NamedPart, Part
from keqiao.engine.schemes.parts import Expression
from keqiao.engine.schemes.scoring import Scoring
from keqiao.language import Bilingual


class Winsorise(Part):
    """Pull in outliers one by one while |skew| ≥ ``skew`` and excess kurtosis ≥ ``kurtosis`` (OECD/JRC
    handbook).

    At most ``maximum_points`` values move; ``otherwise`` says what happens where that is not enough: ``log``
    takes the untouched values through ln(x − min + 0.01 (max − min)), ``keep`` keeps the winsorised, ``none``
    the untouched ones.
    """

    method: Literal["winsorise"]
    skew: float = 2.0
    kurtosis: float = 3.5
    maximum_points: int = Field(default=5, ge=0)
    otherwise: Literal["log", "keep", "none"] = "log"


class Logarithm(Part):
    """ln of the value: ``plain`` ln x, ``plus_one`` ln(1 + x), ``shifted`` ln(x − min + 0.01 (max − min))."""

    method: Literal["log"]
    form: Literal["plain", "plus_one", "shifted"] = "plain"


class BoxCox(Part):
    """Box–Cox power transform; ``exponent`` fixed, or the maximum-likelihood one where it is left out."""

    method: Literal["box_cox"]
    exponent: float | None = None


class Clip(Part):
    """Values outside ``lower`` … ``upper`` take the bound (a cap, such as 70 %)."""

    method: Literal["clip"]
    lower: float | None = None
    upper: float | None = None


Treatment = Annotated[Winsorise | Logarithm | BoxCox | Clip, Field(discriminator="method")]


class Missing(Part):
    """What happens where an indicator has no value; the result always shows which.

    zero: score 0. redistribute: its weight goes to its siblings. mean / median / group_mean / group_median:
    the value is imputed from the other units of the period (of the unit's ``group``). stop: the evaluation is
    refused.
    """

    policy: Literal["zero", "redistribute", "mean", "median", "group_mean", "group_median", "stop"]
    group: Code | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        return {"policy": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _group_named(self) -> Missing:
        if self.policy.startswith("group_") != (self.group is not None):
            raise ValueError("`group` (an attribute) goes with group_mean and group_median")
        return self


class Aggregation(Part):
    """How children become their parent: weighted means, or Copeland's pairwise comparison of the units.

    ``power`` is the generalised mean with ``exponent`` p ≠ 0 (p = 1 arithmetic, −1 harmonic). Copeland: for
    each pair of units the weights of the children on which the first is better; score = (wins − losses) over
    the other units.
    """

    method: Literal["arithmetic", "geometric", "harmonic", "power", "copeland"] = "arithmetic"
    exponent: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        return {"method": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _exponent_given(self) -> Aggregation:
        if (self.method == "power") != (self.exponent is not None) or self.exponent == 0:
            raise ValueError("`exponent` (not 0) goes with `method: power`")
        return self


class Weighting(Part):
    """Weights of a branch's children found from data or judgement instead of written numbers.

    ``pairwise`` (AHP) is a full reciprocal matrix in the order of the children, on Saaty's scale; the
    principal eigenvector gives the weights and a consistency ratio above ``consistency_limit`` is a finding.
    The other methods read the children's scores over the units of a period.
    """

    method: Literal["equal", "entropy", "critic", "standard_deviation", "pca", "ahp"]
    pairwise: tuple[tuple[float, ...], ...] = ()
    consistency_limit: float = 0.1

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        return {"method": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _matrix_given(self) -> Weighting:
        if (self.method == "ahp") != bool(self.pairwise):
            raise ValueError("`pairwise` goes with `method: ahp`")
        return self


class Indicator(NamedPart):
    """A leaf: ``formula`` over measures → value → ``treatment`` → ``score`` → × weight.

    ``denominator`` divides the formula's value (its own stage in the results). ``applies`` is a condition:
    where it is false, the indicator does not apply to the unit and its weight goes to its siblings.
    ``decimals`` rounds the value half-up before scoring.
    """

    weight: float | None = Field(default=None, ge=0)
    unit: str = ""
    formula: Expression
    denominator: Expression | None = None
    direction: Literal[1, -1] = 1
    applies: Expression | None = None
    decimals: int | None = Field(default=None, ge=0, le=10)
    missing: Missing | None = None
    treatment: tuple[Treatment, ...] | None = None
    score: Scoring | None = None
    source: str = ""
    evidence: Bilingual | None = None


class Branch(NamedPart):
    """An inner node: its score is the aggregation of its children's."""

    weight: float | None = Field(default=None, ge=0)
    aggregation: Aggregation | None = None
    weighting: Weighting | None = None
    direction: Literal[1, -1] = 1
    children: tuple[Node, ...] = Field(min_length=1)

    def walk(self) -> Iterator[Branch | Indicator]:
        """This node's descendants, parents before children, in the order written."""
        for child in self.children:
            yield child
            if isinstance(child, Branch):
                yield from child.walk()


def _kind(value: Any) -> str:
    has_children = "children" in value if isinstance(value, dict) else hasattr(value, "children")
    return "branch" if has_children else "indicator"


Node = Annotated[
    Annotated[Branch, Tag("branch")] | Annotated[Indicator, Tag("indicator")], Discriminator(_kind)
]
Branch.model_rebuild()
