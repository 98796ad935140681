"""Pages on which the registers are read: all registers, one as a list, a row with its history."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.rules import decide_one
from keqiao.web.audit.selectors import entries_about
from keqiao.web.registry.changes.history import ChangeStep, history_of, sets_visible_to
from keqiao.web.registry.changes.references import relations
from keqiao.web.registry.editing.as_of_pages import shown_as_known
from keqiao.web.registry.editing.fields import proposals
from keqiao.web.registry.editing.query import RegisterList, named, shown_at_first
from keqiao.web.registry.editing.rows import STATE, address, loaded, row_of, rows_of_page, table_of
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.merging.mergers import rights_to_merge
from keqiao.web.registry.models.changes import Change, ChangeSet
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import BY_MODEL, GROUPS, REGISTERS, Register, register_of
from keqiao.web.registry.sections import row_sections_of, rows_actions_of
from keqiao.web.registry.verification.authors import authored
from keqiao.web.registry.verification.selectors import acts, numbers, verification_status
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.tables import workbook

MOST_RELATED = 20
MERGED = ("organisations", "persons")
"""Registers whose records are merged: the same body or person may have been recorded twice."""

MOST_EXPORTED = 20_000
"""Rows in a workbook, which is written while the reader waits."""


def refusal(user: Actor, register: Register, row: Record | None = None) -> str:
    """Return why the user may not change a row (or add one); an empty text when they may."""
    decision = decide_one(user, register.model.kept_with)
    if not decision:
        return decision.reason
    if register.model.reach_of(user) == "all":
        return ""
    if register.model.bureau_only:
        return _("The register “%(register)s” is kept by the bureau.") % {"register": register.title}
    if row is not None and not register.model.objects.filter(pk=row.pk).editable_by(user).exists():
        name = Viewer.of(user).title_of(row)
        return _("You may change the rows of your own unit only; “%(row)s” is not one.") % {"row": name}
    return ""


@require_safe
@right_required("registry.view")
def registers(request: SignedInRequest) -> HttpResponse:
    """All registers by group: how many rows the user sees, and when one was last changed."""
    last = dict(Change.objects.order_by().values_list("model").annotate(at=Max("at")))
    user: Actor = request.user
    counts = numbers(
        (register, register.model.objects.current().visible_to(user)) for register in REGISTERS.values()
    )
    groups = []
    for group, title in GROUPS.items():
        lines = [
            (
                register,
                counts.get(register.key, 0),
                last.get(register.model._meta.label),
            )
            for register in REGISTERS.values()
            if register.group == group
        ]
        groups.append((title, lines))
    return render(request, "registry/editing/registers.html", {"groups": groups})


@require_safe
@right_required("registry.view")
def register_list(request: SignedInRequest, key: str) -> HttpResponse:
    """One register: what the address asks for, fifty rows to a page; ``?format=xlsx`` is the workbook."""
    register = register_of(key)
    wanted = RegisterList(request, register)
    # What is known on a day is put together within a transaction that is undone: the page is rendered inside.
    past = shown_as_known(wanted.moment)
    if wanted.wants_file:
        return _workbook(request, wanted, past)
    with past:
        return _list_page(request, wanted)


def _list_page(request: SignedInRequest, wanted: RegisterList) -> HttpResponse:
    register = wanted.register
    page = wanted.page(wanted.rows())
    listed = rows_of_page(register, cast("QuerySet", page.object_list), wanted.columns)
    table = table_of(register, listed, request.user, wanted.columns, wanted.known)
    why_not = refusal(request.user, register)
    context = {
        "register": register,
        "wanted": wanted,
        "page": page,
        "headings": wanted.headings(table.columns),
        "rows": list(zip(listed, table.shown_rows(), strict=True)),
        "columns": wanted.choosable(),
        "why_not": why_not,
        "may_edit": not why_not and wanted.known is None,
        "rows_actions": rows_actions_of(request.user, register),
        "mergeable": register.key in MERGED and decide_one(request.user, rights_to_merge(register.model)).ok,
        "here": request.get_full_path(),
        "back": request.get_full_path() if wanted.known is None else "",
        "now_address": wanted.turned(known=""),
        "export": wanted.turned(format="xlsx"),
        "most_exported": MOST_EXPORTED,
        "today": timezone.localdate(),
    }
    return render(request, "registry/editing/list.html", context)


def _workbook(
    request: SignedInRequest, wanted: RegisterList, past: AbstractContextManager[None]
) -> HttpResponse:
    register = wanted.register
    day = (wanted.known or timezone.localdate()).isoformat()
    with past:
        rows = wanted.rows()
        total = rows.order_by().count()
        listed = loaded(register, rows, wanted.columns)[:MOST_EXPORTED]
        notes = []
        if total > MOST_EXPORTED:
            notes.append(
                _("The first %(most)d of %(total)d rows; narrow the list for the others.")
                % {"most": MOST_EXPORTED, "total": total}
            )
        if wanted.known:
            notes.append(_("The register as it was known on %(day)s.") % {"day": day})
        table = table_of(
            register,
            listed,
            request.user,
            wanted.columns,
            as_of=day,
            note=" ".join(notes),
        )
        content = workbook(table, request.user)
    # Written down in the present: inside, the registers are those of the day that was asked for.
    detail = {"rows": min(total, MOST_EXPORTED), "query": wanted.turned()[:300]}
    about = Export("registry.export", register.key, detail)
    return send_file(request, content, f"{register.key}-{day}.xlsx", about=about)


@require_safe
@right_required("registry.view")
def row_page(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """A row in words, the rows that refer to it, and its history; ``?known=`` shows it as it was known on that day."""
    register = register_of(key)
    wanted = RegisterList(request, register)
    try:
        with shown_as_known(wanted.moment):
            return _row_page(request, wanted, pk)
    except Http404:
        if wanted.known is None:
            raise
        row = row_of(request.user, register, pk)
    sentence = _("At the end of %(day)s this row was not in the register yet; this is its present state.")
    messages.warning(request, sentence % {"day": wanted.known})
    return HttpResponseRedirect(address(row))


def refused_row_page(request: SignedInRequest, key: str, pk: int, problems: list[str]) -> HttpResponse:
    """Answer with the row's page, what was typed about its verification and why it was refused."""
    wanted = RegisterList(request, register_of(key))
    return _row_page(request, wanted, pk, problems)


