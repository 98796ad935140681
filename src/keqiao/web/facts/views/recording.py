"""Record a fact with its evidence."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required
from keqiao.web.facts.forms import RecordForm
from keqiao.web.facts.models import Fact
from keqiao.web.facts.scopes import CITY
from keqiao.web.facts.services import Examined, examine, record_fact, store_evidence


@require_http_methods(["GET", "POST"])
@right_required("facts.record")
def record_view(request: HttpRequest) -> HttpResponse:
    """The form of a fact; ``?measure=…&platform=…&period=…`` fill it in."""
    if request.method == "POST":
        form = RecordForm(request.user, request.POST, request.FILES)
        if form.is_valid():
            try:
                fact = _store(request, form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, _("Recorded. What stood before is kept in the history."))
                scope = fact.platform.code if fact.platform else CITY
                address = reverse("facts:figure", args=(fact.measure.code, scope, fact.period))
                return redirect(address if fact.basis == "reported" else f"{address}?basis={fact.basis}")
        return render(request, "facts/record.html", {"form": form}, status=400)
    names = ("measure", "platform", "period", "basis")
    initial = {name: request.GET[name] for name in names if name in request.GET}
    return render(request, "facts/record.html", {"form": RecordForm(request.user, initial=initial)})


def _store(request: HttpRequest, given: dict) -> Fact:
    """Examine the file, then store it with the fact that rests on it. Raises ValidationError or PermissionDenied."""
    file = examine(given["evidence"]) if given["evidence"] else None
    with transaction.atomic():
        return _record(request, given, file)


def _record(request: HttpRequest, given: dict, file: Examined | None) -> Fact:
    files = []
    if file is not None:
        title, grade = given["evidence_title"], given["evidence_grade"] or "C"
        files.append(store_evidence(request.user, file, title, grade, request))
    return record_fact(
        request.user,
        given["measure"].code,
        given["platform"],
        given["period"],
        given["amount"],
        basis=given["basis"],
        source_kind=given["source_kind"],
        source_note=given["source_note"],
        evidence=files,
        note=given["note"],
        confirmed=given["confirmed"],
        request=request,
    )
