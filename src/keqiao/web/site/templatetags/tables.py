"""``{% load tables %}{% table table %}``: a table on the page, readable without scripts, sortable with them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.punctuation import in_brackets
from keqiao.web.site.tables import Table
from keqiao.web.site.tables.definition import PageCell
from keqiao.web.site.templatetags.components import badge

register = template.Library()


@register.inclusion_tag("components/table.html")
def table(table: Table) -> dict[str, Any]:
    """Print ``table``."""
    return {
        "table": table,
        "rows": table.shown_rows(),
        "totals": table.totals(),
        "demonstration": is_demonstration(),
    }


@register.simple_tag
def cell(
    cell: PageCell, head: bool = False, sortable: bool = False, back: str = "", word: str = ""
) -> SafeString:
    """Print one cell of a row: the heading of the row where ``head``; ``sortable`` with what the browser sorts by.

    ``back``: the address that the page behind a heading leads back to; ``word``: a mark behind the text.
    """
    attributes = format_html(' class="{}"', cell.css) if cell.css else SafeString()
    if sortable:
        attributes += format_html(' data-value="{}"', cell.sort)
    if cell.label:
        attributes += format_html(' data-label="{}"', cell.label)
    if cell.title:
        attributes += format_html(' title="{}"', cell.title)
    content = _lit(cell, _linked(cell, f"?next={quote(back, safe='')}" if back and head else ""))
    for mark in (cell.mark, word):
        if mark:
            content += mark_safe(" ") + badge(mark, "watch")
    if head:
        return format_html('<th scope="row"{}>{}</th>', attributes, content)
    return format_html("<td{}>{}</td>", attributes, content)


def _linked(cell: PageCell, query: str) -> SafeString:
    if cell.url:
        return format_html('<a href="{}{}">{}</a>', cell.url, query, cell.text)
    return format_html("{}", cell.text)


def _lit(cell: PageCell, content: SafeString) -> SafeString:
    if not cell.light:
        return content
    hidden = format_html('<span class="visually-hidden">{}</span>', cell.light_word)
    if not cell.text:
        return format_html('<span class="light light-{}">{}{}</span>', cell.light, hidden, content)
    hidden = format_html('<span class="visually-hidden">{}</span>', in_brackets(cell.light_word))
    return format_html('<span class="light light-{}">{}{}</span>', cell.light, content, hidden)
