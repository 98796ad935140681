"""From figures to scores, totals, ranks and grades, with every stage shown and every change explained."""

from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.evaluation.problems import DataError, Problem
from keqiao.engine.evaluation.result import Evaluation
from keqiao.engine.evaluation.run import evaluate

__all__ = [
    "DataError",
    "Evaluation",
    "Panel",
    "Problem",
    "evaluate",
]
