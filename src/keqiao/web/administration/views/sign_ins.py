"""What the security administrator does to sign-ins: unlock, end sessions, take lost second factors away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.signing_in import factor_resets, locks, sessions, throttles
from keqiao.web.administration.views.parts import user_of
from keqiao.web.site.tables import Column, Table

LONGEST_NAME = 255


@require_safe
@never_cache
@right_required("accounts.roles")
def locks_list(request: HttpRequest) -> HttpResponse:
    """User names that are locked now, whether or not there is such a user; what is slowed down, and the alarms."""
    context = {
        "locks": locks.locked(),
        "slowed": _slowed_table(throttles.slowed()),
        "alarms": _alarms_table(throttles.alarms()),
    }
    return render(request, "administration/locks.html", context)


def _slowed_table(slowed: Iterable[Any]) -> Table:
    columns = [
        Column("subject", _("Network address or user name")),
        Column("failures", _("Failed attempts"), "number"),
        Column("until", _("Next attempt from"), "date"),
    ]
    rows = [
        {"subject": throttle.subject, "failures": throttle.failures, "until": throttle.until}
        for throttle in slowed
    ]
    return Table(_("Slowed down now"), columns, rows, name="slowed")


def _alarms_table(alarms: Iterable[Any]) -> Table:
    columns = [
        Column("kind", _("What happened")),
        Column("at", _("Time"), "date"),
        Column("subject", _("Network address or user name")),
        Column("failures", _("Failed attempts"), "number"),
    ]
    rows = [
        {
            "kind": alarm.get_kind_display(),
            "at": alarm.at,
            "subject": alarm.subject,
            "failures": alarm.failures,
        }
        for alarm in alarms
    ]
    return Table(_("Alarms"), columns, rows, name="alarms")


@require_POST
@right_required("accounts.roles")
def unlock(request: SignedInRequest) -> HttpResponse:
    """Lift the locks of a user name."""
    name = request.POST.get("username", "")[:LONGEST_NAME].replace("\x00", "")
    if locks.unlock(request.user, name):
        messages.success(request, _("%(name)s is unlocked.") % {"name": name})
    else:
        messages.info(request, _("Nothing is locked."))
    return redirect("administration:locks")


@require_POST
@right_required("accounts.roles")
def reset_factors(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take lost second factors away; the user sets up new ones at the next sign-in if a role demands it."""
    user = user_of(request, pk)
    try:
        count = factor_resets.reset(request.user, user)
    except PermissionDenied as error:
        messages.error(request, str(error))
    else:
        sentence = ngettext(
            "%(count)d second factor was taken away.", "%(count)d second factors were taken away.", count
        )
        messages.success(request, sentence % {"count": count})
    return redirect("administration:user", pk)


@require_POST
@right_required("accounts.roles")
def end_sessions(request: SignedInRequest, pk: int) -> HttpResponse:
    """End all sessions of a user."""
    user = user_of(request, pk)
    try:
        count = sessions.end_all(request.user, user)
    except PermissionDenied as error:
        messages.error(request, str(error))
    else:
        sentence = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", count)
        messages.success(request, sentence % {"count": count})
    return redirect("administration:user", pk)
