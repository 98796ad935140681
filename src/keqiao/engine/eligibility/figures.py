"""The figure of each condition and how far it is from what is asked, in the figure's own unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, condition_column
from keqiao.engine.eligibility.trees import comparison
from keqiao.engine.eligibility.verdicts import Judgement
from keqiao.engine.expressions import Expression, ExpressionError
from keqiao.engine.expressions.tree import COMPARISONS, Between, Binary, Node, Text, Unary


@dataclass(frozen=True)
class ComparedFigures:
    """One comparison inside a condition, for all subjects: the figure, what it is compared with, and the operator."""

    text: str
    operator: str
    figure: pl.Series
    required: pl.Series
    met: pl.Series

    def gap(self, row: int) -> float | None:
        """How far the figure is from what is asked, positive where it has to rise; 0 where met, None where unknown."""
        if self.met[row]:
            return 0.0
        figure, required = self.figure[row], self.required[row]
        if figure is None or required is None or isinstance(figure, str):
            return None
        return round(float(required) - float(figure), 9)


def compared_figures(judgement: Judgement, code: str) -> list[ComparedFigures]:
    """The comparisons of a condition, in the order written."""
    plan = judgement.plan
    comparisons = []
    for text, operator, left, right, whole in _comparisons(plan, code):
        values = judgement.frame.select(
            pl.repeat(0, pl.len()).alias("_"),
            left.expr.alias("figure"),
            right.expr.alias("asked"),
            whole.condition().alias("met"),
        )
        comparisons.append(ComparedFigures(text, operator, values["figure"], values["asked"], values["met"]))
    return comparisons


@lru_cache(maxsize=4000)
def _comparisons(
    plan: CompiledProgramme, code: str
) -> list[tuple[str, str, Expression, Expression, Expression]]:
    condition = next(c for c in plan.programme.conditions if c.code == code)
    atoms = []
    for node in _atoms(plan.by_code[condition_column(code)].tree):
        sides = (
            [(">=", node.value, node.low), ("<=", node.value, node.high)] if isinstance(node, Between) else []
        )
        if isinstance(node, Binary):
            sides = [(node.operator, node.left, node.right)]
        for operator, left, right in sides:
            try:
                both = plan.expression(left), plan.expression(right)
                whole = plan.expression(comparison(operator, left, right))
            except ExpressionError:
                continue
            text = condition.text[left.start : left.end] or code
            atoms.append((text, operator, *both, whole))
    return atoms


def _atoms(tree: Node) -> Iterator[Node]:
    """Comparisons of the skeleton of AND, OR and NOT, from left to right."""
    if isinstance(tree, Binary) and tree.operator in {"AND", "OR"}:
        yield from _atoms(tree.left)
        yield from _atoms(tree.right)
    elif isinstance(tree, Unary) and tree.operator == "NOT":
        yield from _atoms(tree.operand)
    elif (isinstance(tree, Binary) and tree.operator in COMPARISONS) or (
        isinstance(tree, Between) and not tree.negated and not isinstance(tree.low, Text)
    ):
        yield tree
