"""What people write in words is checked in one way."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.procedures.words import words_given


@given(st.text(max_size=60))
def test_nothing_is_kept_that_a_database_refuses_and_no_word_is_lost(text):
    kept = words_given(text)
    assert "\0" not in kept
    assert kept == kept.strip()
    assert kept.replace("\0", "") == text.replace("\0", "").strip()


@pytest.mark.parametrize("text", ["", "  \n", "\0", " \0 "])
def test_words_that_are_demanded_must_be_there(text):
    assert words_given(text) == ""
    with pytest.raises(ValidationError, match="请说明理由") as refused:
        words_given(text, "请说明理由", field="reason")
    assert list(refused.value.message_dict) == ["reason"]


def test_too_many_are_refused_with_the_number(settings):
    assert words_given("字" * 5, most=5) == "字" * 5
    with pytest.raises(ValidationError, match="最多 5 个字符"):
        words_given("字" * 6, most=5)
