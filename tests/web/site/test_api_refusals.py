"""A value that the API does not accept is refused in the language of who asked, whatever pydantic says of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from django.utils.translation import override
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from keqiao.web.site.api_refusals import words_for


class Given(BaseModel):
    model_config = ConfigDict(extra="forbid")

    day: date = date(2024, 1, 1)
    moment: datetime = datetime(2024, 1, 1)
    count: Annotated[int, Field(ge=1, le=9)] = 1
    amount: Decimal = Decimal(1)
    yes: bool = True
    kind: Literal["a", "b"] = "a"
    name: Annotated[str, Field(max_length=3, pattern="^[a-z]*$")] = ""
    many: Annotated[list[int], Field(min_length=1)] = [1]


def refusals(given: dict[str, object], language: str) -> list[str]:
    with pytest.raises(ValidationError) as caught, override(language):
        Given.model_validate(given)
    with override(language):
        return [words_for(error) for error in caught.value.errors()]


WRONG = [
    {"day": "2031-13-08"},
    {"day": 1.5},
    {"moment": "soon"},
    {"count": "many"},
    {"count": 0},
    {"count": 10},
    {"count": 1.5},
    {"amount": "1,5"},
    {"amount": "NaN"},
    {"yes": "perhaps"},
    {"kind": "c"},
    {"name": "abcd"},
    {"name": "A"},
    {"name": 3},
    {"many": []},
    {"many": 3},
    {"unknown": 1},
]


@pytest.mark.parametrize("given", WRONG, ids=str)
def test_each_refusal_speaks_both_languages(given):
    chinese, english = refusals(given, "zh-hans"), refusals(given, "en")
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in chinese), chinese
    assert all(text.isascii() for text in english), english
    assert "Input should" not in "".join(english)


def test_figures_of_the_rule_are_told():
    assert refusals({"day": "2031-13-08"}, "zh-hans") == ["日期请写作 2024-10-31。"]
    assert refusals({"count": 10}, "en") == ["The most is 9."]
    assert refusals({"kind": "c"}, "en") == ["One of these is wanted: 'a' or 'b'."]
