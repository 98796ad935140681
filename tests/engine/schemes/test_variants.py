"""Indicators as variants replace them."""

import pytest

from keqiao.engine.schemes import indicator_for, load_scheme, resolved


def test_replaced_keys_hold_and_the_others_stay():
    scheme = load_scheme("three_pillar")
    other = indicator_for(scheme, "startup", "B2")
    written = next(leaf for leaf in scheme.leaves() if leaf.code == "B2")
    assert other.formula == "plan_fulfilment"
    assert other.applies is None
    assert written.applies is not None
    assert (other.code, other.weight, other.unit) == (written.code, written.weight, written.unit)
    assert other.score.rule == "target"


def test_an_indicator_that_the_variant_leaves_alone_is_itself():
    scheme = load_scheme("three_pillar")
    assert indicator_for(scheme, "startup", "A1") is scheme.leaves()[0]
    assert set(resolved(scheme)["startup"]) == {"B2", "B5", "C3"}


@pytest.mark.parametrize(("variant", "indicator"), [("none", "B2"), ("startup", "Z9")])
def test_unknown_codes(variant, indicator):
    with pytest.raises(KeyError):
        indicator_for(load_scheme("three_pillar"), variant, indicator)
