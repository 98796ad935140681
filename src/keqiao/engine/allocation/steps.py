"""The formula of each line with its figures: base, earmarks, weight, share, floor or cap met, rounding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from keqiao.engine.allocation.money import digits, exact, to_cent, yuan_text
from keqiao.engine.allocation.result import AllocationLine, Kind, LineStep
from keqiao.engine.allocation.terms import ZERO, Terms, in_yuan
from keqiao.engine.allocation.unit_weights import weight_told
from keqiao.language import Message, message


class Telling:
    """Steps of one line; what is told in cents adds up to the amount exactly, the last step takes the rest."""

    def __init__(self, terms: Terms, at: int) -> None:
        self.terms, self.at = terms, at
        self.steps: list[LineStep] = []
        self.total = Decimal(0)

    def add(self, kind: Kind, sentence: Message, grains: Fraction) -> None:
        """A step that adds so many grains."""
        amount = to_cent(grains * self.terms.grain)
        self.total += amount
        self.steps.append(LineStep(kind, sentence, amount))

    def fixed(self) -> None:
        """Base and earmarks."""
        terms, at = self.terms, self.at
        rules, money = terms.rules, terms.money
        if rules.base is not None:
            sentence = (
                message("Base by agreement: {amount}", amount=money(terms.base[at]))
                if rules.base.by is not None
                else message("Base: {amount}", amount=money(terms.base[at]))
            )
            self.add("base", sentence, terms.base[at])
        for mark, earmarked in zip(rules.earmarks, terms.earmarks, strict=True):
            count = terms.units.figures[mark.by][at]
            if not earmarked[at]:
                continue
            total = sum(
                (v for v, out in zip(terms.units.figures[mark.by], terms.excluded, strict=True) if not out),
                ZERO,
            )
            full = (
                mark.each is not None
                and sum(earmarked, ZERO) == in_yuan(rules, mark.each) * total / terms.grain
            )
            sentence = (
                message(
                    "{name}: {column} {count} × {each} = {amount}",
                    name=mark.name,
                    column=mark.by,
                    count=digits(count),
                    each=yuan_text(in_yuan(rules, mark.each)),
                    amount=money(earmarked[at]),
                )
                if full and mark.each is not None
                else message(
                    "{name}: {money} × {column} {count} ÷ {total} = {amount}",
                    name=mark.name,
                    column=mark.by,
                    money=money(sum(earmarked, ZERO)),
                    count=digits(count),
                    total=digits(total),
                    amount=money(earmarked[at]),
                )
            )
            self.add("earmark", sentence, earmarked[at])

    def bound(self, raw: Fraction, real: Fraction) -> tuple[Message, ...]:
        """The floor or cap that moved the unit from ``raw`` to ``real`` (grains, all parts together)."""
        terms = self.terms
        low, high = terms.floors[self.at], terms.caps[self.at]
        if real > raw and low is not None:
            amount = terms.money(low.grains)
            sentence = message(
                "raised to {rule}, {amount}: + {change}",
                rule=low.rule,
                amount=amount,
                change=terms.money(real - raw),
            )
            self.add("floor", sentence, real - raw)
            return (low.rule,)
        if real < raw:
            rule = message("the whole pool") if high is None else high.rule
            sentence = message(
                "cut to {rule}, {amount}: − {change}",
                rule=rule,
                amount=terms.money(real),
                change=terms.money(raw - real),
            )
            self.add("cap", sentence, real - raw)
            return (rule,)
        return ()

    def close(self, grains: int, met: tuple[Message, ...] = ()) -> AllocationLine:
        """The line; what rounding changed is its last step."""
        terms = self.terms
        amount = to_cent(grains * terms.grain)
        residue = amount - self.total
        if residue:
            sentence = message(
                "rounded to {grain}: {sign} {residue} yuan",
                grain=yuan_text(terms.grain),
                sign="+" if residue > 0 else "−",
                residue=digits(abs(residue), least=2),
            )
            self.steps.append(LineStep("rounding", sentence, residue))
        return AllocationLine(terms.units.names[self.at], amount, tuple(self.steps), met)


def excluded_line(terms: Terms, at: int) -> AllocationLine:
    """A unit whose grade gets nothing."""
    grade = terms.rules.grades[terms.units.grades[at] or ""]
    sentence = message("{grade}: excluded, gets nothing", grade=grade)
    return AllocationLine(
        terms.units.names[at], Decimal("0.00"), (LineStep("excluded", sentence, Decimal(0)),)
    )


def shared_line(
    terms: Terms, at: int, weight: Fraction, level: Fraction, *, real: Fraction, grains: int, how: Message
) -> AllocationLine:
    """A line of water-filling: ``real`` is the whole amount in grains before rounding; ``how`` tells the level."""
    telling = Telling(terms, at)
    telling.fixed()
    raw = level * weight
    if terms.rules.fixed:
        grade = terms.rules.grades[terms.units.grades[at] or ""]
        sentence = (
            message("{grade}: {amount}", grade=grade, amount=terms.money(weight))
            if level == 1
            else message(
                "{grade}: {amount} × {level} = {share}",
                grade=grade,
                amount=terms.money(weight),
                level=digits(level, most=8),
                share=terms.money(raw),
            )
        )
        telling.add("grade", sentence, raw)
    else:
        telling.add("weight", weight_told(terms, at, weight), ZERO)
        sentence = message(
            "Share: weight {weight} × {how} = {amount}",
            weight=digits(weight),
            how=how,
            amount=terms.money(raw),
        )
        telling.add("share", sentence, raw)
    return telling.close(grains, telling.bound(terms.committed(at) + raw, real))


def level_told(
    terms: Terms, weights: Sequence[Fraction], reals: Sequence[Fraction], level: Fraction
) -> Message:
    """The level as a quotient with its figures: (pool − what is fixed) ÷ the weights that share the rest."""
    free = [
        at
        for at, weight in enumerate(weights)
        if weight and reals[at] == terms.committed(at) + level * weight
    ]
    each = exact(level * terms.grain)
    if not free:
        return message("{level} for each point", level=yuan_text(each))
    rest = sum((reals[at] - terms.committed(at) for at in free), ZERO)
    total = sum((weights[at] for at in free), ZERO)
    return message(
        "{rest} ÷ {total} ({level} for each point)",
        rest=terms.money(rest),
        total=digits(total),
        level=yuan_text(each),
    )
