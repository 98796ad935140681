"""Comparison places and the chain from talent to revenue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.planning import conversion, places
from keqiao.web.planning.documents import PLACES
from keqiao.web.planning.rights import LAYOUT
from keqiao.web.planning.views.layout import crumbs
from keqiao.web.site.downloads import Export, send_file


@require_safe
@right_required(LAYOUT)
def places_view(request: SignedInRequest) -> HttpResponse:
    """Places side by side, this city over time, claims of rank; ``?format=xlsx`` is the first as a workbook."""
    document = PLACES.in_force()
    own = places.own_figures(request.user, [each.measure for each in document.dimensions if each.measure])
    table = places.places_table(document, own)
    if request.GET.get("format") == "xlsx":
        return send_file(request, table, f"{table.title}.xlsx", about=Export("planning.export", "places"))
    context = {
        "table": table,
        "years": places.years_table(document, own) if own is not None else None,
        "claims": places.claims_table(document, own) if document.claims else None,
        "source": str(document.source),
        "crumbs": crumbs(),
    }
    return render(request, "planning/places.html", context)


@require_safe
@right_required(LAYOUT)
def conversion_view(request: SignedInRequest) -> HttpResponse:
    """The chain of the newest snapshot's years (``?year=…``)."""
    own = places.own_figures(request.user, conversion.CODES)
    if own is None:
        nothing = {"crumbs": crumbs(), "snapshots_url": reverse("facts:snapshots")}
        return render(request, "planning/no_conversion.html", nothing)
    chosen = request.GET.get("year", "")
    year = chosen if chosen in own.years else own.years[-1]
    table = conversion.conversion_table(own, year)
    if request.GET.get("format") == "xlsx":
        return send_file(
            request, table, f"{table.title} {year}.xlsx", about=Export("planning.export", "conversion")
        )
    context = {
        "own": own,
        "year": year,
        "table": table,
        "chart": conversion.conversion_chart(own, year),
        "title": _("From talent to revenue"),
        "crumbs": crumbs(),
    }
    return render(request, "planning/conversion.html", context)
