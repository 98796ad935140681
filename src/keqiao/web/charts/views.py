"""Pictures of charts for documents, and in development a page with every kind of chart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.charts import render as drawing
from keqiao.web.charts import signed
from keqiao.web.charts.definition import ChartError
from keqiao.web.site.downloads import send_file


@require_POST
def image(request: HttpRequest) -> HttpResponse:
    """Return a chart that this server signed as a file: ``format`` is svg or png. 400 for anything else.

    A POST, because a large chart does not fit into an address. It changes nothing.
    """
    try:
        chart = signed.unsign(request.POST.get("chart", ""))
    except ChartError:
        return HttpResponseBadRequest(_("This picture is no longer available: load the page again."))
    if request.POST.get("format") == "png":
        content, suffix = drawing.png(chart), "png"
    elif request.POST.get("format") == "svg":
        content, suffix = drawing.svg(chart).encode(), "svg"
    else:
        return HttpResponseBadRequest(_("A picture is either SVG or PNG."))
    return send_file(request, content, f"{chart.title or 'chart'}.{suffix}", about=None)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show one chart of each kind, on light and on dark ground (development only, see urls.py)."""
    from keqiao.web.charts.gallery import examples

    return render(request, "charts/gallery.html", {"charts": examples(), "dark": "dark" in request.GET})
