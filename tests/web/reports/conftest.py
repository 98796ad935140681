"""A study over the snapshot of three platforms; its group, a department that is asked, a reader."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.golden import golden
from tests.web.oversight.conftest import supervised  # noqa: F401 (fixture)

from keqiao.web.audit.clock import story_at
from keqiao.web.reports import services

NOW = timezone.make_aware(datetime(2024, 5, 6, 9))


@golden
def studied(supervised, user_with):  # noqa: F811
    """The study, two writers, and a question to the finance department that is due on 20 May 2024."""
    congress = supervised.congress
    second = user_with("congress", unit=supervised.units["congress"], username="congress_2")
    with story_at(NOW):
        study = services.open_study(
            congress, "平台建设", "机制与支持", members=[second], snapshot=supervised.snapshot
        )
        question = services.ask(
            congress, study.pk, supervised.units["finance"], "年度经费何时拨付？", date(2024, 5, 20)
        )
        report = services.draw_up(congress, study.pk, "关于平台建设的调研报告", "示范市人大办")
    return SimpleNamespace(
        study=study,
        question=question,
        report=report,
        congress=congress,
        second=second,
        finance=supervised.finance,
        officer=supervised.officer,
    )


@pytest.fixture(autouse=True)
def that_day():
    """The day on which the study was opened."""
    with story_at(NOW):
        yield
