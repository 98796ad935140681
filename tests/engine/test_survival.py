"""Kaplan–Meier: a published table, scipy as a second implementation, and what is said of times nobody reached."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from tests.examples import examples

from keqiao.engine.survival import kaplan_meier

ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
RUNNING = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
"""Weeks in remission under 6-MP (Freireich et al., 1963), the example of most textbooks."""
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
ERRORS = {6: 0.0764, 10: 0.0963, 23: 0.1346}
"""Survival and its standard errors as printed (Kleinbaum and Klein, Survival Analysis, 2012, ch. 2)."""


def test_the_published_table():
    durations, ended = ENDED + RUNNING, [True] * len(ENDED) + [False] * len(RUNNING)
    curve = kaplan_meier(durations, ended)
    assert {p.time: round(p.survival, 3) for p in curve.points} == PUBLISHED
    for point in curve.points:
        if point.time in ERRORS:
            assert point.variance**0.5 == pytest.approx(ERRORS[point.time], abs=1e-4)
    estimate = curve.at(30)
    assert (round(estimate.survival, 3), estimate.at_risk) == (0.448, 4)
    assert curve.at(36) is None  # nobody was followed so long
    assert curve.at(3).survival == 1.0


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40))
def test_as_scipy_estimates_it(rows):
    durations, ended = [float(d) for d, _e in rows], [e for _d, e in rows]
    curve = kaplan_meier(durations, ended)
    right = np.array([d for d, e in rows if not e], dtype=float)
    other = ecdf(CensoredData(uncensored=[float(d) for d, e in rows if e], right=right)).sf
    for time in range(31):
        estimate = curve.at(time)
        if estimate is not None:
            assert estimate.survival == pytest.approx(float(other.evaluate(time)), abs=1e-12)
            assert 0 <= estimate.low <= estimate.survival + 1e-12
            assert estimate.survival <= estimate.high + 1e-12 <= 1 + 1e-9
    if curve.points and curve.points[-1].survival:
        low, high = (
            other.confidence_interval(method="log-log").low,
            other.confidence_interval(method="log-log").high,
        )
        last = curve.points[-1].time
        found = curve.at(last)
        if found.survival < 1:
            assert (found.low, found.high) == pytest.approx(
                (float(low.evaluate(last)), float(high.evaluate(last))), abs=1e-9
            )


def test_when_all_have_ended_nobody_lasts_longer():
    assert kaplan_meier([1, 2], [True, True]).at(5).survival == 0


@pytest.mark.parametrize(("durations", "ended"), [([-1], [True]), ([1], [])])
def test_what_is_no_duration_is_refused(durations, ended):
    with pytest.raises(ValueError, match="durations"):
        kaplan_meier(durations, ended)
