"""What each unit counts for when the performance part is shared: by grade, by score, times a column."""

from __future__ import annotations

from fractions import Fraction

from keqiao.engine.allocation.money import digits, exact
from keqiao.engine.allocation.rules import ByGrade, Proportional
from keqiao.engine.allocation.terms import ZERO, Terms, in_yuan
from keqiao.language import Message, message


def weights_of(terms: Terms) -> list[Fraction]:
    """The weight of each unit; fixed amounts by grade are weights in grains, for which the level is 1."""
    return [ZERO if out else _weight(terms, at) for at, out in enumerate(terms.excluded)]


def _weight(terms: Terms, at: int) -> Fraction:
    rules, units = terms.rules, terms.units
    sharing, grade = rules.sharing, units.grades[at]
    weight = Fraction(1)
    if isinstance(sharing, ByGrade) and sharing.amounts:
        return in_yuan(rules, sharing.amounts[grade or ""]) / terms.grain
    if isinstance(sharing, Proportional):
        weight = max(ZERO, (units.scores[at] or ZERO) - exact(sharing.above))
    if isinstance(sharing, ByGrade | Proportional):
        if sharing.coefficients:
            weight *= exact(sharing.coefficients[grade or ""])
        if sharing.by is not None:
            weight *= units.figures[sharing.by][at]
    return weight


def weight_told(terms: Terms, at: int, weight: Fraction) -> Message:
    """The weight as a product with its figures."""
    rules, units = terms.rules, terms.units
    sharing, grade = rules.sharing, units.grades[at]
    parts: list[Message] = []
    if isinstance(sharing, Proportional):
        score = units.scores[at] or ZERO
        if not sharing.above:
            parts.append(message("score {score}", score=digits(score)))
        else:
            parts.append(
                message(
                    "(score {score} − {above}, at least 0)", score=digits(score), above=digits(sharing.above)
                )
            )
    if isinstance(sharing, ByGrade | Proportional):
        if sharing.coefficients:
            name = rules.grades[grade or ""]
            parts.append(
                message(
                    "coefficient {factor} of {grade}",
                    factor=digits(sharing.coefficients[grade or ""]),
                    grade=name,
                )
            )
        if sharing.by is not None:
            parts.append(
                message("{column} {figure}", column=sharing.by, figure=digits(units.figures[sharing.by][at]))
            )
    product = parts[0]
    for part in parts[1:]:
        product = message("{one} × {other}", one=product, other=part)
    return message("Weight: {product} = {weight}", product=product, weight=digits(weight))
