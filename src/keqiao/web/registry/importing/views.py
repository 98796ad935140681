"""Pages of imports: template, upload, paste, the plan with its differences, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.registry.importing import books, services
from keqiao.web.registry.importing.forms import PasteForm, UploadForm
from keqiao.web.registry.importing.presenters import corrections, filters, shown_lines
from keqiao.web.registry.importing.reading import LARGEST_FILE, MOST_LINES
from keqiao.web.registry.models import ImportPlan
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import REGISTERS, Register, register_of
from keqiao.web.site.downloads import Export, send_file

PER_PAGE = 100
INVALID = 422


@require_safe
@right_required(*EDIT_RIGHTS)
def template(request: SignedInRequest, key: str) -> HttpResponse:
    """The workbook to fill in."""
    register = _register(request, key)
    return send_file(request, books.template(request.user, register), f"{register.title}.xlsx", about=None)


@require_safe
@right_required(*EDIT_RIGHTS)
def rows(request: SignedInRequest, key: str) -> HttpResponse:
    """The rows that the user keeps, in the form of the template: to be changed in Excel and imported again."""
    register = _register(request, key)
    found = register.model.objects.current().editable_by(request.user).order_by("pk")
    listed = list(found[: MOST_LINES + 1])
    content = books.template(request.user, register, listed[:MOST_LINES])
    name = f"{register.title}-{timezone.localdate().isoformat()}.xlsx"
    return send_file(request, content, name, about=Export("registry.export", key, {"rows": len(listed)}))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def import_file(request: SignedInRequest, key: str) -> HttpResponse:
    """Upload a workbook; it is only checked."""
    register = _register(request, key)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            content = upload.read(LARGEST_FILE + 1)
            made = services.plan_file(request.user, register, upload.name or "", content)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("registry:plan", pk=made.pk)
    context = {"form": form, "register": register, "most": MOST_LINES}
    return render(request, "registry/importing/import.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def paste(request: SignedInRequest, key: str) -> HttpResponse:
    """Paste rows; they are only checked."""
    register = _register(request, key)
    form = PasteForm(register, request.user, request.POST or None, initial=_initial(request))
    if form.is_bound and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            made = services.plan_paste(request.user, register, text, form.common())
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return redirect("registry:plan", pk=made.pk)
    context = {"form": form, "register": register, "numbers": key == "patents"}
    return render(request, "registry/importing/paste.html", context, status=INVALID if form.errors else 200)


@require_safe
@right_required("registry.view")
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the lines would do, by row."""
    return _shown(request, _plan(request, pk))


@require_safe
@right_required("registry.view")
def errors(request: SignedInRequest, pk: int) -> HttpResponse:
    """The uploaded workbook with a column of errors."""
    kept = _plan(request, pk, content=True)
    content = books.errors_workbook(request.user, kept)
    detail = {"register": kept.register, "file": kept.file_name}
    stem = (kept.file_name or REGISTERS[kept.register].title).rsplit(".", 1)[0]
    about = Export("registry.download_errors", kept, detail)
    return send_file(request, content, f"{stem}-{_('errors')}.xlsx", about=about)


@require_POST
@right_required(*EDIT_RIGHTS)
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take corrected cells and check again."""
    kept = _plan(request, pk)
    try:
        services.correct(request.user, kept, corrections(kept, request.POST))
    except ValidationError as error:
        return _shown(request, kept, error.messages)
    return redirect("registry:plan", pk=pk)


@require_POST
@right_required(*EDIT_RIGHTS)
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what the plan says."""
    kept = _plan(request, pk)
    try:
        services.apply(
            request.user,
            kept,
            reason=request.POST.get("reason", "").replace("\0", "")[:300],
            leave_out=request.POST.get("leave_out") == "on",
            confirmed=request.POST.get("confirmed") == "on",
        )
    except ValidationError as error:
        return _shown(request, kept, error.messages)
    return redirect("registry:plan", pk=pk)


@require_POST
@right_required(*EDIT_RIGHTS)
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the plan without writing."""
    kept = _plan(request, pk)
    try:
        services.discard(request.user, kept)
    except ValidationError as error:
        return _shown(request, kept, error.messages)
    return redirect("registry:paste" if kept.kind == "paste" else "registry:import", key=kept.register)


def _register(request: SignedInRequest, key: str) -> Register:
    register = register_of(key)
    services.may_import(request.user, register)
    return register


def _plan(request: SignedInRequest, pk: int, content: bool = False) -> ImportPlan:
    plans = ImportPlan.objects.visible_to(request.user).select_related("by", "change_set")
    found: ImportPlan = get_object_or_404(plans if content else plans.defer("content"), pk=pk)
    return found


def _initial(request: HttpRequest) -> dict[str, str]:
    """Values for all lines that the address brings along, e.g. ``?platform=P01``."""
    platform = request.GET.get("platform", "")[:40]
    return {f"common-{name}": platform for name in ("platform", "owner_platform")} if platform else {}


def _shown(request: SignedInRequest, kept: ImportPlan, refused: list[str] | None = None) -> HttpResponse:
    chosen = request.GET.get("state", "")
    lines = [line for line in kept.lines if not chosen or line["state"] == chosen]
    if not chosen:
        lines = sorted(lines, key=lambda line: line["state"] != "error")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    is_open = kept.state == ImportPlan.State.PLANNED and kept.by_id == request.user.pk
    context: dict[str, Any] = {
        "plan": kept,
        "register": REGISTERS[kept.register],
        "page": page,
        "lines": shown_lines(kept, list(page.object_list), request.user, is_open),
        "filters": filters(kept, chosen),
        "wrong": sum(line["state"] == "error" for line in kept.lines),
        "writes": sum(line["state"] in {"new", "changed", "restored", "joined"} for line in kept.lines),
        "warned": any(line["warnings"] for line in kept.lines),
        "is_open": is_open,
        "refused": refused,
    }
    return render(request, "registry/importing/plan.html", context, status=INVALID if refused else 200)
