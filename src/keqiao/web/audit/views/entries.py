"""The audit log as a list, and one entry with all that it says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import decide
from keqiao.web.audit import log_filters, selectors
from keqiao.web.audit.actions import in_words, room_in_words
from keqiao.web.audit.chain import GENESIS
from keqiao.web.audit.content import digest
from keqiao.web.audit.details import pairs
from keqiao.web.audit.models import Entry, Head
from keqiao.web.site.lists import Filter, ListPage, ListView, clean
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.tables import Cell, Column, Light, Table

MOST_IN_WORKBOOK = 10_000
LONGEST_DETAIL = 90
LIGHTS: dict[str, Light] = {"success": "", "failure": "bad", "denied": "watch"}


@method_decorator(never_cache, name="dispatch")
class Log(ListView):
    """The log, newest first; the workbook holds the newest 10 000 entries with their hashes."""

    right = "audit.view"
    template_name = "audit/log.html"
    export, file_name = "audit.export", "audit-log"
    most_exported = MOST_IN_WORKBOOK
    paginator = selectors.LogPaginator

    def filters(self) -> list[Filter]:
        """What the log may be searched by."""
        return log_filters.filters(clean(self.request.GET.get("action", ""))[:80])

    def rows(self, wanted: ListPage) -> QuerySet[Entry]:
        """The entries."""
        return selectors.visible_to(self.request.user).order_by("-number")

    def table(self, rows: Iterable[Entry]) -> Table:
        """Print them, details shortened."""
        return entry_table(rows)

    def workbook_table(self, rows: Iterable[Entry]) -> Table:
        """Print them whole, with both hashes."""
        return entry_table(rows, whole=True)

    def may_export(self) -> bool:
        """Whether the reader may take the log away."""
        return decide(self.request.user, "audit.export").ok

    def context(self, wanted: ListPage, page: Page[Entry]) -> dict[str, Any]:
        """What the log is, and the address of the file with hashes."""
        return {
            "subtitle": _("Append-only; every entry is chained to the one before by its hash"),
            "query": wanted.turned(),
        }


@require_safe
@never_cache
@right_required("audit.view")
def entry(request: SignedInRequest, number: int) -> HttpResponse:
    """One entry: everything it says, its hash and the one before, and whether it holds."""
    entry = selectors.visible_to(request.user).filter(number=number).first()
    if entry is None:
        raise Http404
    before, after = selectors.neighbours(entry)
    context = {
        "entry": entry,
        "facts": _facts(entry),
        "details": pairs(entry.detail),
        "raw": entry.detail_text,
        "links": _links(entry),
        "checks": _checks(entry, before, after),
        "before": before,
        "after": after,
    }
    return render(request, "audit/entry.html", context)


def entry_table(entries: Iterable[Entry], whole: bool = False) -> Table:
    """Entries as a table; details shortened for the page, or ``whole`` with both hashes for the workbook."""
    columns = [
        Column("number", _("No."), "number", decimals=0),
        Column("at", _("Time"), "date"),
        Column("actor", _("User")),
        Column("action", _("Action")),
        Column("target", _("Object")),
        Column("outcome", _("Outcome")),
        Column("address", _("Network address")),
        Column("detail", _("Details")),
    ]
    if whole:
        columns += [Column("previous", _("Hash of the entry before")), Column("hash", _("Hash"))]
    rows = [
        {
            "number": Cell(
                entry.number, text=str(entry.number), url=reverse("audit:entry", args=[entry.number])
            ),
            "at": Cell(entry.at, title=_seconds(entry)),
            "actor": entry.actor_name or _("system"),
            "action": Cell(entry.action, text=in_words(entry.action), title=entry.action),
            "target": Cell(
                entry.target_name or entry.target_key,
                title=f"{entry.target_kind} {entry.target_key}".strip(),
                url=selectors.object_address(entry.target_kind, entry.target_key) if entry.target_key else "",
            ),
            "outcome": Cell(entry.get_outcome_display(), light=LIGHTS.get(entry.outcome, "")),
            "address": entry.address,
            "detail": _detail_cell(entry.detail_told, whole),
            "previous": entry.previous_hash,
            "hash": entry.hash,
        }
        for entry in entries
    ]
    return Table(_("Audit log"), columns, rows, name="log")


def _detail_cell(text: str, whole: bool) -> Cell:
    """A long text, cut with the whole in the tooltip."""
    if whole or len(text) <= LONGEST_DETAIL:
        return Cell(text)
    return Cell(text, text=f"{text[:LONGEST_DETAIL]}…", title=text)


def _seconds(entry: Entry) -> str:
    return timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")


def _kind(kind: str) -> str:
    """The kind of an object in words; as it stands where no such model is installed."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """Who, what, when, from where."""
    room = entry.action.partition(".")[0]
    target = entry.target_name or entry.target_key
    return [
        (_("Time"), _seconds(entry)),
        (_("User"), entry.actor_name or _("system")),
        (_("Action"), f"{room_in_words(room)} · {bracketed(in_words(entry.action), entry.action)}"),
        (_("Object"), target),
        (_("Kind of object"), _kind(entry.target_kind) if entry.target_kind else ""),
        (_("Key of object"), entry.target_key),
        (_("Outcome"), entry.get_outcome_display()),
        (_("Network address"), entry.address),
    ]


def _links(entry: Entry) -> list[tuple[str, str]]:
    """Where a reader goes on: the log of this object, this user, this action, this address."""
    start = reverse("audit:log")
    links = [(_("All entries of this action"), f"{start}?{urlencode({'action': entry.action})}")]
    if entry.target_key:
        address = selectors.object_address(entry.target_kind, entry.target_key)
        links.insert(0, (_("All entries of this object"), address))
    if entry.actor is not None:
        query = urlencode({"user": entry.actor.get_username()})
        links.append((_("All entries of this user"), f"{start}?{query}"))
    if entry.address:
        query = urlencode({"address": entry.address})
        links.append((_("All entries from this network address"), f"{start}?{query}"))
    return links


def _checks(entry: Entry, before: Entry | None, after: Entry | None) -> list[tuple[bool, str]]:
    """Whether the entry holds: by itself, with the one before, and with what comes after."""
    computed = digest(entry)
    if entry.number == 1:
        follows = entry.previous_hash == GENESIS
    else:
        follows = (
            before is not None and before.number == entry.number - 1 and digest(before) == entry.previous_hash
        )
    if after is not None:
        known = after.number == entry.number + 1 and after.previous_hash == computed
    else:
        known = Head.objects.filter(pk=1, number=entry.number, hash=computed).exists()
    words = {
        True: (
            _("Its content gives its hash."),
            _("It follows the entry before it."),
            _("What comes after it confirms it."),
        ),
        False: (
            _("Its content does not give its hash."),
            _("It does not follow the entry before it."),
            _("What comes after it does not confirm it."),
        ),
    }
    held = (computed == entry.hash, follows, known)
    return [(holds, words[holds][place]) for place, holds in enumerate(held)]