def _row_page(
    request: SignedInRequest, wanted: RegisterList, pk: int, problems: list[str] | None = None
) -> HttpResponse:
    register = wanted.register
    user: Actor = request.user
    row = row_of(user, register, pk)
    viewer = Viewer.of(user)
    table = table_of(register, [row], user, register.fields, wanted.known)
    merges = register.key in MERGED and decide_one(user, rights_to_merge(register.model)).ok
    why_not = refusal(user, register, row)
    context = {
        "mergeable": merges,
        "splittable": register.key == "organisations" and merges,
        "register": register,
        "row": row,
        "title": viewer.title_of(row),
        "cells": [
            (column, cell)
            for column, cell in zip(table.columns, table.shown_rows()[0], strict=True)
            if column.key != STATE
        ],
        "references": _references(register, row, wanted.known),
        "related": _related(user, row, wanted.known),
        "history": _history(user, history_of(row, viewer=viewer, until=wanted.moment)),
        "why_not": why_not,
        "may_edit": not why_not and wanted.known is None,
        "known": wanted.known,
        "present": address(row),
        "today": timezone.localdate(),
        "next": request.GET.get("next", ""),
        "status": verification_status(row, wanted.moment),
        "acts": acts(row, wanted.moment),
        "verifies": user.scope_for("registry.verify") == "all" and wanted.known is None,
        "own": bool(authored(user, [row])),
        "sections": row_sections_of(user, row, wanted.moment),
        "problems": problems or [],
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "registry/editing/row.html", context, status=422 if problems else 200)


def _history(user: Actor, steps: list[ChangeStep]) -> list[tuple[ChangeStep, str, str]]:
    """Each step with the addresses of its set of changes and of its entry in the log, where the user may see them."""
    sets = {step.change_set for step in steps}
    seen = set(sets_visible_to(user).filter(pk__in=sets).values_list("pk", flat=True))
    entries = entries_about(user, ChangeSet, sets)
    return [
        (
            step,
            reverse("registry:change_set", args=[step.change_set]) if step.change_set in seen else "",
            reverse("audit:entry", args=[entries[step.change_set]]) if step.change_set in entries else "",
        )
        for step in steps
    ]


def _references(register: Register, row: Any, known: date | None) -> dict[str, str]:
    """The addresses of the rows that a row's fields name."""
    links = {}
    for name in register.fields:
        field = register.field(name)
        if field.is_relation and not field.many_to_many and field.related_model in BY_MODEL:
            other = getattr(row, name)
            if other is not None:
                links[name] = address(other, known)
    return links


def _related(user: Actor, row: Record, known: date | None) -> list[dict[str, Any]]:
    """The rows of each register that refer to a row, the first of them, and the way to all."""
    extracts = []
    for relation in relations(type(row)):
        model: Any = relation.related_model
        register = BY_MODEL.get(model)
        name = relation.field.name
        if register is None or name not in register.fields:
            continue
        rows = model.objects.current().visible_to(user).filter(**{name: row.pk})
        first = list(loaded(register, rows.order_by(*model._meta.ordering, "pk"))[: MOST_RELATED + 1])
        if not first:
            continue
        columns = tuple(column for column in shown_at_first(register) if column != name) or (name,)
        table = table_of(register, first[:MOST_RELATED], user, columns, known, name=f"{register.key}-{name}")
        query = {name: f"#{row.pk}"} | ({"known": known.isoformat()} if known else {})
        where = reverse("registry:list", kwargs={"key": register.key})
        extracts.append(
            {"table": table, "more": len(first) > MOST_RELATED, "all": f"{where}?{urlencode(query)}"}
        )
    return extracts


@require_safe
@right_required("registry.view")
def choices(request: SignedInRequest, key: str) -> HttpResponse:
    """Proposals for a field that names a row of this register, as options of a list."""
    register = register_of(key)
    words = request.GET.get("q") or request.GET.get(request.GET.get("field", ""), "")
    candidates = proposals(request.user, register.model, words)
    names = [named(request.user, row) for row in candidates]
    return render(request, "registry/editing/choices.html", {"names": names})
