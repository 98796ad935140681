"""Compiling beforehand asks for nothing and changes nothing."""

import numpy as np

from keqiao.engine import efficiency


def test_scores_are_the_same_after_it():
    x, y = np.array([[1.0], [2.0], [4.0]]), np.array([[1.0], [3.0], [3.0]])
    before = efficiency.dea(x, y, returns="vrs", orientation="output").score
    efficiency.warm_up()
    assert np.array_equal(efficiency.dea(x, y, returns="vrs", orientation="output").score, before)
