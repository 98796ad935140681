"""The scheme: an indicator system as one immutable object, as a bureau signs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from keqiao.engine.documents.parts import Code, NamedPart, Part
from keqiao.engine.schemes.parts import Attribute, Expression, Measure, Parameter
from keqiao.engine.schemes.scoring import Scoring
from keqiao.engine.schemes.tree import Aggregation, Branch, Indicator, Missing, Node, Treatment, Weighting
from keqiao.engine.schemes.uncertainty import Uncertainty
from keqiao.language import Bilingual


class Defaults(Part):
    """What holds for an indicator or branch that says nothing of its own.

    ``levels`` gives the aggregation per level: 1 joins indicators into the lowest branches' parents … counted
    from the leaves upwards, so that {1: geometric} holds for every branch whose children are all indicators.
    """

    missing: Missing = Missing(policy="zero")
    treatment: tuple[Treatment, ...] = ()
    score: Scoring | None = None
    aggregation: Aggregation = Aggregation()
    levels: dict[int, Aggregation] = Field(default_factory=dict)
    weighting: Weighting | None = None


class Profiles(Part):
    """Weights by the type of the unit: for each word of the attribute ``by``, weights of nodes that replace
    the written ones.

    Below a replaced node the written proportions hold.
    """

    by: Code
    weights: dict[str, dict[Code, float]]
    regulation: Bilingual | None = None


class Variant(NamedPart):
    """A different yardstick where ``when`` is true, as for the start-up stage.

    ``replace`` gives indicators (by code) other keys: formula, score, name, unit, missing …; ``exclude``
    names indicators that do not apply (their weight goes to siblings); ``grade`` is shown instead of a grade.
    """

    when: Expression
    replace: dict[Code, dict[str, Any]] = Field(default_factory=dict)
    exclude: tuple[Code, ...] = ()
    grade: Bilingual | None = None


class Adjustment(NamedPart):
    """Points added to or taken from the total: an expression over measures, kept between ``minimum`` and
    ``maximum``.
    """

    kind: Literal["bonus", "deduction"]
    points: Expression
    minimum: float | None = None
    maximum: float | None = None


class AdjustmentLimits(Part):
    """Caps on sums: all bonuses together at most ``bonus``, all deductions together at least
    −``deduction``.
    """

    bonus: float | None = Field(default=None, ge=0)
    deduction: float | None = Field(default=None, ge=0)


class Veto(NamedPart):
    """一票否决: where ``when`` is true the unit takes ``grade`` (default: the lowest), or is ``demote``d so many
    grades, and has at most ``maximum`` points.
    """

    when: Expression
    grade: Code | None = None
    demote: int | None = Field(default=None, ge=1)
    maximum: float | None = None


class Quota(Part):
    """At most so many units may hold a grade: a ``share`` of the ranked units (rounded ``down``, ``up`` or
    ``nearest``) or a ``count``.

    The best by total take the places; a tie across the edge takes none of the tied (``ties: lower``) or all
    (``ties: upper``).
    """

    share: float | None = Field(default=None, gt=0, le=1)
    count: int | None = Field(default=None, ge=0)
    rounding: Literal["down", "nearest", "up"] = "down"
    ties: Literal["lower", "upper"] = "upper"
    within: Code | None = Field(default=None, description="an attribute: a quota for each group")

    @model_validator(mode="after")
    def _one_form(self) -> Quota:
        if (self.share is None) == (self.count is None):
            raise ValueError("a quota is either a `share` or a `count`")
        return self


class Grade(NamedPart):
    """A grade from ``at`` points on (the lowest grade has no ``at``), where ``when`` holds too and the quota
    has room.

    In ``when`` the names ``total`` and the codes of nodes (their scores, 0–100) may stand beside measures.
    """

    at: float | None = None
    when: Expression | None = None
    quota: Quota | None = None


class Consecutive(Part):
    """What follows when a unit holds ``grade`` in ``periods`` periods running."""

    grade: Code
    periods: int = Field(ge=2)
    outcome: Bilingual
    regulation: Bilingual | None = None


class Screening(Part):
    """Units with too little data: below ``minimum`` share of indicators with a value they are left out (or
    flagged).

    ``stage`` says whether imputed values count as data.
    """

    minimum: float = Field(gt=0, le=1)
    stage: Literal["raw", "imputed"] = "raw"
    action: Literal["exclude", "flag"] = "exclude"


class Ranking(Part):
    """Ranks by total, highest first; ties share a rank (1, 2, 2, 4). ``within`` ranks inside the groups of an
    attribute too.
    """

    decimals: int | None = Field(
        default=None, ge=0, le=10, description="the total is rounded half-up before ranks and grades"
    )
    within: Code | None = None


class Scheme(NamedPart):
    """An indicator system as data. ``weights`` says what the written weights are: ``points`` (children add up
    to their parent, the top to ``total``), ``shares`` (children of each branch add up to 1 or to 100), or
    ``relative`` (any positive numbers, normalised per branch).
    """

    scheme: Literal[1]
    version: str = Field(min_length=1, max_length=40)
    unit: Bilingual = Bilingual(zh="单位", en="unit")
    issuer: Bilingual | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    weights: Literal["points", "shares", "relative"] = "points"
    total: float = Field(default=100.0, gt=0)
    minimum: float | None = None
    maximum: float | None = None
    defaults: Defaults = Defaults()
    attributes: tuple[Attribute, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    measures: tuple[Measure, ...] = Field(min_length=1)
    aggregation: Aggregation | None = None
    weighting: Weighting | None = None
    indicators: tuple[Node, ...] = Field(min_length=1)
    profiles: Profiles | None = None
    variants: tuple[Variant, ...] = ()
    screening: Screening | None = None
    adjustments: tuple[Adjustment, ...] = ()
    adjustment_limits: AdjustmentLimits = AdjustmentLimits()
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    consecutive: tuple[Consecutive, ...] = ()
    ranking: Ranking = Ranking()
    uncertainty: Uncertainty | None = Field(
        default=None, description="what may have been otherwise: factors of the robustness analysis"
    )

    def walk(self) -> Iterator[Branch | Indicator]:
        """Every node below the top, parents before children, in the order written."""
        for node in self.indicators:
            yield node
            if isinstance(node, Branch):
                yield from node.walk()

    def leaves(self) -> tuple[Indicator, ...]:
        """The indicators in the order written."""
        return tuple(node for node in self.walk() if isinstance(node, Indicator))
