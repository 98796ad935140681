"""Firms with their capital, and the capital of one firm at any date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.engine.transfer.open_cap_export import open_cap_files
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.imports.views import upload_page
from keqiao.web.registry.models import Firm
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.foreign_files import language
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.transfer import cap_tables, ledgers
from keqiao.web.transfer.open_cap_importer import OPEN_CAP_IMPORTER
from keqiao.web.transfer.rights import VIEW

LIGHTS = {"error": "bad", "warning": "watch", "notice": "none"}


def crumbs() -> list[tuple[str, str]]:
    """Return the way back to the list."""
    return [(_("Capital of firms"), reverse("transfer:firms"))]


def _words(rows: Any, text: str) -> Any:
    for word in text.split()[:8]:
        named = Q(organisation__name__icontains=word) | Q(organisation__usci__iexact=word)
        rows = rows.filter(named | Q(shareholders__name__icontains=word)).distinct()
    return rows


class FirmList(ListView):
    """Firms whose capital is kept."""

    right = VIEW
    template_name = "transfer/firms.html"
    export, file_name = "transfer.export", "firms-with-capital"
    orders: ClassVar = {
        "name": "organisation__name_order",
        "founded_on": "founded_on",
        "movements": "movements",
        "last_on": "last_on",
    }

    def filters(self) -> list[Filter]:
        """Words."""
        return [Filter("q", _("Firm, code or holder"), kind="words", apply=_words)]

    def rows(self, wanted: ListPage) -> QuerySet[Firm]:
        """The firms."""
        return ledgers.firms_with_capital(self.request.user).order_by("organisation__name_order", "pk")

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        columns = [
            Column("name", _("Firm")),
            Column("founded_on", _("Founded on"), "date"),
            Column("holders", _("Shareholders"), "number"),
            Column("movements", _("Events"), "number"),
            Column("last_on", _("Last event"), "date"),
        ]
        printed = [
            {
                "name": Cell(str(row), url=reverse("transfer:firm", args=(row.pk,))),
                "founded_on": row.founded_on,
                "holders": row.holders,
                "movements": row.movements,
                "last_on": row.last_on,
            }
            for row in rows
        ]
        return Table(_("Capital of firms"), columns, printed, name="firms")

    def context(self, wanted: ListPage, page: Any) -> dict[str, Any]:
        """Whether the reader keeps registers."""
        return {"may_edit": self.request.user.has_right("registry.edit")}


def _day(request: SignedInRequest) -> tuple[date, str]:
    """The day that the address asks for, and what was typed where it is none."""
    text = request.GET.get("on", "").strip()
    try:
        day = date.fromisoformat(text) if text else today()
    except ValueError:
        return today(), text[:40]
    return day, ""


@require_safe
@right_required(VIEW)
def firm(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The capital of a firm at the end of a day (``?on=``); ``?part=…&format=xlsx`` is a workbook of a table."""
    row = ledgers.firm_of(request.user, pk)
    day, wrong = _day(request)
    known = ledgers.ledger_of(request.user, row)
    parts = cap_tables.parts_of(known, day)
    name = request.GET.get("part", "")
    if request.GET.get("format") == "xlsx" and name in parts:
        about = Export("transfer.export", row, {"part": name, "on": day.isoformat()})
        return send_file(request, parts[name], f"capital-{row.pk}-{name}.xlsx", about=about)
    checks = [
        (LIGHTS[finding.severity], finding.message.in_language(language()), _remedy(finding))
        for finding in known.checked(day)
    ]
    context = {
        "firm": row,
        "day": day,
        "wrong": wrong,
        "tables": [
            (part, replace(table, download_url=f"?on={day:%Y-%m-%d}&part={part}&format=xlsx"))
            for part, table in parts.items()
            if table.rows
        ],
        "findings": checks,
        "chart": cap_tables.holding_chart(known.ledger, day) if known.ledger is not None else None,
        "has_ledger": known.ledger is not None,
        "may_edit": request.user.has_right("registry.edit"),
        "crumbs": crumbs(),
    }
    return render(request, "transfer/firm.html", context)


def _remedy(finding: Any) -> str:
    return "" if finding.remedy is None else finding.remedy.in_language(language())


@require_safe
@right_required(VIEW)
def open_cap(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The capital of a firm at the end of a day as a package of the Open Cap Format."""
    row = ledgers.firm_of(request.user, pk)
    day, _wrong = _day(request)
    ledger = ledgers.ledger_of(request.user, row).ledger
    if ledger is None:
        messages.error(request, _("The events do not make a ledger; correct what the page names first."))
        return redirect("transfer:firm", pk=row.pk)
    files, _left_out = open_cap_files(ledger, day, datetime.now(UTC))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(name, text)
    about = Export("transfer.export", row, {"part": "open-cap", "on": day.isoformat()})
    return send_file(request, packed.getvalue(), f"capital-{row.pk}.ocf.zip", about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def import_open_cap(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Upload a package of the Open Cap Format for a firm; it is only checked."""
    return upload_page(request, OPEN_CAP_IMPORTER, str(pk))
