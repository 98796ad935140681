"""A file is attached to rows of a register, or taken from one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts.forms import RowEvidenceForm
from keqiao.web.facts.row_evidence import asked_for
from keqiao.web.facts.services import attach_to_rows, take_from_row
from keqiao.web.procedures.responses import INVALID
from keqiao.web.registry.editing.rows import BIGGEST, address, row_of
from keqiao.web.registry.editing.views import refusal
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import Register, register_of

MOST_ROWS = 500


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def attach(request: SignedInRequest, key: str) -> HttpResponse:
    """Choose a file for the rows ``?row=…&row=…``, with title and grade, and attach it to all of them."""
    register = register_of(key)
    if reason := refusal(request.user, register):
        raise PermissionDenied(reason)
    rows = _chosen(request, register)
    data = request.POST if request.method == "POST" else None
    form = RowEvidenceForm(request.user, data, request.FILES or None)
    if data is not None and form.is_valid():
        fields = form.cleaned_data
        try:
            attach_to_rows(
                request.user, rows, fields["file"] or fields["known"], fields["title"], fields["grade"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            sentence = ngettext(
                "The file is attached to %(number)d row.",
                "The file is attached to %(number)d rows.",
                len(rows),
            )
            messages.success(request, sentence % {"number": len(rows)})
            return redirect(address(rows[0]) if len(rows) == 1 else reverse("registry:list", args=(key,)))
    viewer = Viewer.of(request.user)
    context = {
        "register": register,
        "rows": [(row.pk, viewer.title_of(row), address(row)) for row in rows],
        "asked_for": asked_for(register.model),
        "form": form,
    }
    return render(request, "facts/row_evidence.html", context, status=INVALID if form.errors else 200)


@require_POST
@right_required(*EDIT_RIGHTS)
def take(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Take a file from a row, with a reason."""
    row = row_of(request.user, register_of(key), pk)
    attached = request.POST.get("attached", "")
    number = int(attached) if attached.isascii() and attached.isdigit() and len(attached) < 19 else 0
    try:
        take_from_row(request.user, row, number, request.POST.get("reason", "").replace("\0", " "))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The file is no longer attached to the row; it stays stored."))
    return redirect(f"{address(row)}#evidence")


def _chosen(request: SignedInRequest, register: Register) -> list[Any]:
    """The rows named that the user may change, in their order."""
    texts = (request.POST if request.method == "POST" else request.GET).getlist("row")[:MOST_ROWS]
    keys = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20]
    rows: Any = register.model
    editable = rows.objects.visible_to(request.user).editable_by(request.user).filter(withdrawn_at=None)
    return list(editable.filter(pk__in=[key for key in keys if key <= BIGGEST]).order_by("pk"))
