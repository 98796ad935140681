"""The kernels compiled (the first time on a machine) and loaded before somebody waits for them."""

from __future__ import annotations

import numpy as np

from keqiao.engine.efficiency.envelopment import dea


def warm_up() -> None:
    """Score a few invented units in every way that :func:`dea` knows; a long-lived server calls this once at its start.

    Compiling takes a minute on a slow machine; what was compiled stays in numba's cache for every process.
    """
    rng = np.random.default_rng(0)
    inputs, outputs = rng.uniform(1, 2, (12, 2)), rng.uniform(1, 2, (12, 2))
    for returns in ("vrs", "crs", "drs", "irs", "fdh"):
        for orientation in ("output", "input"):
            dea(inputs, outputs, returns=returns, orientation=orientation, slack_worth="scaled")
