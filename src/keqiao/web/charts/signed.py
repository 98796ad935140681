"""A chart as a signed text: what a page hands out, to come back when its picture is asked for.

The server draws only charts that it has itself put on a page, so the address of pictures is no renderer for strangers;
and whoever holds the text has already seen every figure in it.
"""

from __future__ import annotations

from django.core import signing

from keqiao.web.charts.definition import Chart, ChartError

SALT = "keqiao.web.charts"
VALID_SECONDS = 2 * 24 * 3600
"""A page left open longer must be loaded anew before its pictures can be fetched."""


def sign(chart: Chart) -> str:
    """Return the chart as a compressed, signed text."""
    return signing.dumps(chart.to_dict(), salt=SALT, compress=True)


def unsign(text: str) -> Chart:
    """Return the chart of a signed text; raises ChartError if it was altered, is too old, or is no chart."""
    try:
        data = signing.loads(text, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise ChartError("The chart's signature does not hold, or is too old") from error
    if not isinstance(data, dict):
        raise ChartError("Not a chart")
    return Chart.from_dict(data)
