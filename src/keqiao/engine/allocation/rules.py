"""Rules for sharing out money as one immutable object, as a bureau signs it.

Amounts are in the ``unit`` of the file (万元 unless it says 元); shares are fractions of one. What each rule does to a
unit is told by the steps of its line, see :mod:`keqiao.engine.allocation.steps`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from keqiao.engine.documents.parts import NamedPart, Part
from keqiao.language import Bilingual

Money = Annotated[Decimal, Field(ge=0, le=10**12, max_digits=24, decimal_places=10)]
Share = Annotated[Decimal, Field(gt=0, le=1, max_digits=24, decimal_places=18)]
Factor = Annotated[Decimal, Field(ge=0, le=10**6, max_digits=24, decimal_places=15)]
Heading = Annotated[str, Field(min_length=1, max_length=100)]
"""The heading of a column of figures about the units."""
Word = Annotated[str, Field(min_length=1, max_length=64)]
"""The code of a grade."""


class Base(Part):
    """What each unit gets before anything is shared: by agreement (``by``: a column of amounts) or one ``amount``."""

    amount: Money | None = None
    by: Heading | None = None


class Earmark(NamedPart):
    """Money set aside for a purpose, such as key projects or core teams.

    ``amount`` or ``share`` of the pool in proportion to the column ``by``; or ``each``: so much for each thing
    counted in ``by``, in all at most ``limit`` (then all are cut in proportion).
    """

    by: Heading
    amount: Money | None = None
    share: Share | None = None
    each: Money | None = None
    limit: Money | None = None


class StartUp(Part):
    """The least that a unit in its start-up stage gets: one whose column ``by`` holds more than 0 (是)."""

    minimum: Money
    by: Heading


class ByGrade(Part):
    """By a table of grades: fixed ``amounts``, or ``coefficients`` that share out what is left of the pool
    (times the column ``by``, if any). ``shortage`` says what happens when fixed amounts exceed the pool."""

    rule: Literal["by_grade"]
    amounts: dict[Word, Money] = Field(default_factory=dict)
    coefficients: dict[Word, Factor] = Field(default_factory=dict)
    by: Heading | None = None
    shortage: Literal["refuse", "scale"] = "refuse"


class Proportional(Part):
    """In proportion to the points ``above`` a mark, times the coefficient of the grade, times the column ``by``."""

    rule: Literal["proportional"]
    above: Factor = Decimal(0)
    coefficients: dict[Word, Factor] = Field(default_factory=dict)
    by: Heading | None = None


class Tranche(Part):
    """Up to ``to`` (the last one: without end) each 万元 of a unit counts ``rate`` times its expected contribution."""

    to: Money | None = None
    rate: Factor


class Fairness(Part):
    """No unit gets more than ``ratio`` times another; with ``monotone`` a better score never gets less.

    ``of`` says what is compared: the ``total`` of a unit or the ``performance`` part beyond base and earmarks.
    """

    ratio: Annotated[Decimal, Field(ge=1, le=10**6, max_digits=24, decimal_places=15)] | None = None
    monotone: bool = True
    of: Literal["total", "performance"] = "total"


class Limit(NamedPart):
    """Units whose column ``by`` holds more than 0 together get at least or at most so much, or such a share of the
    pool."""

    by: Heading
    at_least: Money | None = None
    at_most: Money | None = None
    least_share: Share | None = None
    most_share: Share | None = None


class Optimised(Part):
    """The most expected contribution: Σ contribution × rate × amount, under fairness, limits, floors and caps.

    ``contribution`` is the column with what one 万元 is expected to bring in a unit (left out: the score);
    ``threshold``: a unit gets at least so much or nothing; ``most_units``: so many at most get anything.
    """

    rule: Literal["optimised"]
    contribution: Heading | None = None
    returns: tuple[Tranche, ...] = ()
    fairness: Fairness = Fairness()
    limits: tuple[Limit, ...] = ()
    threshold: Money | None = None
    most_units: int | None = Field(default=None, ge=1)


class Instalment(Part):
    """A part of the payment: its name and its share; the shares add up to 1."""

    name: Bilingual
    share: Share


class Use(NamedPart):
    """What the money may be used for, or may not (``allowed: false``)."""

    allowed: bool = True


class Team(Part):
    """What a platform may hand on to the people of its team.

    At most ``share`` of its money; nobody less than ``floor`` or more than ``cap`` (shares of the team's money);
    ``use`` is the permitted or barred use (a code of ``uses``) that such payments are.
    """

    share: Share = Decimal(1)
    floor: Annotated[Decimal, Field(ge=0, lt=1)] = Decimal(0)
    cap: Share = Decimal(1)
    use: Word | None = None


class AllocationRules(NamedPart):
    """How a pool is shared out. ``grades`` names the grades, best first; units of an ``excluded`` grade get nothing.

    ``floor``, ``cap``, ``floors``, ``caps`` (by grade), ``largest_share`` (of the pool) and ``start_up`` bound the
    whole amount of a unit. ``unspent`` says whether money may stay in the pool (the default with fixed amounts).
    ``equals``: of units with the same claim the ``first`` by name gets what does not divide, or all get the ``same``
    and the rest stays in the pool.
    """

    allocation: Literal[1]
    version: str = Field(min_length=1, max_length=40)
    issuer: Bilingual | None = None
    unit: Literal["万元", "元"] = "万元"
    pool: Money | None = None
    rounding: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=24, decimal_places=6)] | None = None
    grades: dict[Word, Bilingual] = Field(default_factory=dict)
    excluded: tuple[Word, ...] = ()
    base: Base | None = None
    earmarks: tuple[Earmark, ...] = ()
    sharing: Annotated[ByGrade | Proportional | Optimised, Field(discriminator="rule")]
    floor: Money | None = None
    cap: Money | None = None
    floors: dict[Word, Money] = Field(default_factory=dict)
    caps: dict[Word, Money] = Field(default_factory=dict)
    largest_share: Share | None = None
    start_up: StartUp | None = None
    unspent: Literal["keep", "refuse"] | None = None
    equals: Literal["first", "same"] = "first"
    instalments: tuple[Instalment, ...] = ()
    uses: tuple[Use, ...] = ()
    team: Team | None = None

    @property
    def fixed(self) -> bool:
        """Whether units get fixed amounts by grade."""
        return isinstance(self.sharing, ByGrade) and bool(self.sharing.amounts)

    @property
    def keeps_unspent(self) -> bool:
        """Whether money may stay in the pool."""
        return self.unspent == "keep" or (self.unspent is None and self.fixed)

    @property
    def reads_scores(self) -> bool:
        """Whether an amount depends on scores."""
        sharing = self.sharing
        if isinstance(sharing, Optimised):
            return sharing.contribution is None or sharing.fairness.monotone
        return isinstance(sharing, Proportional)

    @property
    def reads_grades(self) -> bool:
        """Whether an amount depends on grades."""
        tables = (self.floors, self.caps, getattr(self.sharing, "coefficients", {}))
        return self.fixed or bool(self.excluded) or any(tables)

    def money_columns(self) -> tuple[str, ...]:
        """Columns that hold amounts of money."""
        return (self.base.by,) if self.base is not None and self.base.by is not None else ()

    def columns(self) -> tuple[str, ...]:
        """Every column of figures that the rules read, in the order written, each once."""
        sharing = self.sharing
        more = [
            *self.money_columns(),
            *(earmark.by for earmark in self.earmarks),
            None if self.start_up is None else self.start_up.by,
        ]
        if isinstance(sharing, Optimised):
            more += [sharing.contribution, *(limit.by for limit in sharing.limits)]
        else:
            more.append(sharing.by)
        return tuple(dict.fromkeys(column for column in more if column is not None))
