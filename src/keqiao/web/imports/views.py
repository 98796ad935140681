"""Pages of imports: upload, paste, the plan with its differences, and what is done with it.

The pages to upload and to paste are answered here for a room's own address; the room's door comes first.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.imports import services
from keqiao.web.imports.forms import UploadForm
from keqiao.web.imports.headings import match_headings
from keqiao.web.imports.importer import Importer
from keqiao.web.imports.importers import importer_of
from keqiao.web.imports.lines import filters
from keqiao.web.imports.models import ImportPlan
from keqiao.web.imports.procedure import IMPORTS, status
from keqiao.web.procedures.responses import INVALID
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import Filter, ListPage

PER_PAGE = 100
HANDED_OUT = "keqiao_handed_out"
"""The cookie that tells the page of a plan that its file has come."""


def upload_page(
    request: SignedInRequest, importer: Importer, subject: str, refused: list[str] | None = None
) -> HttpResponse:
    """The page to upload a file, and what happens to one that is sent to it: it is only checked."""
    into = importer.subject(request.user, subject)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(importer.accept, *given)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            content = upload.read(importer.largest + 1)
            made = services.plan_file(request.user, importer, subject, upload.name or "", content)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect(made)
    decision = importer.decide(request.user, into)
    mine = ImportPlan.objects.visible_to(request.user).filter(importer=importer.key, subject=subject)
    context = {
        "form": form,
        "importer": importer,
        "title": importer.title(into),
        "back": importer.back(into),
        "paste": importer.address(into, "paste") if importer.pastes else "",
        "downloads": importer.downloads(into),
        "instructions": importer.instructions(into),
        "most": importer.largest // 1_000_000,
        "closed": importer.closed(request.user, into) if decision else decision.reason,
        "refused": refused,
        "earlier": list(mine.select_related("by").defer("content", "lines", "source_lines")[:10]),
    }
    return render(request, "imports/upload.html", context, status=INVALID if form.errors or refused else 200)


def paste_page(
    request: SignedInRequest, importer: Importer, subject: str, initial: dict[str, str] | None = None
) -> HttpResponse:
    """The page to paste rows, and what happens to them: they are only checked."""
    into = importer.subject(request.user, subject)
    form = importer.paste_form(request.user, into, data=request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            made = services.plan_paste(request.user, importer, subject, text, form.common())
        except ValidationError as error:
            form.add_error("text", error.messages)
        else:
            return redirect(made)
    context = {
        "form": form,
        "title": importer.title(into),
        "help": importer.paste_help(into),
        "downloads": importer.downloads(into)[:1],
        "upload": importer.address(into),
    }
    return render(request, "imports/paste.html", context, status=INVALID if form.errors else 200)


@require_safe
@right_required(None)
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the lines would do, by row."""
    return _plan_page(request, services.in_language(request.user, _plan(request, pk)))


@require_safe
@right_required(None)
def errors(request: SignedInRequest, pk: int) -> HttpResponse:
    """The uploaded workbook with a column of errors."""
    kept = _plan(request, pk)
    try:
        content = importer_of(kept.importer).errors_workbook(request.user, kept)
    except ValidationError as error:
        return _plan_page(request, kept, error.messages)
    about = Export("imports.download_errors", kept, {"importer": kept.importer, "subject": kept.subject})
    stem = str(kept).rsplit(".", 1)[0]
    return send_file(request, content, f"{stem}-{_('errors')}.xlsx", about=about)


@require_POST
@right_required(None)
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take corrected cells and check again."""
    kept = _plan(request, pk)
    services.correct(request.user, pk, importer_of(kept.importer).corrections(kept, request.POST))
    return redirect(kept)


@require_POST
@right_required(None)
def headings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Match headings that nobody knew to columns, remember it, and check the file again."""
    kept = _plan(request, pk)
    chosen = {
        heading: request.POST.get(f"column-{number}", "")[:60] for number, heading in enumerate(kept.unknown)
    }
    try:
        return redirect(match_headings(request.user, kept, chosen))
    except ValidationError as error:
        return _plan_page(request, kept, error.messages)


@require_POST
@right_required(None)
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what the plan says; answers with the file that is handed out once, where the import makes one."""
    kept = _plan(request, pk)
    try:
        _applied, written = services.apply(
            request.user,
            pk,
            reason=request.POST.get("reason", "").replace("\0", "")[:300],
            leave_out=request.POST.get("leave_out") == "on",
            confirmed=request.POST.get("confirmed") == "on",
        )
    except ValidationError as error:
        return _plan_page(request, _plan(request, pk), error.messages)
    if written is not None and written.content:
        answer = send_file(request, written.content, written.file_name, about=None)  # the act has its entries
        add_never_cache_headers(answer)
        # The browser keeps the page where the button was pressed; its script waits for this and loads the page anew.
        answer.set_cookie(HANDED_OUT, str(kept.pk), max_age=60, samesite="Lax", secure=request.is_secure())
        return answer
    return redirect(kept)


@require_POST
@right_required(None)
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the plan without writing."""
    return redirect(services.discard(request.user, _plan(request, pk).pk))


def _plan(request: SignedInRequest, pk: int) -> ImportPlan:
    plan: ImportPlan = get_object_or_404(
        ImportPlan.objects.visible_to(request.user).select_related("by"), pk=pk
    )
    return plan


def _plan_page(request: SignedInRequest, kept: ImportPlan, refused: list[str] | None = None) -> HttpResponse:
    importer: Importer = importer_of(kept.importer)
    into = importer.subject(request.user, kept.subject)
    states = importer.states()
    counts = Counter(importer.state_of(line) for line in kept.lines)
    wrong = {state.code for state in states if state.wrong}
    in_state = Filter(
        "state",
        _("State"),
        choices=[(state.code, str(state.word)) for state in states if counts[state.code]],
        apply=lambda lines, code: [line for line in lines if importer.state_of(line) == code],
    )
    listed = ListPage(request, [in_state], per_page=PER_PAGE)
    wrong_first = sorted(
        kept.lines, key=lambda line: (importer.state_of(line) not in wrong, importer.row_of(line))
    )
    page, chosen = listed.page(listed.select(wrong_first)), listed.value("state")
    is_open = bool(IMPORTS.decide(request.user, kept, "apply"))
    editable = is_open and importer.corrects
    context: dict[str, Any] = {
        "plan": kept,
        "importer": importer,
        "title": importer.title(into),
        "back": importer.back(into),
        "again": importer.address(into),
        "row_name": importer.row_name(into),
        "page": page,
        "lines": importer.page_lines(request.user, kept, list(page.object_list), editable),
        "filters": filters(states, counts, chosen),
        "summary": kept.summary,
        "status": status(kept),
        "outcome": importer.outcome(into, kept) if kept.state == ImportPlan.State.APPLIED else None,
        "is_open": is_open,
        "editable": editable,
        **_columns_read(importer, kept, is_open),
        "refused": refused,
    }
    return render(request, "imports/plan.html", context, status=INVALID if refused else 200)


def _columns_read(importer: Importer, kept: ImportPlan, is_open: bool) -> dict[str, Any]:
    """Which heading was read as which column, and the columns that headings nobody knew may be matched to."""
    labels = importer.columns(kept)
    headings = kept.options.get("headings", {})
    can_match = is_open and importer.matches and bool(kept.unknown) and bool(kept.content)
    return {
        "read": [(heading, labels[key]) for key, heading in headings.items() if key in labels],
        "free": [(key, label) for key, label in labels.items() if key not in kept.places]
        if can_match
        else [],
    }
