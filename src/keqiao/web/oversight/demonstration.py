"""The demonstration's findings: a diagnosis of each evaluated year."""

from __future__ import annotations

from datetime import UTC, datetime

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at
from keqiao.web.facts.models import Snapshot
from keqiao.web.oversight.services import diagnosing

YEARS = (2022, 2023, 2024)


def add_oversight() -> None:
    """Make the diagnoses."""
    officer = User.objects.get(username="officer")
    for year in YEARS:
        snapshot = Snapshot.objects.filter(code=f"demo-{year}").first()
        if snapshot is not None:
            with story_at(datetime(year + 1, 4, 8, 2, 0, tzinfo=UTC)):
                diagnosing.make(officer, snapshot, str(year))
