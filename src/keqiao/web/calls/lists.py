"""Lists: calls, applications, the ledger of a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.audit.clock import today
from keqiao.web.calls import selectors
from keqiao.web.calls.models import (
    ApplicationState,
    CallApplication,
    CallKind,
    CallLevel,
    CallState,
    UpwardCall,
)
from keqiao.web.calls.rights import KEEP, VIEW
from keqiao.web.calls.selectors import AWARDED, SUBMITTED, LedgerLine
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.site.tables.due import due_cell

LIGHTS: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad", "accent": "watch"}
WEEK = 7


def light_of(tone: str) -> Light:
    """Return the light of a state's tone."""
    return LIGHTS.get(tone, "none")


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page below the calls."""
    return [(_("Upward calls"), reverse("calls:list"))]


class CallList(ListView):
    """The calls that the reader may see, the newest first."""

    right = VIEW
    template_name = "calls/list.html"
    export, file_name = "calls.export", "calls"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "kind": "kind",
        "level": "level",
        "lead": "lead",
        "year": "year",
        "due_on": "due_on",
        "state": "state",
    }

    def filters(self) -> list[Filter]:
        """Words, kind, level, state, year, leading department."""
        years = [(str(year), str(year)) for year in selectors.years_of(self.request.user)]
        words = with_words("title", "issuer", "lead", "document_number")
        return [
            Filter("q", _("Words"), kind="words", apply=words),
            Filter("kind", pgettext("call", "Kind"), choices=in_words(CallKind), apply=with_value("kind")),
            Filter(
                "level", pgettext("call", "Level"), choices=in_words(CallLevel), apply=with_value("level")
            ),
            Filter(
                "state", pgettext("call", "State"), choices=in_words(CallState), apply=with_value("state")
            ),
            Filter("year", pgettext("call", "Year"), choices=years, apply=with_value("year")),
            Filter("lead", _("Leading department"), kind="words", apply=with_value("lead")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[UpwardCall]:
        """The calls."""
        return selectors.calls_for(self.request.user)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("call", "Number")),
            Column("title", pgettext("call", "Title of the call")),
            Column("kind", pgettext("call", "Kind")),
            Column("level", pgettext("call", "Level")),
            Column("lead", _("Leading department")),
            Column("year", pgettext("call", "Year")),
            Column("due_on", _("Last day for applicants"), "date"),
            Column("state", pgettext("call", "State")),
        ]
        listed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "title": Cell(row.title, url=row.get_absolute_url()),
                "kind": row.get_kind_display(),
                "level": row.get_level_display(),
                "lead": row.lead,
                "year": str(row.year),
                "due_on": due_cell(row.due_on, today(), WEEK) if row.state == CallState.OPEN else row.due_on,
                "state": Cell(
                    row.state, text=row.get_state_display(), light=light_of(CallState.tone_of(row.state))
                ),
            }
            for row in rows
        ]
        return Table(_("Upward calls"), columns, listed, name="calls", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whether the reader keeps calls."""
        return {"may_keep": self.request.user.has_right(KEEP)}


