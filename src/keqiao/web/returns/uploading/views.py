"""Pages: download a workbook, upload it, look at the dry run, apply or discard it, take the errors back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import decide
from keqiao.web.returns.models import Collection, Return, Upload
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.filling_many import require_many
from keqiao.web.returns.uploading import books, services
from keqiao.web.returns.uploading.errors import errors_workbook
from keqiao.web.returns.uploading.planning import CHANGED, CONFLICT, ERROR
from keqiao.web.returns.uploading.presenters import filters, shown_lines, sorted_lines
from keqiao.web.returns.uploading.reading import LARGEST_FILE
from keqiao.web.site.downloads import Export, send_file

PER_PAGE = 100
INVALID = 422


class UploadForm(forms.Form):
    """A workbook that was filled in."""

    file = forms.FileField(
        label=gettext_lazy("Workbook (.xlsx)"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
    )


@require_safe
@right_required("returns.view")
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The platform's own form as a workbook."""
    form = _form(request, pk)
    content = books.form_workbook(request.user, form)
    about = Export("returns.download_workbook", form, {"version": form.version})
    name = f"{form.collection.form_number}-{form.collection.period}-{form.platform}.xlsx"
    return send_file(request, content, name, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("returns.fill")
def upload_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the platform's form; it is only checked."""
    form = _form(request, pk)
    return _new(request, form.collection, form)


@require_safe
@right_required("returns.open")
def many_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook of many platforms."""
    require_many(request.user)
    collection = _collection(request, pk)
    try:
        content = books.many_workbook(request.user, collection)
    except ValidationError as error:
        return _new(request, collection, None, error.messages)
    name = f"{collection.form_number}-{collection.period}-{_('all platforms')}.xlsx"
    return send_file(request, content, name, about=Export("returns.download_workbook", collection))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required("returns.open")
def many_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Upload the workbook of many platforms; it is only checked."""
    require_many(request.user)
    return _new(request, _collection(request, pk), None)


@require_safe
@right_required("returns.view")
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """The dry run: every change, every error."""
    return _shown(request, _upload(request, pk))


@require_safe
@right_required("returns.view")
def errors(request: SignedInRequest, pk: int) -> HttpResponse:
    """The uploaded workbook with its errors."""
    kept = _upload(request, pk, content=True)
    try:
        content = errors_workbook(kept)
    except ValidationError as error:
        return _shown(request, kept, error.messages)
    about = Export("returns.download_errors", kept, {"file": kept.file_name})
    return send_file(request, content, f"{kept.file_name.rsplit('.', 1)[0]}-{_('errors')}.xlsx", about=about)


@require_POST
@right_required("returns.fill")
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what the dry run says."""
    kept = _upload(request, pk)
    try:
        services.apply(
            request.user,
            kept.pk,
            leave_out=request.POST.get("leave_out") == "on",
            confirmed=request.POST.get("confirmed") == "on",
        )
    except ValidationError as error:
        return _shown(request, _upload(request, pk), error.messages)
    return redirect("returns:upload", pk=kept.pk)


@require_POST
@right_required("returns.fill")
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the dry run without writing."""
    kept = _upload(request, pk)
    try:
        services.discard(request.user, kept.pk)
    except ValidationError as error:
        return _shown(request, kept, error.messages)
    return redirect("returns:upload", pk=kept.pk)


def _form(request: SignedInRequest, pk: int) -> Return:
    rows = Return.objects.visible_to(request.user).select_related(
        "collection", "platform__unit", "submitted_by", "first_reviewer", "second_reviewer", "locked_by"
    )
    found: Return = get_object_or_404(rows, pk=pk)
    return found


def _collection(request: SignedInRequest, pk: int) -> Collection:
    found: Collection = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    return found


def _upload(request: SignedInRequest, pk: int, content: bool = False) -> Upload:
    rows = Upload.objects.visible_to(request.user).select_related("collection", "form__platform", "by")
    found: Upload = get_object_or_404(rows if content else rows.defer("content"), pk=pk)
    return found


def _new(
    request: SignedInRequest, collection: Collection, form: Return | None, refused: list[str] | None = None
) -> HttpResponse:
    """The page of an upload, and what happens to a file that is sent to it."""
    given = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if given.is_bound and given.is_valid():
        sent = given.cleaned_data["file"]
        try:
            content = sent.read(LARGEST_FILE + 1)
            kept = services.store_upload(request.user, collection, form, sent.name or "", content)
        except ValidationError as error:
            given.add_error("file", error.messages)
        else:
            return redirect("returns:upload", pk=kept.pk)
    closed = (
        RETURNS.decide(request.user, form, "fill")
        if form is not None
        else decide(request.user, "returns.fill")
    )
    context = {
        "form": given,
        "return": form,
        "collection": collection,
        "refused": refused,
        "closed": "" if closed else closed.reason,
        "uploads": _earlier(request, collection, form),
        "most": LARGEST_FILE // 1_000_000,
    }
    status = INVALID if given.errors or refused else 200
    return render(request, "returns/uploading/upload.html", context, status=status)


def _earlier(request: SignedInRequest, collection: Collection, form: Return | None) -> list[Upload]:
    rows = Upload.objects.visible_to(request.user).filter(collection=collection, form=form)
    return list(rows.select_related("by").defer("content", "lines")[:10])


def _shown(request: HttpRequest, kept: Upload, refused: list[str] | None = None) -> HttpResponse:
    chosen = request.GET.get("state", "")[:12]
    page = Paginator(sorted_lines(kept, chosen), PER_PAGE).get_page(request.GET.get("page"))
    counts = kept.summary["counts"]
    context: dict[str, Any] = {
        "upload": kept,
        "return": kept.form,
        "collection": kept.collection,
        "page": page,
        "lines": shown_lines(kept, list(page.object_list)),
        "filters": filters(kept, chosen),
        "changes": counts.get(CHANGED, 0),
        "wrong": counts.get(ERROR, 0) + counts.get(CONFLICT, 0),
        "same": counts.get("same", 0),
        "doubts": kept.summary["doubts"],
        "left_out": kept.summary["left_out"],
        "is_open": kept.state == Upload.State.PLANNED and kept.by_id == request.user.pk,
        "refused": refused,
    }
    return render(request, "returns/uploading/plan.html", context, status=INVALID if refused else 200)
