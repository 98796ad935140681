"""How far off a due date is: light and words in lists, on boards and on pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from keqiao.web.site.tables.due import due_cell, due_status

TODAY = date(2024, 10, 31)


@pytest.mark.parametrize(
    "days, light, chinese, english",
    [
        (-895, "bad", "已逾期895天", "overdue by 895 days"),
        (-1, "bad", "已逾期1天", "overdue by 1 day"),
        (0, "watch", "今天截止", "due today"),
        (1, "watch", "1天后截止", "due in 1 day"),
        (7, "watch", "7天后截止", "due in 7 days"),
        (8, "", "", ""),
    ],
)
def test_a_date_says_how_far_off_it_is_only_when_it_is_past_or_soon(
    days: int, light: str, chinese: str, english: str
) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert due_status(TODAY + timedelta(days), TODAY, 7) == (light, words)


def test_a_row_without_a_due_date_bears_no_light() -> None:
    cell = due_cell(None, TODAY, 7)
    assert (cell.value, cell.light, cell.mark) == (None, "", "")
