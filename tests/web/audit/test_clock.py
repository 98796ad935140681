"""The moment that what is done bears, and the day of the bureau's calendar."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from keqiao.web.audit.clock import present, story_at, today


def test_it_is_now_unless_a_story_is_told():
    before = timezone.now()
    assert before <= present() <= timezone.now()
    with story_at(datetime(2024, 3, 1, 12, tzinfo=UTC)):
        assert present() == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert present() >= before


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 12, 31, 15, 59, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2024, 12, 31, 16, tzinfo=UTC), date(2025, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_beijing(moment, day):
    with story_at(moment):
        assert today() == day
