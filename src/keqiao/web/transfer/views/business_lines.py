"""Income of platforms by business line in a year."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keqiao.periods import Period
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts.scopes import CITY
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.transfer import business_lines

OFFERED = 5
"""Years that can be chosen."""


@require_safe
@right_required("facts.view")
def lines(request: SignedInRequest) -> HttpResponseBase:
    """The platforms that the reader sees, in the year of ``?year=``; ``?format=xlsx`` is the workbook."""
    last = business_lines.last_year()
    years = list(range(last, last - OFFERED, -1))
    typed = request.GET.get("year", "")
    year = int(typed) if typed in map(str, years) else last
    readable = business_lines.readable_scopes(request.user)
    figures = business_lines.figures_of(request.user, readable, [year])
    scopes = business_lines.covered(figures, readable, year)
    table = business_lines.city_table(figures, scopes, year) if scopes else None
    if table is not None and request.GET.get("format") == "xlsx":
        about = Export("transfer.export_lines", None, {"year": year})
        return send_file(request, table, f"business-lines-{year}.xlsx", about=about)
    period = Period.of_year(year).code
    drawn = [scope for scope in scopes if scope != CITY]
    chart = (
        business_lines.line_chart(
            figures,
            [(scope, period) for scope in drawn],
            [figures[business_lines.REVENUE, scope, period].scope.name for scope in drawn],
        )
        if drawn
        else None
    )
    context = {"table": table, "chart": chart, "years": years, "year": year}
    return render(request, "transfer/lines.html", context)
