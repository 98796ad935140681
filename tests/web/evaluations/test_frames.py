"""Stored tables and the digest of their content."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from keqiao.web.evaluations.frames import digest, packed, unpacked

NUMBERS = st.lists(
    st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=30
)


def _frame(values):
    return pl.DataFrame(
        {"unit": [f"P{i}" for i in range(len(values))], "score": values},
        schema={"unit": pl.String, "score": pl.Float64},
    )


@given(NUMBERS)
def test_a_frame_survives_storage_to_the_bit(values):
    frame = _frame(values)
    assert_frame_equal(unpacked(packed(frame)), frame, check_exact=True)
    assert digest({"a": unpacked(packed(frame))}) == digest({"a": frame})


@given(NUMBERS, st.data())
def test_the_last_bit_changes_the_digest(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    value = values[place]
    changed = list(values)
    changed[place] = 1.0 if value is None else (None if value == 0 else value * (1 + 2**-52))
    if changed[place] == value:
        changed[place] = None
    assert digest({"a": _frame(values)}) != digest({"a": _frame(changed)})


def test_name_type_and_order_of_rows_count_but_not_the_order_of_tables():
    one, two = _frame([1.0]), _frame([2.0])
    assert digest({"a": one, "b": two}) == digest({"b": two, "a": one})
    assert digest({"a": one, "b": two}) != digest({"a": two, "b": one})
    assert digest({"a": one}) != digest({"a": one.cast({"score": pl.Int64})})
    assert digest({"a": _frame([1.0, 2.0])}) != digest({"a": _frame([1.0, 2.0]).reverse()})
