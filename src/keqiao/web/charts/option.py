"""Chart → ECharts option: what to draw as plain data, the same for the page and for a document.

The option holds no functions, so it can travel as JSON. What needs them (number formats, the layout of title,
legend and foot for a given width, dark ground) is added by ``frontend/src/dress.ts`` from the hints under the key
``keqiao``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.charts.definition import Chart
from keqiao.web.charts.kinds import DRAWN
from keqiao.web.charts.pieces import COLOURS, is_horizontal
from keqiao.web.site import moments
from keqiao.web.site.demonstration import is_demonstration


def echarts_option(chart: Chart, *, document: bool = False) -> dict[str, Any]:
    """Return the ECharts option of a chart; `document` draws title, unit, source and mark into the picture."""
    drawn = DRAWN[chart.kind](chart)
    drawn["color"] = list(COLOURS)
    drawn["animation"] = False
    drawn["keqiao"] = _hints(chart, document)
    return drawn


def _hints(chart: Chart, document: bool) -> dict[str, Any]:
    """What dress.ts needs to know beside the drawing."""
    hints: dict[str, Any] = {
        "kind": chart.kind,
        "places": chart.places,
        "unit": chart.unit,
        "horizontal": is_horizontal(chart),
        "empty": _("No figures") if chart.is_empty else "",
    }
    if document:
        hints["words"] = {
            "title": chart.title,
            "subtitle": " ".join(filter(None, (chart.subtitle, unit_line(chart)))),
            "foot": " ".join(filter(None, (source_line(chart), chart.note))),
            "mark": _("Demonstration data") if is_demonstration() else "",
        }
    return hints


def unit_line(chart: Chart) -> str:
    """Return the line that names the unit, or nothing."""
    return _("Unit: %(unit)s") % {"unit": chart.unit} if chart.unit else ""


def source_line(chart: Chart) -> str:
    """Return the line that names day and source, or nothing."""
    source = _("Source: %(source)s") % {"source": chart.source} if chart.source else ""
    return " · ".join(filter(None, (moments.in_words(chart.as_of), source)))
