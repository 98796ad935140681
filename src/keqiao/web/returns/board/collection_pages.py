"""Pages on which a collection is prepared, opened after a last look, and closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import User
from keqiao.web.procedures.responses import INVALID
from keqiao.web.registry.models import Platform
from keqiao.web.returns import selectors
from keqiao.web.returns.board import collection_form
from keqiao.web.returns.models import Cell, Collection, CollectionItem, Return
from keqiao.web.returns.prefill import first_cells
from keqiao.web.returns.services.collections import (
    RIGHT,
    cancel_collection,
    check_heading,
    close_collection,
    open_collection,
    prepare,
)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(RIGHT)
def new(request: SignedInRequest) -> HttpResponse:
    """Prepare a new collection; ``?from=`` is a list or an earlier collection to begin with."""
    start = request.GET.get("from", "")
    collection, items, platforms = collection_form.start_from(request.user, start)
    return _page(request, collection, items, platforms, start)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(RIGHT)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a collection that is still in preparation."""
    collection = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    if collection.state != Collection.State.DRAFT:
        raise PermissionDenied(_("The collection is open; what it asks for does not change any more."))
    return _page(request, collection, collection_form.asked_by(collection), list(collection.platforms.all()))


def _page(
    request: SignedInRequest,
    collection: Collection,
    items: list[Any],
    platforms: list[Platform] | None,
    start: str = "",
) -> HttpResponse:
    """Show the form; store it where everything is right. What was typed stays on an error."""
    given = request.POST if request.method == "POST" else None
    heading = collection_form.heading_of(collection, platforms, given)
    lines = collection_form.lines_of(items) if given is None else collection_form.lines_given(given)
    wrong: list[str] = []
    if given is not None and "take_over" in given and collection.pk is None:
        start = given.get("from", "")
        heading, lines = collection_form.taken_over(request.user, start, given)
    elif given is not None:
        chosen, wrong = _requested(lines)
        since = given.get("edition", "")
        try:
            if heading.is_valid():
                check_heading(heading.instance, chosen)
            if heading.is_valid() and not wrong:
                stored = prepare(
                    request.user,
                    heading.instance,
                    chosen,
                    heading.cleaned_data["platforms"],
                    since=int(since) if since.isascii() and since.isdigit() and len(since) < 10 else None,
                )
                messages.success(request, _("Stored. Look at it once more, then open it."))
                return redirect("returns:collection_open", stored.pk)
        except ValidationError as error:
            wrong += _distribute(heading, error)
    fresh = heading.instance.pk is None
    context = {
        "collection": heading.instance,
        "fresh": fresh,
        "edition": collection.edition if given is None else given.get("edition", ""),
        "form": heading,
        "wrong": wrong,
        "chosen": sorted((line for line in lines if line.selected), key=lambda line: line.sorted_by),
        "others": _by_subject([line for line in lines if not line.selected]),
        "sources": collection_form.sources(request.user) if fresh else [],
        "start": start,
        "periods": collection_form.periods_offered(),
    }
    return render(request, "returns/board/edit.html", context)


def _requested(lines: list[collection_form.MeasureLine]) -> tuple[list[Any], list[str]]:
    """What the lines ask for, and what is wrong with them."""
    try:
        return collection_form.asked_of(lines), []
    except ValidationError as error:
        return [], error.messages


def _distribute(heading: collection_form.CollectionForm, error: ValidationError) -> list[str]:
    """Put what is wrong at its field; return what belongs to none."""
    if not hasattr(error, "error_dict"):
        return error.messages
    for name, texts in error.message_dict.items():
        field = {"reminder_days": "reminders"}.get(name, name)
        heading.add_error(field if field in heading.fields else None, texts)
    return []


def _by_subject(
    lines: list[collection_form.MeasureLine],
) -> list[tuple[str, list[collection_form.MeasureLine]]]:
    groups: dict[str, list[collection_form.MeasureLine]] = {}
    for line in lines:
        groups.setdefault(str(line.measure.get_category_display()), []).append(line)
    return list(groups.items())


@dataclass(frozen=True)
class Reach:
    """What a platform is about to get: who is told, and how many of its figures are filled already."""

    platform: Platform
    people: list[User]
    computed: int
    known: int
    empty: int


@dataclass(frozen=True)
class Filled:
    """A figure of the form and for how many platforms it is filled already."""

    item: CollectionItem
    filled: int


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(RIGHT)
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last look before the forms go out: who gets what, what is filled already. POST opens."""
    collection = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    if collection.state != Collection.State.DRAFT:
        return redirect(collection)
    twins = selectors.twins_of(collection)
    if request.method == "POST" and twins and not request.POST.get("another"):
        messages.error(request, _("Say that another collection is really meant, or cancel this one."))
    elif request.method == "POST":
        try:
            open_collection(request.user, pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("returns:collection_open", pk)
        messages.success(request, _("Opened: every platform has its form, its people have been told."))
        return redirect(collection)
    platforms = list(collection.platforms.select_related("unit").order_by("code"))
    cells = first_cells(
        collection, [Return(collection=collection, platform=platform) for platform in platforms]
    )
    context = {
        "collection": collection,
        "trail": [(_("Returns"), reverse("returns:home")), (str(collection), collection.get_absolute_url())],
        "reaches": reaches(platforms, cells),
        "figures": _filled(collection, cells),
        "reminders": collection.reminders(collection.due_on),
        "twins": twins,
    }
    return render(request, "returns/board/open.html", context)


def reaches(platforms: list[Platform], cells: list[Cell]) -> list[Reach]:
    """Return who gets what; one query whatever the number of platforms."""
    units = {platform.unit_id for platform in platforms}
    people: dict[int | None, list[User]] = {}
    for user in holders("returns.fill", Q(unit__in=units)):
        people.setdefault(user.unit_id, []).append(user)
    counted: dict[int, list[int]] = {platform.pk: [0, 0, 0] for platform in platforms}
    for cell in cells:
        place = 2 if cell.value is None else 0 if cell.origin == Cell.Origin.DERIVED else 1
        counted[cell.form.platform_id][place] += 1
    return [
        Reach(platform, people.get(platform.unit_id, []), *counted[platform.pk]) for platform in platforms
    ]


def _filled(collection: Collection, cells: list[Cell]) -> list[Filled]:
    items = {cell.item.pk: cell.item for cell in cells}
    counts = dict.fromkeys(items, 0)
    for cell in cells:
        counts[cell.item.pk] += cell.value is not None
    if not items:
        items = {item.pk: item for item in collection.items.select_related("measure", "definition")}
        counts = dict.fromkeys(items, 0)
    return [Filled(item, counts[pk]) for pk, item in items.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(RIGHT)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a collection back with a reason, after saying what becomes of its forms."""
    collection = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    wrong: list[str] = []
    if request.method == "POST":
        try:
            cancel_collection(request.user, pk, request.POST.get("reason", ""))
        except ValidationError as error:
            wrong = error.messages
        else:
            messages.success(request, _("Cancelled. Its forms ask for nothing any more."))
            return redirect("returns:home")
    context = {
        "collection": collection,
        "trail": [(_("Returns"), reverse("returns:home")), (str(collection), collection.get_absolute_url())],
        "forms": collection.returns.count(),
        "wrong": wrong,
        "typed": request.POST.get("reason", ""),
    }
    return render(request, "returns/board/cancel.html", context, status=INVALID if wrong else 200)


@require_POST
@right_required(RIGHT)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a collection: nobody fills in any more."""
    get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    collection = close_collection(request.user, pk)
    messages.success(request, _("Closed. What was handed in can still be reviewed and locked."))
    return redirect(collection)
