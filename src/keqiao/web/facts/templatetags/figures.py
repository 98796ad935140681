"""``{% load figures %}``: ``{% figure fig %}`` in a line, ``{% figure_card fig %}`` in a grid; both are links."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from keqiao.web.facts.figures import BY_HAND, Figure, about_by_hand
from keqiao.web.facts.models import Measure
from keqiao.web.site.numbers import number

register = template.Library()


@register.simple_tag
def figure(figure: Figure | None) -> SafeString | str:
    """Print value, unit and period as a link; a figure that may not be seen is a dash with the reason."""
    if figure is None:
        return "—"
    if figure.is_refused:
        return format_html('<span class="figure-inline" title="{}">—</span>', figure.reason)
    return format_html(
        '<a class="figure-inline" href="{}">'
        '<span class="figure-value">{}</span><span class="figure-unit">{}</span></a> '
        '<span class="figure-period">{}</span>{}',
        figure.url,
        figure.text,
        figure.unit if figure.value is not None else "",
        figure.when,
        by_hand(figure),
    )


@register.simple_tag
def by_hand(of: Any) -> SafeString | str:
    """Print the mark of what says ``is_by_hand`` of itself (a figure, a fact, a line of a form); nothing for others."""
    if not getattr(of, "is_by_hand", False):
        return ""
    return format_html(' <span class="mark mark-watch" title="{}">{}</span>', about_by_hand(), BY_HAND)


@register.simple_tag
def amount(measure: Measure, value: Decimal | None) -> str:
    """Print a stored value in the unit that pages show."""
    return f"{number(measure.in_display_unit(value), measure.decimals)} {measure.display_unit}"


@register.inclusion_tag("facts/figure_card.html")
def figure_card(figure: Figure, label: str = "") -> dict[str, Any]:
    """Print a figure as a card with its change over a year."""
    return {"figure": figure, "label": label or str(figure.measure)}
