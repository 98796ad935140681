"""Units with too little data."""

from __future__ import annotations

import numpy as np

from keqiao.engine.evaluation.arrays import Truth, Values
from keqiao.engine.schemes.scheme import Screening


def screened(rule: Screening, raw_share: Values, imputed_share: Values) -> Truth:
    """Which rows have less than the share of indicators with a value that the scheme asks for."""
    share = raw_share if rule.stage == "raw" else imputed_share
    # A share of 0.9 asked of 10 indicators means 9, whatever the last bit says.
    return np.nan_to_num(share) < rule.minimum - 1e-12
