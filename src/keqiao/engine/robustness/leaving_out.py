"""Leave one out: what changes when a node is not there."""

from __future__ import annotations

import numpy as np
import polars as pl

from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.robustness.parameters import Parameters, Space
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.schemes.scheme import Scheme


def leave_one_out(
    scheme: Scheme, panel: Panel, *, period: str | None = None, basis: str = "reported"
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Evaluate once without each node (a branch with everything below it; its weight goes to its siblings).

    Returns by node: node, shift (mean |change of rank|), most (greatest change), changed (units with another rank),
    first (whether another unit leads); and by node and unit: node, unit, total, rank, change (nominal rank − rank).
    A node without siblings at any level, without which nothing would be left, is not in them.
    """
    tree_space = Space(included=tuple(node.code for node in scheme.walk()))
    replicator = Replicator(scheme, panel, tree_space, period=period, basis=basis)
    codes = tree_space.included
    parameters = Parameters.nominal(tree_space, len(codes) + 1)
    for place in range(len(codes)):
        parameters.included[place, place + 1] = False
    totals, ranks = replicator.scores(parameters)
    nominal = ranks[0]
    some = [place for place in range(len(codes)) if ranks[place + 1].any()]
    change = np.where((nominal > 0) & (ranks > 0), nominal - ranks, 0)
    summary = pl.DataFrame(
        {
            "node": pl.Series([codes[place] for place in some], dtype=pl.String),
            "shift": [float(np.abs(change[place + 1]).mean()) for place in some],
            "most": [int(np.abs(change[place + 1]).max()) for place in some],
            "changed": [int((change[place + 1] != 0).sum()) for place in some],
            "first": [bool(((ranks[place + 1] == 1) != (nominal == 1)).any()) for place in some],
        }
    )
    units = len(replicator.units)
    rows = np.array(some, dtype=np.intp) + 1
    detail = pl.DataFrame(
        {
            "node": pl.Series([codes[place] for place in some for _ in range(units)], dtype=pl.String),
            "unit": pl.Series(replicator.units * len(some), dtype=pl.String),
            "total": pl.Series(totals[rows].ravel(), nan_to_null=True),
            "rank": pl.Series(ranks[rows].ravel()).replace(0, None),
            "change": change[rows].ravel(),
        }
    )
    return summary, detail
