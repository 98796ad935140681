"""The page that verifies the log and shows where it breaks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import decide
from keqiao.web.audit import row_verification, sealed_archives, tasks
from keqiao.web.audit import verification as verifying
from keqiao.web.audit.actions import in_words
from keqiao.web.audit.chain import ChainVerification
from keqiao.web.audit.models import Entry
from keqiao.web.site.tables import Cell, Column, Table


@require_safe
@never_cache
@right_required("audit.view")
def verification(request: SignedInRequest) -> HttpResponse:
    """What the last verification found, those before it, and the button for a new one."""
    past = verifying.latest()
    latest = past[0] if past else None
    return _page(request, verifying.result_of(latest) if latest else None, latest, past)


@require_POST
@right_required("audit.verify")
def verify(request: SignedInRequest) -> HttpResponse:
    """Walk the chain now; the result is an entry of the log, which the page then shows."""
    try:
        outcome = verifying.verify(request.user)
    except sealed_archives.ArchiveError as error:
        return _page(request, None, None, verifying.latest(), str(error))
    tasks.queue_verification(request.user)
    if outcome.entry is None:
        sentence = _("The log takes no entry any more, so this result could not be written into it.")
        return _page(request, outcome.result, None, [], sentence)
    return redirect("audit:verification")


def _page(
    request: SignedInRequest,
    result: ChainVerification | None,
    latest: Entry | None,
    past: list[Entry],
    warning: str = "",
) -> HttpResponse:
    last_rows = row_verification.latest()
    context: dict[str, Any] = {
        "rows": _rows(last_rows) if last_rows is not None else None,
        "result": result,
        "latest": latest,
        "warning": warning,
        "may_verify": decide(request.user, "audit.verify").ok,
        "places": _places(result) if result is not None and not result.ok else None,
        "past": _past(past[1:]) if len(past) > 1 else None,
        "from_number": result.since + 1 if result is not None else 1,
    }
    return render(request, "audit/verification.html", context)


def _places(result: ChainVerification) -> Table:
    """Where the chain breaks: the number, what is wrong, the entries before and after."""
    broken = result.broken[: verifying.MOST_KEPT]
    wanted = {number for place in broken for number in (place.number - 1, place.number, place.last + 1)}
    entries = {entry.number: entry for entry in Entry.objects.filter(number__in=wanted).defer("at")}
    columns = [
        Column("number", _("No.")),
        Column("flaw", _("What is wrong")),
        Column("before", _("Entry before")),
        Column("after", _("Entry after")),
    ]
    rows = [
        {
            "number": _entry(entries.get(place.number), verifying.numbers(place)),
            "flaw": verifying.reason(place),
            "before": _entry(entries.get(place.number - 1)),
            "after": _entry(entries.get(place.last + 1)),
        }
        for place in broken
    ]
    note = _("and %(count)s further places") % {"count": result.unlisted} if result.unlisted else ""
    return Table(_("Where the chain breaks"), columns, rows, name="places", note=note)


def _rows(entry: Entry) -> dict[str, Any]:
    """What the last comparison of the protected rows found."""
    result, guards = row_verification.result_of(entry)
    columns = [
        Column("table", _("Table")),
        Column("key", _("Row")),
        Column("flaw", _("What is wrong")),
        Column("entry", _("Entry of the log")),
    ]
    vouching = {row.entry for row in result.broken if row.entry}
    entries = {
        entry.number: entry for entry in Entry.objects.filter(number__in=vouching).defer("at", "rows_text")
    }
    rows = [
        {"table": row.table, "key": row.key, "flaw": row.reason, "entry": _entry(entries.get(row.entry))}
        for row in result.broken
    ]
    note = _("and %(count)s further places") % {"count": result.unlisted} if result.unlisted else ""
    table = Table(_("Rows that do not hold"), columns, rows, name="rows", note=note) if rows else None
    return {
        "ok": result.ok and not guards,
        "entry": entry,
        "checked": result.checked,
        "table": table,
        "guards": row_verification.guards_in_words(guards) if guards else "",
    }


def _entry(entry: Entry | None, text: str = "") -> Cell:
    """A link to an entry: its number and what was done."""
    if entry is None:
        return Cell(text)
    said = text or f"{entry.number} {in_words(entry.action)}"
    return Cell(said, url=reverse("audit:entry", args=[entry.number]))


def _past(entries: list[Entry]) -> Table:
    """Earlier verifications."""
    columns = [
        Column("at", _("Time"), "date"),
        Column("actor", _("User")),
        Column("checked", _("Entries checked"), "number"),
        Column("result", _("Outcome")),
    ]
    rows = []
    for entry in entries:
        result = verifying.result_of(entry)
        rows.append(
            {
                "at": entry.at,
                "actor": entry.actor_name or _("system"),
                "checked": result.checked,
                "result": Cell(_("holds"), light="good") if result.ok else Cell(_("broken"), light="bad"),
            }
        )
    return Table(_("Earlier verifications"), columns, rows, name="past")
