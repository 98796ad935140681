"""From an amount to its payments: instalments that close to the cent, and what the money may be used for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from keqiao.engine.allocation.applicants import MOST
from keqiao.engine.allocation.money import digits, exact, split, to_cent, yuan_text
from keqiao.engine.allocation.problems import refused
from keqiao.engine.allocation.rules import AllocationRules, Use
from keqiao.language import Bilingual, Message, message


@dataclass(frozen=True)
class PlannedPayment:
    """One instalment of an amount (元) with its formula."""

    name: Bilingual
    amount: Decimal
    sentence: Message


def instalments(rules: AllocationRules, amount: Decimal) -> tuple[PlannedPayment, ...]:
    """``amount`` (元, whole cents) in the instalments of the rules; they add up to it to the cent.

    Cents that do not divide go to the largest remainders, of equal ones to the earlier instalment. Rules without
    instalments pay at once: an empty tuple. Raises :class:`AllocationError` for an amount below 0 or with parts of
    a cent.
    """
    if not payable(amount):
        raise refused(
            message("{amount} yuan cannot be paid.", amount=amount), message("Give whole cents above 0.")
        )
    if not rules.instalments:
        return ()
    parts = split(amount, [Fraction(part.share) for part in rules.instalments])
    return tuple(
        PlannedPayment(
            part.name,
            paid,
            message(
                "{name}: {amount} × {share} % = {paid}",
                name=part.name,
                amount=yuan_text(amount),
                share=digits(part.share * 100),
                paid=yuan_text(paid),
            ),
        )
        for part, paid in zip(rules.instalments, parts, strict=True)
    )


def payable(amount: Decimal) -> bool:
    """Whether an amount is one of whole cents, not below 0."""
    return amount.is_finite() and 0 <= amount < MOST and amount == to_cent(exact(amount))


def permitted_use(rules: AllocationRules, code: str) -> Use:
    """The use of this code; raises :class:`AllocationError` that names the rule where the money is barred from it."""
    for use in rules.uses:
        if use.code != code:
            continue
        if use.allowed:
            return use
        regulation = use.regulation if use.regulation is not None else rules.name
        raise refused(
            message(
                "The money of “{rules}” may not be used for {use}: {regulation}.",
                rules=rules.name,
                use=use.name,
                regulation=regulation,
            ),
            message("Choose a permitted use: {names}.", names=_names(rules)),
        )
    raise refused(
        message("“{rules}” knows no use {code}.", rules=rules.name, code=code),
        message("Choose a permitted use: {names}.", names=_names(rules)),
    )


def _names(rules: AllocationRules) -> str:
    return "、".join(f"{use.code} {use.name}" for use in rules.uses if use.allowed) or "—"
