"""The home of returns and the board of a collection."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import User
from keqiao.web.returns import selectors
from keqiao.web.returns.board import query
from keqiao.web.returns.board.homes import bureau_home, platform_home
from keqiao.web.returns.board.rows import BoardRow, board_rows
from keqiao.web.returns.board.table import board_table
from keqiao.web.returns.models import Collection
from keqiao.web.site.downloads import Export
from keqiao.web.site.lists import ListPage

PER_PAGE = 100


@require_safe
@right_required("returns.view")
def home(request: SignedInRequest) -> HttpResponse:
    """A platform's forms, or for the bureau all collections and what waits."""
    user: Actor = request.user
    today = timezone.localdate()
    if user.scope_for("returns.view") == "all":
        return render(request, "returns/board/home_bureau.html", bureau_home(user, today, request.GET))
    return render(request, "returns/board/home_platform.html", platform_home(user, today, request.GET))


@require_safe
@right_required("returns.view")
def board(request: SignedInRequest, pk: int) -> HttpResponse:
    """All platforms of a collection and their states; ``?format=xlsx`` is the workbook."""
    user: Actor = request.user
    collection = get_object_or_404(
        Collection.objects.visible_to(user).select_related("created_by", "opened_by"), pk=pk
    )
    today = timezone.localdate()
    every = board_rows(user, collection, today)
    if user.scope_for("returns.view") != "all":
        return redirect(every[0].form) if len(every) == 1 else redirect("returns:home")
    listed = ListPage(request, query.filters(every), query.ORDERS, per_page=PER_PAGE)
    rows = listed.select(every)
    if listed.wants_file:
        table = board_table(collection, listed.exported(rows), today)
        name = f"returns-{collection.period}-{today.isoformat()}.xlsx"
        return listed.send(table, name, Export("returns.export", collection))
    page = listed.page(rows)
    table = board_table(collection, page.object_list, today)
    context: dict[str, Any] = listed.context(page, table) | {
        "collection": collection,
        "trail": [(_("Returns"), reverse("returns:home"))],
        "only": listed.value("only"),
        "as_asked": listed.turned(),
        "may": {right: user.has_right(f"returns.{right}") for right in ("open", "review", "approve")},
        "soon": today + timedelta(days=7),
    }
    context["rows"] = list(zip(page.object_list, context["rows"], strict=True))
    context |= _counted(every) | {"steps": _possible(rows)}
    if context["may"]["open"]:
        context["reviewers"] = _reviewers()
    return render(request, "returns/board/board.html", context)


def _counted(rows: list[BoardRow]) -> dict[str, Any]:
    """Totals of the whole board: by light, and of the lists that are asked for often."""
    lights = Counter(row.status.light for row in rows)
    words = query.lights_in_words()
    lists = query.lists_in_words()
    return {
        "total": len(rows),
        "lights": [(light, words[light], lights[light]) for light in query.LIGHTS],
        "lists": [(key, lists[key], sum(map(fits, rows))) for key, fits in query.LISTS.items()],
        "handed_in": sum(row.form.state in selectors.HANDED_IN for row in rows),
    }


def _possible(rows: list[BoardRow]) -> dict[str, int]:
    """How many of the rows that were found each batch action could meet."""
    State = selectors.State
    states = Counter(row.form.state for row in rows)
    return {
        "review": states[State.SUBMITTED] + states[State.FIRST_REVIEW] + states[State.SECOND_REVIEW],
        "lock": states[State.PASSED],
        "fill": states[State.DRAFT] + states[State.SENT_BACK],
    }


def _reviewers() -> list[User]:
    """Active people who may review returns of the whole city."""
    return list(holders("returns.review", everywhere=True).order_by("username"))
