"""The picture of a spread: scores on a line from 0 to 100, the range, the result. Plain SVG without inline style."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from keqiao.web.experts.tally import ScoreTally, short
from keqiao.web.site import numbers

HEIGHT = 14
MIDDLE = 7
"""In units of one point: the picture is 100 wide."""


def range_bar(result: ScoreTally) -> SafeString:
    """Return the picture of the scores of a platform; what is cut off is hollow, the result is the tall line."""
    if result.lowest is None or result.highest is None:
        return SafeString("")
    sentence = _("From %(low)s to %(high)s, result %(value)s") % {
        "low": short(result.lowest),
        "high": short(result.highest),
        "value": numbers.number(result.value, 2),
    }
    last = result.count - result.trim
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="1.6" fill="{}" stroke="currentColor" stroke-width="0.6"/>',
        (
            (f"{points:f}", MIDDLE, "currentColor" if result.trim <= place < last else "none")
            for place, points in enumerate(result.scores)
        ),
    )
    line = (
        format_html(
            '<line x1="{0}" x2="{0}" y1="1" y2="13" stroke="currentColor" stroke-width="0.9"/>',
            f"{result.value:f}",
        )
        if result.value is not None
        else ""
    )
    return format_html(
        '<svg class="range-bar text-primary" viewBox="-3 0 106 {height}" width="212" height="28" role="img" '
        'aria-label="{said}"><title>{said}</title>'
        '<line x1="0" x2="100" y1="{middle}" y2="{middle}" stroke="currentColor" stroke-opacity="0.25"/>'
        '<rect x="{low}" y="5" width="{width}" height="4" fill="currentColor" fill-opacity="0.3"/>{line}{dots}</svg>',
        height=HEIGHT,
        middle=MIDDLE,
        said=sentence,
        low=f"{result.lowest:f}",
        width=f"{result.highest - result.lowest:f}",
        line=line,
        dots=dots,
    )
