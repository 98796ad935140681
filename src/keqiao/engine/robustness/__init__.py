"""How sure a rank and a grade are: uncertain factors, intervals, what decides, how little would change it."""

from keqiao.engine.robustness.designs import Design, DesignTable, DrawnDesign
from keqiao.engine.robustness.leaving_out import leave_one_out
from keqiao.engine.robustness.margins import grade_margins, swap_margins, winner_margins
from keqiao.engine.robustness.parameters import Dimension, Parameters, Space
from keqiao.engine.robustness.places import warm_up
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.robustness.result import Robustness
from keqiao.engine.robustness.run import robustness
from keqiao.engine.robustness.single_weights import single_weight_changes
from keqiao.engine.robustness.sobol import Sensitivity, sensitivity

__all__ = [
    "Design",
    "DesignTable",
    "Dimension",
    "DrawnDesign",
    "Parameters",
    "Replicator",
    "Robustness",
    "RobustnessError",
    "Sensitivity",
    "Space",
    "grade_margins",
    "leave_one_out",
    "robustness",
    "sensitivity",
    "single_weight_changes",
    "swap_margins",
    "warm_up",
    "winner_margins",
]
