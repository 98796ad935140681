"""Reading the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from keqiao.web.audit.models import Entry


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words in user, object or details, an action, an outcome, days (inclusive)."""

    words: str = ""
    action: str = ""
    outcome: str = ""
    first: date | None = None
    last: date | None = None


def visible_to(user: Any) -> QuerySet[Entry]:
    """All entries for those with audit.view, none for others."""
    if not (user.is_authenticated and user.has_right("audit.view")):
        return Entry.objects.none()
    return Entry.objects.select_related("actor")


def search(entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    """Narrow ``entries`` to what is looked for, newest first."""
    if wanted.words:
        entries = entries.filter(
            Q(actor_name__icontains=wanted.words)
            | Q(target_name__icontains=wanted.words)
            | Q(detail_text__icontains=wanted.words)
        )
    if wanted.action:
        entries = entries.filter(action=wanted.action)
    if wanted.outcome:
        entries = entries.filter(outcome=wanted.outcome)
    if wanted.first:
        entries = entries.filter(at__date__gte=wanted.first)
    if wanted.last:
        entries = entries.filter(at__date__lte=wanted.last)
    return entries.order_by("-number")


def actions() -> list[str]:
    """The actions that occur in the log."""
    return list(Entry.objects.order_by("action").values_list("action", flat=True).distinct())
