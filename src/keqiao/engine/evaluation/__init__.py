"""From figures to scores, totals, ranks and grades, with every stage shown and every change explained."""

from keqiao.engine.evaluation.change import ScoreChange, compare
from keqiao.engine.evaluation.explain import UnitExplanation, explain
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.evaluation.problems import DataError, DataFinding
from keqiao.engine.evaluation.result import Evaluation
from keqiao.engine.evaluation.run import evaluate

__all__ = [
    "DataError",
    "DataFinding",
    "Evaluation",
    "Panel",
    "ScoreChange",
    "UnitExplanation",
    "compare",
    "evaluate",
    "explain",
]
