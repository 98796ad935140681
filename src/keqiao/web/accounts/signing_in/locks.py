"""Who has failed to prove a name too often waits: first seconds, growing, then minutes. The counting is django-axes'.

Failures are counted for a user name at an address, whether or not there is such a user, so that neither a stranger can
lock somebody out from elsewhere nor the answer tells which names exist. Second factors count the same way; whoever has
got that far knows the password, so there all addresses together have a limit too. What is counted over all names of an
address, and over all addresses of a name, slows down (``throttles``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.signing_in import throttles
from keqiao.web.accounts.signing_in.addresses import counted_address
from keqiao.web.accounts.witness import record, typed_name

LONGEST_DELAY = 30
EVERYWHERE = 4
"""Failures with a second factor from all addresses together may be so many times those from one."""


@dataclass(frozen=True)
class SignInRefusal:
    """Why nothing is tried now, and for how many more seconds."""

    seconds: int
    locked: bool
    slowed: str = ""

    @property
    def text(self) -> str:
        """The reason in the reader's language; it holds for names that exist and for names that do not."""
        if self.slowed:
            return self._about_throttle()
        if not self.locked:
            return ngettext(
                "The last attempts failed. Wait %(seconds)s second, then try again.",
                "The last attempts failed. Wait %(seconds)s seconds, then try again.",
                self.seconds,
            ) % {"seconds": self.seconds}
        minutes = ceil(self.seconds / 60)
        return ngettext(
            "Too many failed attempts: signing in with this user name is locked from here for another"
            " %(minutes)s minute. An administrator can unlock it.",
            "Too many failed attempts: signing in with this user name is locked from here for another"
            " %(minutes)s minutes. An administrator can unlock it.",
            minutes,
        ) % {"minutes": minutes}

    def _about_throttle(self) -> str:
        if self.slowed == throttles.Kind.ADDRESS:
            return ngettext(
                "Many attempts to sign in have failed at this network address. Wait %(seconds)s second, then try"
                " again.",
                "Many attempts to sign in have failed at this network address. Wait %(seconds)s seconds, then try"
                " again.",
                self.seconds,
            ) % {"seconds": self.seconds}
        return ngettext(
            "Many attempts under this user name have failed, from several places. Wait %(seconds)s second, then try"
            " again.",
            "Many attempts under this user name have failed, from several places. Wait %(seconds)s seconds, then try"
            " again.",
            self.seconds,
        ) % {"seconds": self.seconds}


@dataclass(frozen=True)
class Lock:
    """A user name that is locked at an address until a moment."""

    username: str
    address: str
    failures: int
    until: datetime


def delay_after(failures: int) -> int:
    """Seconds to wait after so many failures in a row: none after the first, then 2, 4, 8, … at most 30."""
    return 0 if failures < 2 else min(2 ** min(failures - 1, 10), LONGEST_DELAY)


def refusal(request: HttpRequest, username: str) -> SignInRefusal | None:
    """Whether an attempt under ``username`` from this client must wait; None when it may be made."""
    now = timezone.now()
    counted = throttles.recent(now).filter(username=username, ip_address=counted_address(request))
    sums = counted.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    here = _judge(sums["failures"] or 0, settings.AXES_FAILURE_LIMIT, sums["last"], now)
    seconds, why = throttles.wait(request, username)
    if seconds > (here.seconds if here else 0):
        return SignInRefusal(seconds, locked=False, slowed=why)
    return here


def refusal_of_factor(request: HttpRequest, username: str) -> SignInRefusal | None:
    """The same for a second factor, where failures from all addresses are counted together as well."""
    now = timezone.now()
    everywhere = throttles.recent(now).filter(username=username, path_info=request.path_info)
    sums = everywhere.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    if (sums["failures"] or 0) >= EVERYWHERE * settings.AXES_FAILURE_LIMIT:
        return _judge(sums["failures"], settings.AXES_FAILURE_LIMIT, sums["last"], now)
    return refusal(request, username)


def _judge(failures: int, limit: int, last: datetime | None, now: datetime) -> SignInRefusal | None:
    """The refusal that follows from so many failures, the last of them at ``last``."""
    if last is None:
        return None
    locked = failures >= limit
    wait = settings.AXES_COOLOFF_TIME if locked else timedelta(seconds=delay_after(failures))
    seconds = ceil((last + wait - now).total_seconds())
    return SignInRefusal(seconds, locked) if seconds > 0 else None


def failed(request: HttpRequest, username: str) -> None:
    """Count a failure that Django's ``authenticate`` has not counted already: a wrong factor or old password."""
    AxesProxyHandler.user_login_failed("keqiao", {"username": username}, request)


def tell_when_locked(request: HttpRequest, username: str) -> bool:
    """After a failure: raise alarms, and write the lock into the audit log if it has just fallen; whether it has."""
    throttles.raise_alarms(request, username)
    if not getattr(request, "axes_locked_out", False):
        return False
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    detail = {"failures": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    record(None, "accounts.lock", detail=typed_name(username) | detail, outcome="denied")
    return True


def succeeded(request: HttpRequest, username: str) -> None:
    """Forget the failures of this name at this address."""
    AxesProxyHandler.reset_attempts(username=username, ip_address=counted_address(request))


def locked() -> list[Lock]:
    """Every name that is locked now, the latest first. The caller has checked who asks."""
    now = timezone.now()
    sums = (
        throttles.recent(now)
        .order_by()
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-last")
    )
    return [
        Lock(
            row["username"] or "",
            row["ip_address"] or "",
            row["failures"],
            row["last"] + settings.AXES_COOLOFF_TIME,
        )
        for row in sums
    ]


def unlock(actor: Actor, username: str) -> int:
    """Forget all failures of a user name, wherever they came from; how many locks and counts were lifted.

    Needs accounts.roles. Raises PermissionDenied.
    """
    require(actor, "accounts.roles")
    with transaction.atomic():
        count: int = AccessAttempt.objects.filter(username=username).delete()[0]
        if count:
            record(actor, "accounts.unlock", detail=typed_name(username) | {"counts": count})
    return count
