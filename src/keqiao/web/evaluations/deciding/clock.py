"""The day on which something is done to a grading, as the calendar of the bureau has it.

The moment itself is ``returns.services.clock.present``; the demonstration and tests tell it by ``story_at`` there.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from keqiao.web.returns.services.clock import present, story_at

BUREAU = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Return the day in Beijing time."""
    return present().astimezone(BUREAU).date()


__all__ = ["BUREAU", "present", "story_at", "today"]
