"""``{% load charts %}{% chart chart %}``: a figure with its drawing, its table view and its downloads."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from keqiao.web.charts import signed
from keqiao.web.charts.definition import Chart
from keqiao.web.charts.option import echarts_option, source_line, unit_line
from keqiao.web.charts.table import chart_table
from keqiao.web.site.demonstration import is_demonstration

register = template.Library()

# Inside a script element only these end it or begin another one; as JSON escapes they are the same text.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.inclusion_tag("charts/chart.html", takes_context=True)
def chart(context: template.Context, chart: Chart, size: str = "") -> dict[str, Any]:
    """Show a chart; `size` (s, m or l) overrides the chart's own."""
    return {
        "chart": chart,
        "demonstration": is_demonstration(),
        "size": size if size in {"s", "m", "l"} else chart.size,
        "unit_line": unit_line(chart),
        "source_line": source_line(chart),
        "spoken": _("%(title)s. Drawing; the same figures stand in the table below it.")
        % {"title": chart.title},
        "option": "" if chart.is_empty else script_json(echarts_option(chart)),
        "table": chart_table(chart),
        "signed": "" if chart.is_empty else signed.sign(chart),
        "csrf_token": context.get("csrf_token", ""),
    }


def script_json(data: object) -> SafeString:
    """Return data as JSON that can stand inside a script element, whatever labels it holds."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - <, > and & are escaped in the line above
