"""Conditions of a need against what an offer tells: met, missed by so much, or not told.

What nobody told is no obstacle (one real need in thirty names a budget, none a term): it passes, is marked, and is
worth a question. A missed condition makes a candidate worth less; as a filter it takes it away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from keqiao.engine.matching.profile import Condition
from keqiao.engine.matching.text import normalised
from keqiao.language import Message, message


class ConditionState(StrEnum):
    """How an offer stands to a condition of a need."""

    MET = "met"
    MISSED = "missed"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Verdict:
    """One condition: how it stands, and in words what was wanted and what is offered."""

    condition: str
    state: ConditionState
    words: Message
    gap: float = 0.0
    """By how much a figure is missed, in its own unit."""


@dataclass(frozen=True)
class Rule:
    """How a condition is judged: which field of the need against which of the offer."""

    condition: str
    wanted: str
    offered: str
    label: Message
    at_least: bool | None = None
    """For figures: whether the offer has to reach the need's (True) or to stay within it (False); None for texts."""
    worth: float = 0.85
    """What a candidate that misses it keeps of its score."""
    unit: Message | None = None


RULES = (
    Rule("kind", "kind", "kind", message("kind of resource"), worth=0.8),
    Rule("field", "field", "field", message("field of technology"), worth=0.7),
    Rule("chain_node", "chain_node", "chain_node", message("chain node")),
    Rule("region", "region", "region", message("region"), worth=0.95),
    Rule("trl", "trl", "trl", message("readiness level"), at_least=True, unit=message("readiness levels")),
    Rule(
        "budget",
        "budget_wan",
        "price_wan",
        message("budget"),
        at_least=False,
        unit=message("10k yuan"),
    ),
    Rule("months", "months", "months", message("term"), at_least=False, unit=message("calendar months")),
)
NAMES = tuple(dict.fromkeys(name for rule in RULES for name in (rule.wanted, rule.offered)))
"""The fields that a condition may read."""
NUMBERS = tuple(
    dict.fromkeys(name for rule in RULES if rule.at_least is not None for name in (rule.wanted, rule.offered))
)
"""Those of them that are figures."""


def judge(need: Mapping[str, Condition], offer: Mapping[str, Condition]) -> tuple[Verdict, ...]:
    """Every condition that the need tells, against the offer; conditions that the need does not tell are none."""
    return tuple(
        _judge(rule, need[rule.wanted], offer.get(rule.offered)) for rule in RULES if rule.wanted in need
    )


def _judge(rule: Rule, wanted: Condition, offered: Condition | None) -> Verdict:
    values = {"name": rule.label, "wanted": _in_words(wanted)}
    if offered is None or offered == "":
        return Verdict(
            rule.condition, ConditionState.UNTOLD, message("{name}: not told (wanted: {wanted})", **values)
        )
    values["offered"] = _in_words(offered)
    if rule.at_least is None:
        met = _same(str(wanted), str(offered))
        if met:
            return Verdict(rule.condition, ConditionState.MET, message("{name}: {wanted}", **values))
        sentence = message("{name}: {offered}, wanted {wanted}", **values)
        return Verdict(rule.condition, ConditionState.MISSED, sentence)
    difference = float(wanted) - float(offered)
    gap = max(0.0, difference if rule.at_least else -difference)
    if gap == 0:
        sentence = message("{name}: {offered}, wanted {wanted}", **values)
        return Verdict(rule.condition, ConditionState.MET, sentence)
    values |= {"gap": _in_words(gap), "unit": rule.unit or ""}
    sentence = (
        message("{name}: {offered}, short of {wanted} by {gap} {unit}", **values)
        if rule.at_least
        else message("{name}: {offered}, above {wanted} by {gap} {unit}", **values)
    )
    return Verdict(rule.condition, ConditionState.MISSED, sentence, gap)


def worth(verdicts: Sequence[Verdict]) -> float:
    """What the conditions leave of a score, 0–1: the product over those that are missed."""
    share = 1.0
    worths = {rule.condition: rule.worth for rule in RULES}
    for verdict in verdicts:
        if verdict.state is ConditionState.MISSED:
            share *= worths[verdict.condition]
    return share


def _same(one: str, other: str) -> bool:
    """Whether two texts of a list name the same; lists are separated by any of the usual signs."""
    return bool(_parts(one) & _parts(other))


def _parts(text: str) -> set[str]:
    plain = normalised(text)
    for sign in "、,;/|":
        plain = plain.replace(sign, "\n")
    return {part.strip() for part in plain.split("\n") if part.strip()}


def _in_words(value: Condition) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
