"""A day is something one stands at, a period something that is over."""

import pytest
from django.utils import translation

from keqiao.web.site.moments import in_words


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        ("2024-10-31", "截至 2024-10-31", "As of 2024-10-31"),
        ("2023", "统计期：2023", "Period: 2023"),
        ("2024-01-01/2024-10-31", "统计期：2024-01-01/2024-10-31", "Period: 2024-01-01/2024-10-31"),
        ("", "", ""),
    ],
)
def test_days_and_periods(moment, chinese, english):
    with translation.override("zh-hans"):
        assert in_words(moment) == chinese
    with translation.override("en"):
        assert in_words(moment) == english
