"""Which rule sets the reward: an agreement, the unit's own rule, the law or a local floor, and whether it may."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from keqiao.engine.transfer.law import Provision, TransferLaw
from keqiao.engine.transfer.transfer_case import TransferCase
from keqiao.language import Bilingual, Message, message
from keqiao.money import digits


@dataclass(frozen=True)
class AppliedRule:
    """The share of the reward and why: ``floor`` is the least that law and place set, ``binding`` whether it binds
    this unit even against its own rule, ``stated`` what the unit's rule or agreement says.
    """

    share: Fraction
    source: Literal["agreement", "own_rule", "law", "local"]
    name: Message | Bilingual | str
    floor: Fraction | None
    floor_name: Message | Bilingual | str
    binding: bool
    stated: Fraction | None

    @property
    def is_below_floor(self) -> bool:
        """Whether what the unit stated stays below the floor."""
        return self.stated is not None and self.floor is not None and self.stated < self.floor

    def sentences(self) -> list[Message]:
        """Which rule applies, and how it stands to the floor."""
        said = [message("{share} % by {name}.", share=in_percent(self.share), name=self.name)]
        if self.floor is None:
            said.append(message("The law of that day sets no floor for this way."))
            return said
        floor = {"floor": in_percent(self.floor), "article": self.floor_name}
        if self.is_below_floor and self.binding:
            said.append(
                message(
                    "The unit's own {stated} % stays below {floor} % ({article}), which binds it (art. 45 para. 2): "
                    "the floor applies.",
                    stated=in_percent(self.stated or Fraction(0)),
                    **floor,
                )
            )
        elif self.is_below_floor:
            said.append(
                message(
                    "This is below the {floor} % of {article}, which holds only where nothing is ruled or agreed; "
                    "shown for comparison.",
                    **floor,
                )
            )
        elif self.stated is not None:
            said.append(
                message("The floor of {floor} % ({article}) is kept.", **floor)
                if self.binding
                else message(
                    "For comparison: {floor} % by {article}, where nothing is ruled or agreed.", **floor
                )
            )
        return said


def in_percent(share: Fraction) -> str:
    """A part of 1 in %, at most four decimals."""
    return digits(share * 100, most=4)


class NoRuleError(ValueError):
    """Neither the law of that day nor the unit sets a share; ``problem`` says so."""

    def __init__(self, problem: Message) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def in_language(self, language: str) -> str:
        """The sentence."""
        return self.problem.in_language(language)


def applied_rule(case: TransferCase, law: TransferLaw) -> AppliedRule:
    """The rule that sets the reward (arts 44 and 45). Raises :class:`NoRuleError` where nothing sets one."""
    provision = law.in_force("reward_floor", case.day)
    floor, floor_name, source = _floor(case, provision)
    binding = case.is_bound
    stated = None if case.terms is None else Fraction(case.terms.share) / 100
    if case.terms is not None and stated is not None and not (binding and floor and stated < floor):
        return AppliedRule(stated, case.terms.kind, case.terms.name, floor, floor_name, binding, stated)
    if floor is None:
        raise NoRuleError(
            message(
                "{name}: the law of {day} sets no share for this way, and no rule or agreement is given. "
                "Write `terms` with the share of the unit's rule.",
                name=case.name,
                day=case.day.isoformat(),
            )
        )
    return AppliedRule(floor, source, floor_name, floor, floor_name, binding, stated)


def _floor(
    case: TransferCase, provision: Provision | None
) -> tuple[Fraction | None, Message | Bilingual | str, Literal["law", "local"]]:
    share = None if provision is None else provision.share(case.mode)
    if case.local_floor is not None:
        local = Fraction(case.local_floor.share) / 100
        if share is None or local > share:
            return local, case.local_floor.name, "local"
    return share, "" if provision is None else provision.cited, "law"
