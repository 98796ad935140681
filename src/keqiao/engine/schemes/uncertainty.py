"""What is uncertain in a scheme, declared in it or given to the call: weights, normalisation, treatment,
aggregation, inclusion, gaps, basis and errors of measurement.

Draws are made by :mod:`keqiao.engine.robustness`; these models only say what varies and how. Sources: OECD/JRC
Handbook on Constructing Composite Indicators (2008), step 7; Saisana, Saltelli and Tarantola (2005).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from keqiao.engine.documents.parts import Code, Part
from keqiao.engine.schemes.scoring import Scoring
from keqiao.engine.schemes.tree import Aggregation, Missing, Treatment

Share = Annotated[float, Field(gt=0, lt=1)]
AsWritten = Literal["as_written"]


class Discrete(Part):
    """Base of choices: ``chances`` of the options (equal where left out)."""

    name: str | None = Field(default=None, max_length=64, description="how results call it")
    chances: tuple[Annotated[float, Field(gt=0)], ...] = ()


class WeightFactor(Part):
    """Uncertain weights, in one of four forms.

    ``share``: each weight of the nodes ``of`` (or of the ``level``, or of all) × (1 ± share), uniform, with
    ``correlation`` between them. Below the branch ``below`` (the whole index where left out): ``concentration``
    draws Dirichlet around the written weights; ``unknown`` draws uniformly from all weights; ``order``, best tier
    first, draws uniformly from the weights in which no node weighs less than one of a later tier.
    """

    factor: Literal["weights"]
    name: str | None = Field(default=None, max_length=64)
    share: Share | None = None
    of: tuple[Code, ...] = ()
    level: int | None = Field(default=None, ge=0, description="0 = indicators")
    correlation: float = Field(default=0.0, ge=0, lt=1)
    below: Code | None = None
    concentration: float | None = Field(default=None, gt=0)
    unknown: bool = False
    order: tuple[tuple[Code, ...], ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> WeightFactor:
        forms = (self.share is not None, self.concentration is not None, self.unknown, bool(self.order))
        if sum(forms) != 1:
            raise ValueError("weights vary by one of `share`, `concentration`, `unknown`, `order`")
        if self.share is None and (self.of or self.level is not None or self.correlation):
            raise ValueError("`of`, `level` and `correlation` go with `share`; the other forms take `below`")
        if self.share is not None and self.below is not None:
            raise ValueError(
                "`below` goes with `concentration`, `unknown` and `order`; with `share` name nodes by `of`"
            )
        return self


class TreatmentFactor(Discrete):
    """Other treatments of outliers: lists of treatments, or numbers of points that winsorising may move."""

    factor: Literal["treatment"]
    of: Code | None = None
    options: tuple[int | tuple[Treatment, ...] | AsWritten, ...] = Field(min_length=1)


class NormalisationFactor(Discrete):
    """Other scoring rules for the indicators below ``of`` (all where left out)."""

    factor: Literal["normalisation"]
    of: Code | None = None
    options: tuple[Scoring | AsWritten, ...] = Field(min_length=1)


class AggregationFactor(Discrete):
    """Other means, of one branch ``of``, of a ``level`` (1 = the parents of indicators), or of all."""

    factor: Literal["aggregation"]
    of: Code | None = None
    level: int | None = Field(default=None, ge=1)
    options: tuple[Aggregation | AsWritten, ...] = Field(min_length=1)


class MissingFactor(Discrete):
    """Other ways with missing values."""

    factor: Literal["missing"]
    of: Code | None = None
    options: tuple[Missing | AsWritten, ...] = Field(min_length=1)


class BasisFactor(Discrete):
    """Reported or verified values."""

    factor: Literal["basis"]
    options: tuple[Literal["reported", "verified"], ...] = ("reported", "verified")


class InclusionFactor(Part):
    """Nodes that may be left out, each with the ``probability`` of being kept."""

    factor: Literal["inclusion"]
    name: str | None = Field(default=None, max_length=64)
    of: tuple[Code, ...] = Field(min_length=1)
    probability: Share = 0.5


class ErrorFactor(Part):
    """Relative errors of the figures: normal with the deviation that ``grades`` gives to the evidence of a value
    (the measure's ``source``, or the grade handed in with the figures), or ``deviation`` for all.

    ``correlation`` is that of the errors of one unit.
    """

    factor: Literal["error"]
    name: str | None = Field(default=None, max_length=64)
    of: tuple[Code, ...] = Field(default=(), description="measures; all that are read where left out")
    deviation: float | None = Field(default=None, gt=0)
    grades: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    correlation: float = Field(default=0.0, ge=0, lt=1)

    @model_validator(mode="after")
    def _one_form(self) -> ErrorFactor:
        if (self.deviation is None) == (not self.grades):
            raise ValueError("an error has either one `deviation` or `grades`")
        return self


Factor = Annotated[
    WeightFactor
    | TreatmentFactor
    | NormalisationFactor
    | AggregationFactor
    | MissingFactor
    | BasisFactor
    | InclusionFactor
    | ErrorFactor,
    Field(discriminator="factor"),
]


class Correlated(Part):
    """Discrete choices that go together: Gaussian copula with ``correlation`` between the ``factors`` (by name)."""

    factors: tuple[str, ...] = Field(min_length=2)
    correlation: float = Field(gt=-1, lt=1)


class Uncertainty(Part):
    """Everything that is uncertain about the results of a scheme."""

    factors: tuple[Factor, ...] = Field(min_length=1)
    correlated: tuple[Correlated, ...] = ()
