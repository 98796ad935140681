"""Who tries many names from one address, or one name from many addresses, is slowed down, and somebody is told.

The locks (``locks``) count a name at an address. Here the same failures are summed otherwise: over all names of an
address, and over all addresses of a name. Beyond a bound each further attempt must wait after the last failure: 2
seconds, 4, 8, … at most five minutes. Nothing is locked, so that nobody can shut out others for long; and whoever has
signed in from this very address before waits half a minute at most, also behind the router of an office in which
somebody makes mischief.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone

from keqiao.web.accounts.models import Alarm, SignIn
from keqiao.web.accounts.signing_in.addresses import client_address, counted_address
from keqiao.web.accounts.witness import record, typed_name

LONGEST = 300
LONGEST_WHERE_KNOWN = 30
KNOWN_DAYS = 90
NEW_DAYS = 7
LISTED = 50
Kind = Alarm.Kind


@dataclass(frozen=True)
class Slowed:
    """An address or a name whose attempts must wait now: after so many failures, and until when."""

    kind: str
    subject: str
    failures: int
    until: datetime


def recent(now: datetime) -> Any:
    """Failures that are not forgotten yet; none of a time to come, which a wrong clock has written."""
    return AccessAttempt.objects.filter(
        attempt_time__gt=now - settings.AXES_COOLOFF_TIME, attempt_time__lte=now
    )


def delay_after(failures: int, bound: int) -> int:
    """Seconds to wait after so many failures: none below the bound, then 2, 4, 8, … at most five minutes."""
    return 0 if failures < bound else min(2 ** min(failures - bound + 1, 10), LONGEST)


def wait(request: HttpRequest, username: str) -> tuple[int, str]:
    """Seconds until an attempt under ``username`` may be made from here, and what for ("address", "name", "")."""
    now = timezone.now()
    waits = [
        (_left(recent(now).filter(**{column: value}), bound, now), kind)
        for kind, column, value, bound in _looked_at(request, username)
    ]
    seconds, kind = max(waits)
    if seconds > LONGEST_WHERE_KNOWN and _is_known_here(request, username, now):
        seconds = _left_where_known(request, username, now)
    return (seconds, kind) if seconds > 0 else (0, "")


def _looked_at(request: HttpRequest, username: str) -> list[tuple[str, str, Any, int]]:
    return [
        (Kind.ADDRESS.value, "ip_address", counted_address(request), settings.ADDRESS_FAILURES),
        # A name with a NUL is nobody's, and PostgreSQL takes none in a text.
        (Kind.NAME.value, "username", username.replace("\x00", ""), settings.NAME_FAILURES),
    ]


def _left(attempts: Any, bound: int, now: datetime, most: int = LONGEST) -> int:
    sums = attempts.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    delay = min(delay_after(sums["failures"] or 0, bound), most)
    return ceil((sums["last"] + timedelta(seconds=delay) - now).total_seconds()) if delay else 0


def _left_where_known(request: HttpRequest, username: str, now: datetime) -> int:
    return max(
        _left(recent(now).filter(**{column: value}), bound, now, LONGEST_WHERE_KNOWN)
        for _kind, column, value, bound in _looked_at(request, username)
    )


def _is_known_here(request: HttpRequest, username: str, now: datetime) -> bool:
    """Whether the account has signed in from this address within the last months."""
    return SignIn.objects.filter(
        user__username=username.replace("\x00", ""),
        address=client_address(request) or "",
        outcome=SignIn.Outcome.SUCCESS,
        at__gt=now - timedelta(days=KNOWN_DAYS),
    ).exists()


def raise_alarms(request: HttpRequest, username: str) -> None:
    """After a failure: an alarm and an entry in the audit log for each bound that is reached, once while it lasts."""
    now = timezone.now()
    sums = [
        (kind, recent(now).filter(**{column: value}), str(value or ""), bound)
        for kind, column, value, bound in _looked_at(request, username)
    ]
    sums.append((Kind.ALL.value, recent(now), "", settings.ALL_FAILURES))
    for kind, attempts, subject, bound in sums:
        failures = attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
        if failures < bound:
            continue
        named = next(iter(typed_name(subject).values())) if kind == Kind.NAME else subject
        since = now - settings.AXES_COOLOFF_TIME
        if Alarm.objects.filter(kind=kind, subject=named, at__gt=since).exists():
            continue
        Alarm.objects.create(kind=kind, subject=named, failures=failures, at=now)
        detail = {"kind": kind, "subject": named, "failures": failures}
        record(None, "accounts.alarm", detail=detail, outcome="denied")


def slowed() -> list[Slowed]:
    """Every address and every name that is slowed now, the longest first. The caller has checked who asks."""
    now = timezone.now()
    waits = []
    for kind, column, bound in (
        (Kind.ADDRESS.value, "ip_address", settings.ADDRESS_FAILURES),
        (Kind.NAME.value, "username", settings.NAME_FAILURES),
    ):
        sums = (
            recent(now)
            .order_by()
            .values(column)
            .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
            .filter(failures__gte=bound)
        )
        for row in sums:
            until = row["last"] + timedelta(seconds=delay_after(row["failures"], bound))
            if until > now:
                waits.append(Slowed(kind, row[column] or "", row["failures"], until))
    return sorted(waits, key=lambda wait: wait.until, reverse=True)


def new_alarms() -> int:
    """How many alarms were raised within a week. The caller has checked who asks."""
    return Alarm.objects.filter(at__gt=timezone.now() - timedelta(days=NEW_DAYS)).count()


def alarms() -> list[Alarm]:
    """The last alarms, the latest first. The caller has checked who asks."""
    return list(Alarm.objects.all()[:LISTED])
