"""Lights at the edges of their spans, and the numbers of days as data."""

import pytest

from keqiao.web.registry.documents import REMINDERS
from keqiao.web.registry.reminders import lights


@pytest.mark.parametrize(
    ("days", "light"),
    [(-400, "bad"), (-1, "bad"), (0, "watch"), (1, "watch"), (30, "watch"), (31, "good"), (5000, "good")],
)
def test_the_day_itself_is_the_last_that_is_not_late(days, light):
    assert lights.light_of(days, 30) == light


def test_without_a_span_only_the_day_itself_is_yellow():
    assert [lights.light_of(days, 0) for days in (-1, 0, 1)] == ["bad", "watch", "good"]


def test_the_spans_are_data(db):
    spans = lights.spans()
    assert (spans.expiry, spans.obligation) == (90, 30)


@pytest.mark.parametrize("text", ["expiry: -1", "expiry: many", "expiry: 1.5", "expiry: 99999"])
def test_spans_that_are_no_days_are_refused(text):
    reading = REMINDERS.read(f"source: test\n{text}\nobligation: 30\nended_shown: 365\n")
    assert [(finding.line, finding.key) for finding in reading.errors] == [(2, "expiry")]
