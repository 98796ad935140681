"""What does not divide over payments: the published example of the Open Cap Format, and that parts always add up."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.transfer import tranches
from keqiao.engine.transfer.tranches import Remainder

PUBLISHED = {
    "cumulative_rounding": [5, 4, 5, 4],
    "cumulative_round_down": [4, 5, 4, 5],
    "front_loaded": [5, 5, 4, 4],
    "back_loaded": [4, 4, 5, 5],
    "front_loaded_to_single_tranche": [6, 4, 4, 4],
    "back_loaded_to_single_tranche": [4, 4, 4, 6],
}
"""18 shares over 4 tranches: Open-Cap-Table-Coalition/Open-Cap-Format-OCF, enums/AllocationType.schema.json."""


@pytest.mark.parametrize("remainder", PUBLISHED)
def test_published_example(remainder: Remainder) -> None:
    assert tranches(18, [Fraction(1)] * 4, remainder) == PUBLISHED[remainder]


@given(
    total=st.integers(0, 10**15),
    shares=st.lists(st.fractions(0, 1), min_size=1, max_size=12).filter(any),
    remainder=st.sampled_from(get_args(Remainder)),
)
@settings(max_examples=examples(60))
def test_parts_add_up(total: int, shares: list[Fraction], remainder: Remainder) -> None:
    parts = tranches(total, shares, remainder)
    assert sum(parts) == total
    assert all(part == 0 for part, share in zip(parts, shares, strict=True) if not share)
    assert min(parts) >= 0
