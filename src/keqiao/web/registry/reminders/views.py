"""The page of reminders and its workbook."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.audit.services import record
from keqiao.web.registry.context import shown_region
from keqiao.web.registry.keeping.views import MOST_EXPORTED, PER_PAGE, Heading
from keqiao.web.registry.reminders import asking
from keqiao.web.registry.reminders.shown import reminders_table, rules_in_words
from keqiao.web.site.tables import Column, workbook_response


@require_safe
@right_required("registry.view")
def reminders(request: HttpRequest) -> HttpResponse:
    """Everything that comes due for the reader, fifty rows to a page; ``?format=xlsx`` is the workbook."""
    wanted = asking.asked(request.GET)
    rows = asking.found(request.user, wanted)
    region = shown_region()
    demonstration = bool(region and region.demonstration)
    if request.GET.get("format") == "xlsx":
        table = reminders_table(
            rows[:MOST_EXPORTED], wanted.day, note=rules_in_words(), demonstration=demonstration
        )
        detail = {"rows": len(table.rows), "query": wanted.turned(format="")[:300]}
        record(request.user, "registry.export", "reminders", detail)
        return workbook_response(table, request.user, f"reminders-{wanted.day.isoformat()}.xlsx")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    table = reminders_table(page.object_list, wanted.day)
    lights = Counter(one.light for one in rows)
    states = asking.states()
    context = {
        "wanted": wanted,
        "page": page,
        "table": table,
        "rows": table.shown_rows(),
        "headings": [_heading(wanted, column) for column in table.columns],
        "filters": asking.filters_shown(request.user, wanted),
        "totals": [(light, states[light], lights[light]) for light in asking.LIGHTS[wanted.light]],
        "rules": rules_in_words(),
        "here": request.get_full_path(),
        "export": wanted.turned(format="xlsx"),
    }
    return render(request, "registry/reminders/list.html", context)


def _heading(wanted: asking.Wanted, column: Column) -> Heading:
    """A heading that sorts by its column, the other way round when it sorts already."""
    falling = wanted.order.startswith("-")
    if wanted.order.removeprefix("-") != column.key:
        return Heading(column.heading, column.key, column.kind, wanted.turned(sort=column.key), "")
    turned = wanted.turned(sort=column.key if falling else f"-{column.key}")
    return Heading(column.heading, column.key, column.kind, turned, "descending" if falling else "ascending")
