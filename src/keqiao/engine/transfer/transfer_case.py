"""One transformation of a result, as its unit writes it down: income, costs, who made it, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Positions, error_at
from keqiao.engine.documents.parts import Part
from keqiao.engine.transfer.legal_forms import BOUND, FORMS, LegalForm, forms_of, is_credit_code
from keqiao.engine.transfer.tranches import Remainder
from keqiao.language import message

Yuan = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
"""An amount in 元 with cents."""
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2200, 12, 31))]
"""A day that is no slip of the pen."""
Percent = Annotated[Decimal, Field(gt=0, le=100)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
TransferMode = Literal["transfer", "licence", "investment", "self", "cooperation"]
MODES = {
    "transfer": message("transfer"),
    "licence": message("licence"),
    "investment": message("investment in kind"),
    "self": message("own implementation"),
    "cooperation": message("joint implementation"),
}
BY_YEAR: frozenset[str] = frozenset({"self", "cooperation"})
"""Ways in which the reward is taken from the operating profit of each year."""


class TransferringUnit(Part):
    """The unit that made the result. ``non_profit`` and ``research_scope`` matter to private non-enterprise units:
    whether they are non-profit, and whether their certificate names research, transfer or consulting.
    """

    name: Text
    credit_code: str = ""
    form: LegalForm | None = None
    non_profit: bool | None = None
    research_scope: bool | None = None

    @property
    def legal_form(self) -> LegalForm:
        """The form as stated, else by the credit code."""
        return self.form or forms_of(self.credit_code)[0]


class DirectCost(Part):
    """A cost taken off before anything is shared: valuation, agency, taxes …"""

    name: Text
    amount: Yuan


class YearProfit(Part):
    """The operating profit from the result in one year; a loss is negative."""

    year: int = Field(ge=1996, le=2200)
    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=2)]


class RewardTerms(Part):
    """What the unit's own rule or an agreement with the contributors gives them: shares in %."""

    kind: Literal["own_rule", "agreement"] = "own_rule"
    name: Text
    share: Percent
    years: int | None = Field(default=None, ge=1, le=20)


class LocalFloor(Part):
    """A floor of the province or city: share in % and the document that sets it."""

    name: Text
    share: Percent


class Contributor(Part):
    """Somebody who made or transferred the result; ``weight`` is any positive number, compared with the others'."""

    name: Text
    weight: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    main: bool = False
    position: Literal["none", "head", "deputy"] = "none"


class RewardPayment(Part):
    """A payment of the reward and its part of the whole in any positive numbers."""

    name: Text
    day: Day | None = Field(default=None, alias="date")
    share: Annotated[Decimal, Field(gt=0)]


class PublicityRecord(Part):
    """When something was made public in the unit, and what became of objections."""

    start: Day = Field(alias="from")
    until: Day | None = None
    objection: Literal["none", "open", "settled"] = "none"


class TransferCase(Part):
    """A transformation of a result whose income is to be shared. Amounts in 元.

    ``day`` is that of the contract: the law of that day holds. ``amount`` is the income, for ``investment`` the value
    at which the result was taken, ``stake`` the share in % that it became; ``profits`` stand in its place where a
    unit puts the result to use itself or with others.
    """

    income_sharing: int = 1
    name: Text
    day: Day
    mode: TransferMode
    unit: TransferringUnit
    amount: Yuan | None = None
    stake: Percent | None = None
    costs: tuple[DirectCost, ...] = ()
    profits: tuple[YearProfit, ...] = ()
    terms: RewardTerms | None = None
    local_floor: LocalFloor | None = None
    contributors: tuple[Contributor, ...] = ()
    payments: tuple[RewardPayment, ...] = ()
    remainder: Remainder = "front_loaded"
    pricing: Literal["negotiated", "listed", "auction"] = "negotiated"
    contract_registered: bool | None = None
    received: Day | None = None
    price_publicity: PublicityRecord | None = None
    reward_publicity: PublicityRecord | None = None

    @property
    def by_year(self) -> bool:
        """Whether the reward is taken from yearly profits."""
        return self.mode in BY_YEAR

    @property
    def is_bound(self) -> bool:
        """Whether the law's standards bind the unit even against its own rule."""
        return self.unit.legal_form in BOUND

    def weights(self) -> list[Fraction]:
        """The parts of the contributors in the reward, together 1."""
        whole = sum((Fraction(contributor.weight) for contributor in self.contributors), Fraction(0))
        return [Fraction(contributor.weight) / whole for contributor in self.contributors]


def _check(case: TransferCase, positions: Positions) -> Iterator[DocumentFinding]:
    yield from _check_unit(case.unit, positions)
    if case.by_year:
        if not case.profits:
            yield error_at(
                positions,
                ("mode",),
                message("the operating profits of the years are missing"),
                "case.profits",
                message("Write `profits`: a year and an amount for each."),
            )
        for key, given in (("costs", case.costs), ("payments", case.payments)):
            if given:
                yield error_at(
                    positions,
                    (key,),
                    message("operating profits are shared year by year; {key} has no place here", key=key),
                    "case.by_year",
                    message("Write the profit after costs, and leave {key} out.", key=key),
                )
    elif case.amount is None:
        yield error_at(
            positions,
            ("mode",),
            message("amount is missing"),
            "case.amount",
            message("Write `amount` in yuan."),
        )
    if case.mode == "investment" and case.stake is None:
        yield error_at(
            positions,
            ("mode",),
            message("the share that the result became is missing"),
            "case.stake",
            message("Write `stake` in %."),
        )
    yield from _doubled("profits", [str(profit.year) for profit in case.profits], positions)
    yield from _doubled("contributors", [contributor.name for contributor in case.contributors], positions)


def _check_unit(unit: TransferringUnit, positions: Positions) -> Iterator[DocumentFinding]:
    if unit.credit_code and not is_credit_code(unit.credit_code):
        yield error_at(
            positions,
            ("unit", "credit_code"),
            message("“{code}” is no credit code", code=unit.credit_code[:40]),
            "case.credit_code",
            message("A credit code has 18 digits and capitals without I, O, S, V and Z."),
        )
        return
    allowed = forms_of(unit.credit_code)
    if unit.form is None and not allowed:
        yield error_at(
            positions,
            ("unit",),
            message("the legal form of the unit is missing"),
            "case.form",
            message("Write `form`, one of: {names}.", names=", ".join(FORMS)),
        )
    elif unit.form is not None and allowed and unit.form not in allowed:
        yield error_at(
            positions,
            ("unit", "form"),
            message(
                "the form is {form}, but a credit code that begins with {prefix} is that of: {allowed}",
                form=FORMS[unit.form],
                prefix=unit.credit_code[:2],
                allowed=FORMS[allowed[0]],
            ),
            "case.form",
            message("Correct the one that is wrong."),
        )


def _doubled(key: str, names: list[str], positions: Positions) -> Iterator[DocumentFinding]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield error_at(
                positions,
                (key, at),
                message("“{name}” stands twice", name=name),
                "case.twice",
                message("Put the two into one."),
            )


TRANSFER_CASE = DocumentForm(
    TransferCase,
    _check,
    otherwise=message("this is no case of income sharing: keys such as name, day, mode and unit are needed"),
)
