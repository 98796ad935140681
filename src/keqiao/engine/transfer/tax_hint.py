"""A hint about personal income tax on cash rewards: which conditions hold, and what half of the reward would be.

A hint, not advice: who pays asks the tax office. Conditions that nobody has told stay open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from keqiao.engine.transfer.law import Provision, TransferLaw
from keqiao.engine.transfer.transfer_case import PublicityRecord, TransferCase
from keqiao.language import Message, message
from keqiao.money import to_cent


@dataclass(frozen=True)
class TaxCondition:
    """A condition and whether it holds; None: nobody has told."""

    name: Message
    met: bool | None


@dataclass(frozen=True)
class TaxHint:
    """Which provision could apply, its conditions, and the part of a cash reward that counts as salary."""

    provision: Provision
    conditions: tuple[TaxCondition, ...]
    taxed: Fraction | None

    @property
    def outcome(self) -> Literal["applies", "does_not_apply", "open"]:
        """Whether all conditions hold, one does not, or some are open."""
        if any(condition.met is False for condition in self.conditions):
            return "does_not_apply"
        return "applies" if all(condition.met for condition in self.conditions) else "open"

    def counted(self, reward: Decimal) -> Decimal:
        """The part of a cash reward in 元 that counts as salary; all of it unless every condition holds."""
        if self.taxed is None or self.outcome != "applies":
            return reward
        return to_cent(Fraction(reward) * self.taxed)

    @property
    def sentence(self) -> Message:
        """The outcome in a sentence."""
        if self.taxed is None:
            return message(
                "Shares: {article} may let the tax wait until they are sold; its conditions are not tried here.",
                article=self.provision.cited,
            )
        share = {"share": int(self.taxed * 100), "article": self.provision.cited}
        match self.outcome:
            case "applies":
                return message("{share} % of the cash reward counts as salary ({article}).", **share)
            case "open":
                return message("{share} % of the cash reward may count as salary ({article}).", **share)
            case _:
                return message("The whole reward counts as salary: {article} does not apply.", **share)


def tax_hint(case: TransferCase, law: TransferLaw) -> TaxHint | None:
    """The hint for a case; None where no provision of that day speaks of it."""
    if case.mode == "investment":
        provision = law.in_force("equity_tax", case.day)
        return None if provision is None else TaxHint(provision, (), None)
    provision = law.in_force("cash_reward_tax", case.day)
    if provision is None:
        return None
    conditions = (
        TaxCondition(message("cash from a transfer or a licence"), not case.by_year),
        TaxCondition(message("non-profit institute or university"), _non_profit(case)),
        TaxCondition(message("the contract is registered"), case.contract_registered),
        TaxCondition(message("the list of rewards was made public"), _published(case.reward_publicity)),
        TaxCondition(
            message("paid within {months} months of the income", months=provision.count("months")),
            _in_time(case, provision.count("months") or 0),
        ),
    )
    return TaxHint(provision, conditions, provision.share("taxed"))


def taxed_transfer_income(income: Decimal, day: date, law: TransferLaw) -> Decimal | None:
    """What of a unit's yearly income from transfers of technology is taxed, in 元; None: nothing was set then."""
    provision = law.in_force("transfer_income_tax", day)
    free, taxed = (
        (None, None) if provision is None else (provision.values.get("free"), provision.share("taxed"))
    )
    if free is None or taxed is None:
        return None
    return to_cent(max(Fraction(income - free), Fraction(0)) * taxed)


def _non_profit(case: TransferCase) -> bool | None:
    unit = case.unit
    match unit.legal_form:
        case "state_institute" | "university":
            # A certificate of a public institution is asked for: a code of another kind is none.
            return not unit.credit_code or unit.credit_code.startswith("12")
        case "private_non_enterprise":
            conditions = (unit.non_profit, unit.research_scope)
            return False if False in conditions else None if None in conditions else True
        case _:
            return False


def _published(record: PublicityRecord | None) -> bool | None:
    if record is None or record.until is None:
        return None
    return record.objection != "open"


def _in_time(case: TransferCase, months: int) -> bool | None:
    days = [payment.day for payment in case.payments]
    if case.received is None or (case.payments and None in days):
        return None
    last = max((day for day in days if day is not None), default=case.received)
    return last <= months_after(case.received, months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of its month (Civil Code, art. 202)."""
    import calendar

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
