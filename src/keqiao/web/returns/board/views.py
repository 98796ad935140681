"""The home of returns and the board of a collection."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.models import User
from keqiao.web.audit.services import record
from keqiao.web.registry.context import shown_region
from keqiao.web.registry.keeping.views import MOST_EXPORTED, Heading
from keqiao.web.returns import selectors
from keqiao.web.returns.board import asking
from keqiao.web.returns.board.homes import bureau_home, platform_home
from keqiao.web.returns.board.listing import board_table
from keqiao.web.returns.board.rows import BoardRow, board_rows
from keqiao.web.returns.models import Collection
from keqiao.web.site.tables import Column, workbook_response

PER_PAGE = 100


@require_safe
@right_required("returns.view")
def home(request: HttpRequest) -> HttpResponse:
    """A platform's forms, or for the bureau all collections and what waits."""
    user: Any = request.user
    today = timezone.localdate()
    if user.scope_for("returns.view") == "all":
        return render(request, "returns/board/home_bureau.html", bureau_home(user, today, request.GET))
    return render(request, "returns/board/home_platform.html", platform_home(user, today, request.GET))


@require_safe
@right_required("returns.view")
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """All platforms of a collection and their states; ``?format=xlsx`` is the workbook."""
    user: Any = request.user
    collection = get_object_or_404(
        Collection.objects.visible_to(user).select_related("created_by", "opened_by"), pk=pk
    )
    today = timezone.localdate()
    every = board_rows(user, collection, today)
    if user.scope_for("returns.view") != "all":
        return redirect(every[0].form) if len(every) == 1 else redirect("returns:home")
    wanted = asking.asked(request.GET, today)
    rows = asking.found(every, wanted)
    region = shown_region()
    if request.GET.get("format") == "xlsx":
        demonstration = bool(region and region.demonstration)
        table = board_table(collection, rows[:MOST_EXPORTED], today, demonstration=demonstration)
        detail = {"rows": len(table.rows), "query": wanted.turned(format="")[:300]}
        record(user, "returns.export", collection, detail)
        return workbook_response(table, user, f"returns-{collection.period}-{today.isoformat()}.xlsx")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    table = board_table(collection, page.object_list, today)
    context: dict[str, Any] = {
        "collection": collection,
        "trail": [(_("Returns"), reverse("returns:home"))],
        "wanted": wanted,
        "page": page,
        "table": table,
        "rows": list(zip(page.object_list, table.shown_rows(), strict=True)),
        "headings": [_heading(wanted, column) for column in table.columns],
        "filters": asking.filters_shown(every, wanted),
        "export": wanted.turned(format="xlsx"),
        "as_asked": wanted.turned(),
        "may": {right: user.has_right(f"returns.{right}") for right in ("open", "review", "approve")},
        "soon": today + timedelta(days=7),
    }
    context |= _counted(every) | {"steps": _possible(rows)}
    if context["may"]["open"]:
        context["reviewers"] = _reviewers()
    return render(request, "returns/board/board.html", context)


def _counted(rows: list[BoardRow]) -> dict[str, Any]:
    """Totals of the whole board: by light, and of the lists that are asked for often."""
    lights = Counter(row.standing.light for row in rows)
    words = asking.lights_in_words()
    lists = asking.lists_in_words()
    return {
        "total": len(rows),
        "lights": [(light, words[light], lights[light]) for light in asking.LIGHTS],
        "lists": [(key, lists[key], sum(map(fits, rows))) for key, fits in asking.LISTS.items()],
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
    users = User.objects.filter(is_active=True).prefetch_related("roles").order_by("username")
    return [one for one in users if one.scope_for("returns.review") == "all"]


def _heading(wanted: asking.Wanted, column: Column) -> Heading:
    """A heading that sorts by its column, the other way round when it sorts already."""
    falling = wanted.order.startswith("-")
    if wanted.order.removeprefix("-") != column.key:
        return Heading(column.heading, column.key, column.kind, wanted.turned(sort=column.key), "")
    turned = wanted.turned(sort=column.key if falling else f"-{column.key}")
    return Heading(column.heading, column.key, column.kind, turned, "descending" if falling else "ascending")
