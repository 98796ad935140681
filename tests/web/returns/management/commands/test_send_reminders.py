"""The command for a timer of one's own."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from keqiao.web.notices.models import Notice
from keqiao.web.returns.models import Collection


def test_it_tells_how_many_and_gives_nothing_twice(db):
    out = StringIO()
    call_command("send_reminders", stdout=out)
    assert "新通知0条" in out.getvalue()
    assert not Notice.objects.exists() and not Collection.objects.exists()


@pytest.mark.parametrize("day", ["soon", "2024-02-30", ""])
def test_a_day_that_is_none(db, day):
    if day:
        with pytest.raises(CommandError):
            call_command("send_reminders", day=day)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(CommandError):
        call_command("send_reminders", day=tomorrow.isoformat())
