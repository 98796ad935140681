"""The notices of a user: the list, one opened, all marked as seen."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.notices.models import Notice
from keqiao.web.notices.services import mark_seen

PER_PAGE = 50


@require_safe
@right_required(None)
def notices(request: SignedInRequest) -> HttpResponse:
    """The reader's notices, the newest first; ``?unseen=1`` only those that were not opened."""
    own = Notice.objects.visible_to(request.user)
    unseen = own.filter(seen_at=None)
    only = request.GET.get("unseen") == "1"
    page = Paginator(unseen if only else own, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "notices": page.object_list, "unseen": unseen.count(), "only": only}
    return render(request, "notices/notices.html", context)


@require_safe
@right_required(None)
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open what a notice speaks of; from now on it has been seen."""
    own = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        mark_seen(request.user, own.pk)
    return redirect(own.link)


@require_POST
@right_required(None)
def all_seen(request: SignedInRequest) -> HttpResponse:
    """Mark all notices of the reader as seen."""
    mark_seen(request.user)
    return redirect("notices:list")
