"""The demonstration's part of the room: the layout at the end of each evaluated year, and of today."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at
from keqiao.web.planning.models import LayoutAnalysis
from keqiao.web.planning.services import layout

YEARS = (2022, 2023, 2024)


def add_planning() -> None:
    """Analyse the layout at the ends of years, and of today."""
    if LayoutAnalysis.objects.exists():
        return
    officer = User.objects.get(username="officer")
    for year in YEARS:
        with story_at(datetime(year + 1, 4, 10, 2, 0, tzinfo=UTC)):
            layout.make(officer, date(year, 12, 31))
    layout.make(officer, timezone.localdate())
