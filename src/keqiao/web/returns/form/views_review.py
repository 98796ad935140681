"""What the bureau does on the page of a form: review figure by figure, send back, pass, lock, unlock."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.procedures.responses import edition_in, status_of
from keqiao.web.returns.form.marks import apply, marks_in, refused
from keqiao.web.returns.form.marks import decide_unlock as decided
from keqiao.web.returns.form.page import show, step
from keqiao.web.returns.form.sheet import form_of, sheet
from keqiao.web.returns.services import locking, review


@require_POST
@right_required("returns.review")
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the first review."""
    return step(request, pk, lambda: review.begin(request.user, pk), _("The review has begun."))


@require_POST
@right_required("returns.review")
def store_marks(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store the marks of the reviewer; ``then=clean`` passes all figures that nothing speaks against."""
    then = "clean" if request.POST.get("then") == "clean" else ""
    return _marked(request, pk, then)


@require_POST
@right_required("returns.review")
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store the marks and send the form back with the figures that were objected to."""
    return _marked(request, pk, "send_back")


@require_POST
@right_required("returns.review", "returns.approve")
def pass_form(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store the marks and pass the review that the form stands in."""
    return _marked(request, pk, "pass")


@require_POST
@right_required("returns.approve")
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lock a passed form: its figures become facts."""
    sentence = _("Locked; the figures are facts now.")
    return step(request, pk, lambda: locking.lock(request.user, pk), sentence)


@require_POST
@right_required("returns.approve")
def decide_unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Grant or refuse the request to unlock: ``grant`` is 1 or 0."""
    grant = request.POST.get("grant") == "1"
    sentence = _("Unlocked; a new version of the form is open.") if grant else _("The request is refused.")
    reason = request.POST.get("reason", "")
    return step(request, pk, lambda: decided(request.user, pk, grant, reason), sentence)


def _marked(request: SignedInRequest, pk: int, then: str) -> HttpResponse:
    form = form_of(request.user, pk)
    marks = marks_in(request.POST, sheet(request.user, form).lines)
    edition = edition_in(request.POST, "since")
    try:
        count = apply(request.user, pk, marks, then, since=edition)
    except (PermissionDenied, ValidationError) as error:
        status = status_of(error)
        problems = refused(marks, error)
        return show(request, form_of(request.user, pk), marks=marks, problems=problems, status=status)
    said = {
        "send_back": _("Sent back; the platform is told."),
        "pass": _("Passed; the next step is open."),
    }.get(then, ngettext("%(count)s figure marked.", "%(count)s figures marked.", count) % {"count": count})
    messages.success(request, said)
    anchor = "" if then in {"send_back", "pass"} else "#figures"
    return redirect(reverse("returns:form", args=(pk,)) + anchor)