class ApplicationList(ListView):
    """The applications that the reader may see, the newest first."""

    right = VIEW
    export, file_name = "calls.export_applications", "applications"
    orders: ClassVar = {
        "code": "code",
        "call": "call__title",
        "organisation": ("organisation__name_order", "organisation__name"),
        "state": "state",
        "moved_at": "moved_at",
        "requested": "requested",
        "approved": "approved",
        "received": "received",
    }

    def filters(self) -> list[Filter]:
        """Words, state, kind, year, leading department, call."""
        user = self.request.user
        years = [(str(year), str(year)) for year in selectors.years_of(user)]
        states = [
            ("upward", _("submitted upward")),
            ("awarded", _("approved or paid")),
            *in_words(ApplicationState),
        ]
        calls = [(str(pk), code) for pk, code in selectors.calls_for(user).values_list("pk", "code")]
        words = with_words("organisation__name", "call__title", "project", "code")
        return [
            Filter("q", _("Words"), kind="words", apply=words),
            Filter("state", pgettext("application", "State"), choices=states, apply=_in_state),
            Filter(
                "kind", pgettext("call", "Kind"), choices=in_words(CallKind), apply=with_value("call__kind")
            ),
            Filter("year", pgettext("call", "Year"), choices=years, apply=with_value("call__year")),
            Filter("lead", _("Leading department"), kind="words", apply=with_value("call__lead")),
            Filter("call", pgettext("upward", "Call"), choices=calls, apply=with_value("call_id")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[CallApplication]:
        """The applications."""
        return selectors.applications_for(self.request.user)

    def table(self, rows: Iterable[CallApplication]) -> Table:
        """Print them."""
        columns = [
            Column("code", pgettext("application", "Application")),
            Column("call", pgettext("upward", "Call")),
            Column("organisation", _("Applicant")),
            Column("state", pgettext("application", "State")),
            Column("moved_at", _("Since"), "date"),
            Column("requested", _("Applied for"), "money", unit="万元"),
            Column("approved", _("Approved"), "money", unit="万元"),
            Column("received", _("Received"), "money", unit="万元"),
        ]
        listed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "call": Cell(row.call.title, url=row.call.get_absolute_url()),
                "organisation": str(row.organisation),
                "state": Cell(
                    row.state,
                    text=row.get_state_display(),
                    light=light_of(ApplicationState.tone_of(row.state)),
                ),
                "moved_at": row.moved_at,
                "requested": row.requested,
                "approved": row.approved,
                "received": row.received,
            }
            for row in rows
        ]
        return Table(_("Applications"), columns, listed, name="applications", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The way here."""
        return {"crumbs": crumbs()}


def _in_state(rows: QuerySet[CallApplication], state: str) -> QuerySet[CallApplication]:
    several = {"upward": SUBMITTED, "awarded": AWARDED}.get(state)
    return rows.filter(state__in=several) if several else rows.filter(state=state)


class LedgerList(ListView):
    """What was bid for in a year, by kind and leading department; each number opens its rows."""

    right = VIEW
    export, file_name = "calls.export_ledger", "ledger"
    orders: ClassVar = {
        "kind": lambda line: line.kind,
        "lead": lambda line: line.lead,
        "calls": lambda line: line.calls,
        "applications": lambda line: line.applications,
        "submitted": lambda line: line.submitted,
        "awarded": lambda line: line.awarded,
        "approved": lambda line: line.approved,
        "received": lambda line: line.received,
    }

    def filters(self) -> list[Filter]:
        """The year, the last one unless another is chosen."""
        years = [str(year) for year in selectors.years_of(self.request.user)] or [str(today().year)]
        choices = [(year, year) for year in years]
        return [Filter("year", pgettext("call", "Year"), value=years[0], choices=choices, empty=years[0])]

    def rows(self, wanted: ListPage) -> list[LedgerLine]:
        """The lines of the year."""
        return selectors.ledger(self.request.user, int(wanted.value("year")))

    def table(self, rows: Iterable[LedgerLine]) -> Table:
        """Print them with their sums."""
        year = self.wanted.value("year")
        columns = [
            Column("kind", pgettext("call", "Kind")),
            Column("lead", _("Leading department")),
            Column("calls", pgettext("upward", "Calls"), "number", total=True),
            Column("applications", _("Applications"), "number", total=True),
            Column("submitted", _("Submitted upward"), "number", total=True),
            Column("awarded", _("Approved, number"), "number", total=True),
            Column("approved", _("Approved"), "money", unit="万元", total=True),
            Column("received", _("Received"), "money", unit="万元", total=True),
        ]
        words = dict(CallKind.choices)
        listed = [
            {
                "kind": str(words.get(CallKind(line.kind), line.kind)),
                "lead": line.lead,
                "calls": Cell(line.calls, url=_address("calls:list", year, line)),
                "applications": Cell(line.applications, url=_address("calls:applications", year, line)),
                "submitted": Cell(line.submitted, url=_address("calls:applications", year, line, "upward")),
                "awarded": Cell(line.awarded, url=_address("calls:applications", year, line, "awarded")),
                "approved": Cell(line.approved, url=_address("calls:applications", year, line, "awarded")),
                "received": Cell(line.received, url=_address("calls:applications", year, line, "paid")),
            }
            for line in rows
        ]
        return Table(_("Ledger of upward calls"), columns, listed, as_of=year, name="ledger")

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The way here."""
        return {"crumbs": crumbs()}


def _address(name: str, year: str, line: LedgerLine, state: str = "") -> str:
    query = {"year": year, "kind": line.kind, "lead": line.lead} | ({"state": state} if state else {})
    return f"{reverse(name)}?{urlencode(query)}"
