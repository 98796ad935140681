"""All weights taken apart by pillar: the same factor, in parts that have names."""

from __future__ import annotations

import numpy as np
import pytest

from keqiao.engine.robustness import DrawnDesign, Replicator
from keqiao.engine.schemes import load_scheme
from keqiao.engine.schemes.uncertainty import Uncertainty
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.drivers.questions import factor_questions

WHOLE = Uncertainty.model_validate({"factors": [{"factor": "weights", "share": 0.2}]})


def test_the_parts_are_the_whole_and_share_nothing():
    scheme = load_scheme("three_pillar")
    drawn, questions = factor_questions(scheme, WHOLE)
    assert [(one.kind, one.codes[0]) for one in questions] == [
        *(("own", code) for code in "ABC"),
        *(("inside", code) for code in "ABC"),
    ]
    named = [code for factor in drawn.factors for code in factor.of]
    assert len(named) == len(set(named))
    siblings = {node.code for node in scheme.walk()}
    assert set(named) == siblings


def test_drawn_apart_ranks_scatter_as_drawn_together(run):
    """Two samples of the same distribution: mean ranks agree within four standard errors."""
    scheme = computation.scheme_of(run.scheme)
    panel = computation.panel_of(selectors.stored_frames(run, computation.REPORTED))
    means = []
    for uncertain in (WHOLE, factor_questions(scheme, WHOLE)[0]):
        design = DrawnDesign(scheme, panel, uncertain, draws=2000, seed=3, period="2024")
        ranks = Replicator(scheme, panel, design.space, period="2024").scores(design.block(0, 2000))[1]
        means.append((ranks.mean(axis=0), ranks.std(axis=0) / np.sqrt(2000)))
    (one, error), (other, _error) = means
    assert (np.abs(one - other) <= 4 * np.sqrt(2) * error + 0.02).all()


def test_declared_parts_stay_as_they_are():
    scheme = load_scheme("three_pillar")
    given = Uncertainty.model_validate(
        {
            "factors": [
                {"factor": "weights", "share": 0.1, "of": ["A"]},
                {"factor": "weights", "share": 0.1, "correlation": 0.5},
                {"factor": "aggregation", "options": ["as_written", "geometric"], "name": "mean"},
                {"factor": "missing", "options": ["as_written", "zero"], "name": "gaps"},
            ],
            "correlated": [{"factors": ["mean", "gaps"], "correlation": 0.3}],
        }
    )
    drawn, questions = factor_questions(scheme, given)
    assert [one.kind for one in questions] == ["declared"] * 4
    assert [one.name for one in questions][2:] == ["mean", "gaps"]
    assert drawn.correlated == given.correlated


@pytest.mark.parametrize("count", [3, 20])
def test_many_pillars_are_asked_about_together(count):
    text = (
        "scheme: 1\ncode: MANY\nversion: '1'\nname: {zh: 多, en: Many}\nweights: relative\n"
        "measures:\n  - {code: a, name: {zh: 甲, en: a}}\n"
        "defaults:\n  score: {rule: min_max, range: [1, 100]}\nindicators:\n"
    )
    text += "".join(
        f"  - code: P{n}\n    name: {{zh: 支柱{n}, en: Pillar {n}}}\n    children:\n"
        f"      - {{code: i{n}, name: {{zh: 甲, en: a}}, formula: a}}\n"
        f"      - {{code: k{n}, name: {{zh: 乙, en: b}}, formula: a * a}}\n"
        for n in range(count)
    )
    _drawn, questions = factor_questions(load_scheme(text), WHOLE)
    expected = ["own"] * 3 + ["inside"] * 3 if count == 3 else ["between", "below"]
    assert [one.kind for one in questions] == expected
