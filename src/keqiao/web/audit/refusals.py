"""Refused access in the log: written once a minute for the same user, address and page, and never without bound.

A page that reloads itself, or a program that runs through all addresses, must neither fill the log nor slow it down
for those who work.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.models import Entry
from keqiao.web.audit.origin import address_of
from keqiao.web.audit.services import record

ACTION = "site.refuse"
SPAN = timedelta(minutes=1)
MOST = 30
"""Refusals of one user from one address that are written within the span; the last says that more are left out."""


def record_refusal(request: HttpRequest, user: Actor | None, reason: str) -> Entry | None:
    """Write down that ``user`` was refused what ``request`` asked for; None where it was written a moment ago."""
    path = request.path[:240]
    recent = Entry.objects.filter(
        actor=user, address=address_of(request), action=ACTION, at__gt=timezone.now() - SPAN
    )
    names = list(recent.order_by("-number").values_list("target_name", flat=True)[:MOST])
    if path in names or len(names) >= MOST:
        return None
    detail: dict[str, Any] = {"reason": reason[:400], "method": request.method or ""}
    if len(names) == MOST - 1:
        detail["further"] = True
    return record(user, ACTION, path, detail, outcome="denied")
