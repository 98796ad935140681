"""How a value becomes a score: the scoring rules a scheme may name.

Rules with fixed yardsticks give a share of the full marks, shown on 0–100. Rules in points say ``of`` how
many points (the indicator's weight where it is left out). Statistical rules place a unit among the others of
the run. The score of every rule stands on the scale of ``Scheme.total`` = 100 unless its ``range`` says
otherwise.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from keqiao.engine.documents.parts import Code, Part
from keqiao.engine.schemes.parts import Expression, Quantity

Transform = Literal["none", "log", "log1p", "sqrt"]
Range = Annotated[tuple[float, float], Field(description="worst and best score")]
Window = Literal["period", "pooled"]


class BaseFull(Part):
    """Base and full mark (enterprise technology centres): 0 at ≤ 0, ``base_share`` at ``base``, all at
    ``full``.

    value ≤ 0: 0; 0 < value ≤ base: value/base × base_share; base < value < full: base_share + (value −
    base)/(full − base) × (1 − base_share); value ≥ full: 1. With direction −1, ``full`` is the smaller
    figure: value ≤ full: 1; between: linear; value ≥ base: base/value × base_share.
    """

    rule: Literal["base_full"]
    base: Quantity
    full: Quantity
    base_share: float = Field(default=0.6, ge=0, le=1)


class Linear(Part):
    """Fixed references: clamp((t(value) − t(base)) / (t(full) − t(base)), 0, 1), with ``transform`` t first.

    Direction −1 is written by ``full`` < ``base``. ``log`` is ln(x), ``log1p`` is ln(1 + x).
    """

    rule: Literal["linear"]
    base: Quantity
    full: Quantity
    transform: Transform = "none"
    clamp: bool = True


class Step(Part):
    """One step: the points from ``at`` on, or in the range ``from`` (included) – ``to`` (not included)."""

    at: float | None = None
    lower: float | None = Field(default=None, alias="from")
    upper: float | None = Field(default=None, alias="to")
    points: float

    @model_validator(mode="after")
    def _one_form(self) -> Step:
        if (self.at is None) == (self.lower is None and self.upper is None):
            raise ValueError("a step has either `at`, or `from` and/or `to`")
        return self


class Steps(Part):
    """Steps: the points of the furthest step reached. ``compare`` says how a value reaches ``at``."""

    rule: Literal["steps"]
    steps: tuple[Step, ...] = Field(min_length=1)
    compare: Literal[">=", ">", "<=", "<"] = ">="
    otherwise: float = Field(default=0.0, description="points where no step is reached")
    of: float | None = Field(default=None, gt=0)


class Piecewise(Part):
    """Straight lines between knots [value, points]; outside, the points of the nearest knot."""

    rule: Literal["piecewise"]
    knots: tuple[tuple[float, float], ...] = Field(min_length=2)
    of: float | None = Field(default=None, gt=0)


class Case(Part):
    """A yardstick that holds where ``when`` is true."""

    when: Expression
    score: Scoring


class Cases(Part):
    """A condition decides which yardstick holds: the first case whose ``when`` is true, else
    ``otherwise``.
    """

    rule: Literal["cases"]
    cases: tuple[Case, ...] = Field(min_length=1)
    otherwise: Scoring | None = None


class Rating(Part):
    """An expert rating: (value − minimum) / (of − minimum)."""

    rule: Literal["rating"]
    of: float
    minimum: float = 0.0


class Points(Part):
    """The value already is points: between ``minimum`` and ``of``."""

    rule: Literal["points"]
    of: float | None = Field(default=None, gt=0)
    minimum: float = 0.0


class Compared(Part):
    """Base of the rules that look at the other units: of the period (or all periods ``pooled``), or of the
    own group ``within``.
    """

    window: Window = "period"
    within: Code | None = Field(
        default=None, description="an attribute: compare only units that share its word"
    )


class Formula(Compared):
    """Points by an expression in ``x``, the indicator's value after treatment, beside measures and
    parameters.

    For rules of practice such as the efficacy coefficient it may also name the field of units compared:
    ``x_rank`` (1 = best in the indicator's direction, ties share), ``x_count``, ``x_min``, ``x_max``,
    ``x_mean``, ``x_median``, ``x_sd`` (n − 1).
    """

    rule: Literal["formula"]
    points: Expression
    of: float | None = Field(default=None, gt=0)


class Target(Part):
    """Share of a target reached (value ÷ target), at most ``cap``; with direction −1 target ÷ value."""

    rule: Literal["target"]
    target: Quantity
    floor: float = Field(default=0.0, description="share below which the score is 0")
    cap: float = Field(default=1.0, gt=0)


class MinMax(Compared):
    """Min–max over the units: lowest value → range[0], highest → range[1] (direction first)."""

    rule: Literal["min_max"]
    range: Range = (0.0, 100.0)


class ZScore(Compared):
    """Z-score over the units (standard deviation with n − 1), then × deviation + mean."""

    rule: Literal["z_score"]
    mean: float = 0.0
    deviation: float = Field(default=1.0, gt=0)


class Rank(Compared):
    """Rank over the units, 1 for the worst, ties take the lowest rank (as COINr's ``n_rank``)."""

    rule: Literal["rank"]


class Percentile(Compared):
    """(rank − 1) / (n − 1) × 100, rank 1 for the worst, ties take the lowest rank (as COINr's
    ``n_prank``).
    """

    rule: Literal["percentile"]
    range: Range = (0.0, 100.0)


class Distance(Compared):
    """Closeness to a reference: range form 1 − (ref − value)/(ref − min), ratio form value/ref; × range
    width.

    ``to`` names the reference: the best unit, the mean or median, one unit (``unit``), or a ``value``.
    """

    rule: Literal["distance"]
    to: Literal["best", "mean", "median", "unit", "value"] = "best"
    unit: str | None = None
    value: Quantity | None = None
    form: Literal["range", "ratio"] = "range"
    cap: bool = Field(default=False, description="no more than the reference's score")
    range: Range = (0.0, 100.0)

    @model_validator(mode="after")
    def _reference_given(self) -> Distance:
        if (self.to == "unit") != (self.unit is not None) or (self.to == "value") != (self.value is not None):
            raise ValueError("`to: unit` goes with `unit`, `to: value` with `value`")
        return self


class Identity(Part):
    """The value (times direction) is the score."""

    rule: Literal["none"]


Scoring = Annotated[
    BaseFull
    | Linear
    | Steps
    | Piecewise
    | Cases
    | Rating
    | Points
    | Formula
    | Target
    | MinMax
    | ZScore
    | Rank
    | Percentile
    | Distance
    | Identity,
    Field(discriminator="rule"),
]
RELATIVE_RULES = (MinMax, ZScore, Rank, Percentile, Distance, Formula)
"""Rules whose score may depend on the other units of the run."""

Case.model_rebuild()
Cases.model_rebuild()
