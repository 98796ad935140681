"""What the eligible get: each benefit computed, what a limit cut, and the formula with the figures in it; places."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, condition_column
from keqiao.engine.eligibility.parts import BenefitRule
from keqiao.engine.eligibility.trees import names_in, with_names
from keqiao.engine.eligibility.verdicts import CLASS, WHOLE, Judgement
from keqiao.engine.expressions import tree_of
from keqiao.engine.expressions.tree import Name, Node


@dataclass(frozen=True)
class ComputedBenefit:
    """A benefit of the subjects of a judgement, row by row: the amount, and before limits. Null: none, or unknown.

    ``due`` says whether it is due at all (Boolean, null unknown).
    """

    rule: BenefitRule
    amount: pl.Series
    before_limits: pl.Series
    due: pl.Series
    names: tuple[str, ...]

    def formula(self, judgement: Judgement, row: int) -> str:
        """The formula as written, with the figures of a subject: ``0.4 * spend [spend = 60] = 24 万元``."""
        figures = []
        for name in self.names:
            value = judgement.frame[name][row]
            figures.append(
                f"{name} = {'—' if value is None else f'{value:.12g}' if isinstance(value, float) else value}"
            )
        text = self.rule.formula + (f" [{', '.join(figures)}]" if figures else "")
        before, amount = self.before_limits[row], self.amount[row]
        if before is not None and amount is not None and before != amount:
            text += f" = {before:.12g} → {amount:.12g} {self.rule.unit}"
        elif amount is not None:
            text += f" = {amount:.12g} {self.rule.unit}"
        return text


def benefits(judgement: Judgement) -> tuple[ComputedBenefit, ...]:
    """Every benefit of the programme for every subject; due to the eligible of its classes where ``when`` holds."""
    plan = judgement.plan
    return tuple(_benefit(plan, judgement, rule) for rule in plan.programme.benefits)


def _benefit(plan: CompiledProgramme, judgement: Judgement, rule: BenefitRule) -> ComputedBenefit:
    formula = tree_of(rule.formula, plan.kinds)
    due = pl.col(WHOLE)
    if rule.classes:
        due &= pl.col(CLASS).is_in(list(rule.classes))
    if rule.when is not None:
        due &= plan.expression(tree_of(rule.when, plan.kinds)).condition()
    value = plan.expression(formula).number()
    limited = value
    if rule.most is not None:
        limited = pl.when(limited > rule.most).then(rule.most).otherwise(limited)
    if rule.least is not None:
        limited = pl.when(limited < rule.least).then(rule.least).otherwise(limited)
    frame = judgement.frame.select(
        pl.repeat(0, pl.len()).alias("_"), due.alias("due"), value.alias("before"), limited.alias("amount")
    )
    amount = pl.when(pl.col("due")).then(pl.col("amount")).alias("amount")
    frame = frame.with_columns(amount)
    names = tuple(name for name in judgement.frame.columns if name in names_in(formula))
    return ComputedBenefit(rule, frame["amount"], frame["before"], frame["due"], names)


def places(judgement: Judgement) -> pl.Series | None:
    """The place of each eligible subject within the quota, from 1; subjects of the same order share a place.

    A place above the count is eligible without a place; None where the programme has no quota.
    """
    quota, plan = judgement.programme.quota, judgement.plan
    if quota is None:
        return None
    order: pl.Expr = pl.lit(0.0)
    if quota.order is not None:
        order = plan.expression(order_tree(plan, quota.order)).number()
    rank = pl.when(pl.col(WHOLE)).then(order).rank("min", descending=True)
    if quota.within is not None:
        known = pl.col(quota.within).is_not_null()  # among whom somebody stands is not known otherwise
        rank = pl.when(known).then(rank.over(quota.within))
    return judgement.frame.select(pl.when(pl.col(WHOLE)).then(rank).cast(pl.Int64).alias("place"))["place"]


def order_tree(plan: CompiledProgramme, text: str) -> Node:
    """What orders the places: figures, and conditions as 1 or 0."""
    codes = {c.code for c in plan.programme.conditions}
    tree = tree_of(text, {*plan.kinds, *codes})
    columns = {code: Name(0, 0, condition_column(code)) for code in codes if code not in plan.kinds}
    return with_names(tree, columns.get)
