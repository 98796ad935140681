"""The page of reminders and its workbook."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.registry.reminders import query
from keqiao.web.registry.reminders.presenters import reminders_table, rules_in_words
from keqiao.web.site.downloads import Export
from keqiao.web.site.lists import ListPage


@require_safe
@right_required("registry.view")
def reminders(request: SignedInRequest) -> HttpResponse:
    """Everything that comes due for the reader, fifty rows to a page; ``?format=xlsx`` is the workbook."""
    listed = ListPage(request, query.filters(request.user, request.GET), query.ORDERS)
    rows, day = query.rows(request.user, listed), query.day_of(listed)
    if listed.wants_file:
        table = reminders_table(listed.exported(rows), day, note=rules_in_words())
        about = Export("registry.export", "reminders")
        return listed.send(table, f"reminders-{day.isoformat()}.xlsx", about)
    page = listed.page(rows)
    table = reminders_table(page.object_list, day)
    lights = Counter(reminder.light for reminder in rows)
    states = query.states()
    context = listed.context(page, table) | {
        "totals": [(light, states[light], lights[light]) for light in query.LIGHTS[listed.value("light")]],
        "day": day,
        "rules": rules_in_words(),
        "here": request.get_full_path(),
    }
    return render(request, "registry/reminders/list.html", context)
