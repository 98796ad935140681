"""The background work of the room: telling a call to whom it fits, reminding of deadlines."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from keqiao.web.calls import notifications, services
from keqiao.web.calls.models import ApplicationState, CallApplication, CallDeadline, CallState, UpwardCall
from keqiao.web.jobs.progress import Progress, Refused

REMINDED_BEFORE = (7, 3, 1)
"""Days before a deadline on which is reminded."""


def push_call(progress: Progress, *, call: int) -> str:
    """Tell a call to whom it fits; the job leads to the page of the call."""
    row = UpwardCall.objects.select_related("programme").get(pk=call)
    try:
        services.push(progress.job.owner, row, progress)
    except ValidationError as error:
        raise Refused(gettext_noop("The call is not open, or has no programme.")) from error
    return row.get_absolute_url()


def remind(day: date) -> int:
    """Remind of the deadlines of open calls; return how many notices were given."""
    days = {day + timedelta(days=before): before for before in REMINDED_BEFORE}
    deadlines = CallDeadline.objects.filter(call__state=CallState.OPEN, on__in=days).select_related("call")
    given = 0
    for deadline in deadlines:
        waiting = CallApplication.objects.filter(
            call=deadline.call, state__in=(ApplicationState.NOTIFIED, ApplicationState.INTERESTED)
        )
        applications = list(waiting.select_related("organisation"))
        given += notifications.of_deadline(deadline, applications, days[deadline.on])
    return given
