"""A second look before a step that cannot be taken back: what it will do is shown, and asked for again.

The step is taken once its reader has seen just what it will do: where that changes in between, it is shown anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from keqiao.web.site.tables import Table

SEEN = "seen"
"""The field that says what was shown."""


def second_look(
    request: HttpRequest,
    title: str,
    effects: Sequence[str],
    *,
    label: str,
    back: str,
    crumbs: Sequence[tuple[str, str]],
    table: Table | None = None,
) -> HttpResponse | None:
    """Return the page that shows the effects of a step, with a form that sends again what was sent; None where that
    page was shown with just these effects. ``label``: the word of the button; ``table``: what cannot be said in lines.
    """
    cells = (
        [[str(row.get(column.key, "")) for column in table.columns] for row in table.rows] if table else []
    )
    seen = hashlib.sha256(repr((title, [str(effect) for effect in effects], cells)).encode()).hexdigest()[:24]
    if request.POST.get(SEEN) == seen:
        return None
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {SEEN, "csrfmiddlewaretoken"}
    ]
    context = {
        "title": title,
        "effects": effects,
        "label": label,
        "back": back,
        "crumbs": crumbs,
        "table": table,
        "kept": kept,
        "seen": seen,
    }
    return render(request, "procedures/second_look.html", context)
