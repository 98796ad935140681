"""The notices of a user: the list, one opened, all marked as seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.returns.models import Notice, Return
from keqiao.web.returns.wording import sentence

PER_PAGE = 50
TONES = {
    Notice.Kind.LATE: "bad",
    Notice.Kind.SENT_BACK: "watch",
    Notice.Kind.DUE: "watch",
    Notice.Kind.UNLOCK: "watch",
    Notice.Kind.LOCKED: "good",
    Notice.Kind.SUCCESSOR: "watch",
}
"""Colours of kinds; the others have none."""


@dataclass(frozen=True)
class Told:
    """A notice with its words."""

    notice: Notice
    words: str
    tone: str


@require_safe
@right_required("returns.view")
def notices(request: HttpRequest) -> HttpResponse:
    """The reader's notices, the newest first; ``?unseen=1`` only those that were not opened."""
    own = Notice.objects.filter(recipient=request.user, form__in=Return.objects.visible_to(request.user))
    unseen = own.filter(seen_at=None)
    only = request.GET.get("unseen") == "1"
    rows = (unseen if only else own).select_related(
        "form__collection", "form__platform", "fact__measure", "fact__supersedes"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    told = [Told(one, sentence(one), TONES.get(Notice.Kind(one.kind), "")) for one in page.object_list]
    context = {"page": page, "notices": told, "unseen": unseen.count(), "only": only}
    return render(request, "returns/board/notices.html", context)


@require_safe
@right_required("returns.view")
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what a notice speaks of; from now on it has been seen."""
    own = Notice.objects.filter(recipient=request.user).select_related("form")
    found = get_object_or_404(own, pk=pk)
    if request.method == "GET":
        Notice.objects.filter(pk=found.pk, seen_at=None).update(seen_at=timezone.now())
    return redirect("returns:form", found.form_id)


@require_POST
@right_required("returns.view")
def all_seen(request: HttpRequest) -> HttpResponse:
    """Mark all notices of the reader as seen."""
    Notice.objects.filter(recipient=request.user, seen_at=None).update(seen_at=timezone.now())
    return redirect("returns:notices")
