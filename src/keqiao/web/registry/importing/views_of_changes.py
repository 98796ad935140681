"""Pages of sets of changes: the list, one set with its rows, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.registry.changes.reading import sets_visible_to, steps_in_words
from keqiao.web.registry.changes.undoing import obstacles
from keqiao.web.registry.changes.undoing import undo as take_back
from keqiao.web.registry.importing.forms import ChangesForm
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models.changes import ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import REGISTERS

PER_PAGE = 50
INVALID = 422


@require_safe
@right_required("registry.view")
def changes(request: SignedInRequest) -> HttpResponse:
    """The sets of changes that the user may see, newest first."""
    form = ChangesForm(request.GET)
    change_sets = sets_visible_to(request.user)
    if form.is_valid():
        wanted = form.cleaned_data
        for name in ("register", "kind"):
            if wanted[name]:
                change_sets = change_sets.filter(**{name: wanted[name]})
        if wanted["user"]:
            word = wanted["user"]
            change_sets = change_sets.filter(
                Q(by__username__icontains=word) | Q(by__display_name__icontains=word)
            )
    page = Paginator(change_sets.order_by("-at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    sets = [(change_set, _title(change_set)) for change_set in page.object_list]
    return render(request, "registry/importing/changes.html", {"form": form, "page": page, "sets": sets})


@require_safe
@right_required("registry.view")
def change_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """One set: who, when, why, from which file, and each row before and after."""
    return _set_page(request, _set(request, pk))


@require_POST
@right_required(*EDIT_RIGHTS)
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the set back as a whole."""
    change_set = _set(request, pk)
    reason = request.POST.get("reason", "").replace("\0", "")[:300].strip()
    try:
        made = take_back(request.user, change_set, reason)
    except ValidationError as error:
        return _set_page(request, change_set, error.messages)
    return redirect("registry:change_set", pk=made.pk)


def _set(request: SignedInRequest, pk: int) -> ChangeSet:
    change_set: ChangeSet = get_object_or_404(sets_visible_to(request.user).select_related("undoes"), pk=pk)
    return change_set


def _set_page(
    request: SignedInRequest, change_set: ChangeSet, refused: list[str] | None = None
) -> HttpResponse:
    page = Paginator(change_set.changes.select_related("change_set__by").order_by("pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    user: Actor = request.user
    may = user.scope_for(EDIT_RIGHTS[0]) == "all" or (
        change_set.by_id == user.pk and any(user.has_right(right) for right in EDIT_RIGHTS)
    )
    context: dict[str, Any] = {
        "found": change_set,
        "title": _title(change_set),
        "page": page,
        "steps": steps_in_words(page.object_list, Viewer.of(user)),
        "undone_by": getattr(change_set, "undone_by", None),
        "may_undo": may,
        "obstacles": obstacles(change_set)[:20] if may else [],
        "refused": refused,
    }
    return render(request, "registry/importing/change_set.html", context, status=INVALID if refused else 200)


def _title(change_set: ChangeSet) -> str:
    return REGISTERS[change_set.register].title if change_set.register in REGISTERS else change_set.register
