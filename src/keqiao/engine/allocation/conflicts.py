"""Which rules of an optimised allocation clash, and by how much each would have to give way.

A deletion filter leaves an irreducible set: the rules cannot hold together, and without any one of them the others can
(Chinneck, Feasibility and Infeasibility in Optimization, 2008, ch. 6).
"""

from __future__ import annotations

from keqiao.engine.allocation.money import digits, exact
from keqiao.engine.allocation.problems import AllocationFinding, Clash
from keqiao.engine.allocation.programme import Programme
from keqiao.engine.allocation.statement import StatementRule
from keqiao.engine.allocation.terms import Terms
from keqiao.language import Message, message

HALVINGS = 40


def clash_of(terms: Terms) -> Clash:
    """The irreducible set of rules of an infeasible programme, with the least change of each that would do."""
    rules = Programme(terms).rules
    essential = list(rules)
    for key in list(rules):
        tried = [other for other in essential if other != key]
        if not _feasible(terms, rules, tried):
            essential = tried
    names = [_quoted(rules[key]) for key in essential]
    joined = names[0] if names else message("base and earmarks")
    for name in names[1:]:
        joined = message("{one}, {other}", one=joined, other=name)
    findings = [
        AllocationFinding(
            "error",
            message("These rules cannot hold together: {rules}.", rules=joined),
            remedy=message("Change any one of them."),
        )
    ]
    dropped = frozenset(key for key in rules if key not in essential)
    findings += [AllocationFinding("error", _way(terms, key, rules[key], dropped)) for key in essential]
    return Clash(findings)


def _quoted(rule: StatementRule) -> Message:
    return message("“{rule}”", rule=rule.sentence)


def _feasible(terms: Terms, rules: dict[str, StatementRule], essential: list[str]) -> bool:
    dropped = frozenset(key for key in rules if key not in essential)
    return Programme(terms, dropped=dropped, any_plan=True).solve() is not None


def _way(terms: Terms, key: str, rule: StatementRule, dropped: frozenset[str]) -> Message:
    """The least change of one rule with which the others of the set can hold."""
    if rule.unit == "money" and key != "threshold":
        solution = Programme(terms, dropped=dropped, elastic=key).solve()
        if solution is not None:
            amount = digits(exact(round(solution.value, 6)), least=2)
            if key == "pool":
                return message(
                    "“{rule}”: would have to change by {amount} 10k yuan", rule=rule.sentence, amount=amount
                )
            return message(
                "“{rule}”: would have to give way by {amount} 10k yuan in all",
                rule=rule.sentence,
                amount=amount,
            )
    elif rule.unit != "none":
        loose = _least(terms, key, rule, dropped)
        if loose is not None:
            figure = digits(exact(round(loose, 4)))
            if rule.unit == "ratio":
                return message(
                    "“{rule}”: the ratio would have to be larger by {figure}",
                    rule=rule.sentence,
                    figure=figure,
                )
            if rule.unit == "units":
                return message("“{rule}”: {figure} more units would do", rule=rule.sentence, figure=figure)
            return message(
                "“{rule}”: would have to give way by {amount} 10k yuan each",
                rule=rule.sentence,
                amount=figure,
            )
    return message("“{rule}”: without it the others can hold", rule=rule.sentence)


def _least(terms: Terms, key: str, rule: StatementRule, dropped: frozenset[str]) -> float | None:
    """By bisection; whole numbers of units."""

    def holds(loose: float) -> bool:
        return Programme(terms, dropped=dropped, relaxed={key: loose}, any_plan=True).solve() is not None

    high = 1.0
    while not holds(high):
        high *= 4
        if high > 1e7:
            return None
    low = 0.0
    for _ in range(HALVINGS):
        if high - low <= (1 if rule.unit == "units" else 1e-5):
            break
        middle = (low + high) / 2
        if rule.unit == "units":
            middle = float(int(middle))
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
