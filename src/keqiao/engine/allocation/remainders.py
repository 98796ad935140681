"""What whole amounts do to equal claims: who gets the remainder that does not divide, or that it stays.

Largest remainders (Hamilton's method) keep every amount within one rounding unit of its share. They have two known
properties that a reader must be told: one of several equals may get a rounding unit more, and with a larger pool a unit
may get up to one rounding unit less (the Alabama paradox; Balinski and Young, Fair Representation, 1982).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction

from keqiao.engine.allocation.terms import Terms
from keqiao.language import Message, message

NAMED = 8
"""So many of a group are named in a remark."""


def groups(terms: Terms, claims: Sequence[Hashable]) -> list[list[int]]:
    """Units that are not excluded and have the same claim, two and more together, in the order of remainders."""
    groups: dict[Hashable, list[int]] = {}
    for at, claim in enumerate(claims):
        if not terms.excluded[at]:
            groups.setdefault(claim, []).append(at)
    return [sorted(group, key=terms.units.order) for group in groups.values() if len(group) > 1]


def levelled(terms: Terms, reals: Sequence[Fraction], grains: Sequence[int]) -> list[int]:
    """Whole amounts in which units of the same claim get the same: the least of theirs; the rest stays in the pool."""
    result = list(grains)
    for group in groups(terms, reals):
        least = min(result[at] for at in group)
        for at in group:
            result[at] = least
    return result


def remainders_told(terms: Terms, claims: Sequence[Hashable], grains: Sequence[int]) -> Iterator[Message]:
    """A sentence for each group of equal claims whose amounts differ: who got how much more, by which rule."""
    for group in groups(terms, claims):
        least = min(grains[at] for at in group)
        more = [at for at in group if grains[at] > least]
        if more:
            yield message(
                "{names} have the same claim; what does not divide by {grain} went to the first by name: {more} each "
                "{amount} more than the others. With `equals: same` all get the same and the rest stays.",
                names=_names(terms, group),
                grain=terms.money(1),
                more=_names(terms, more),
                amount=terms.money(grains[more[0]] - least),
            )


def stays_told(
    terms: Terms, reals: Sequence[Fraction], before: Sequence[int], after: Sequence[int]
) -> Iterator[Message]:
    """A sentence for each group of equals whose remainder stays in the pool."""
    for group in groups(terms, reals):
        withheld = sum(before[at] - after[at] for at in group)
        if withheld:
            yield message(
                "{names} have the same claim and get the same; {amount} that does not divide by {grain} stays.",
                names=_names(terms, group),
                amount=terms.money(withheld),
                grain=terms.money(1),
            )


def paradox_told(terms: Terms, reals: Iterable[Fraction]) -> Iterator[Message]:
    """What rounding may do to a unit when the pool changes; nothing where all shares are whole."""
    if any(real.denominator != 1 for real in reals):
        yield message(
            "Amounts are whole multiples of {grain}, the largest remainders rounded up: by rounding alone a unit may "
            "get up to {grain} less with a larger pool.",
            grain=terms.money(1),
        )


def _names(terms: Terms, group: Sequence[int]) -> str:
    names = [terms.units.names[at] for at in group[:NAMED]]
    return "、".join(names) + ("…" if len(group) > NAMED else "")
