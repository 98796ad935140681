"""Parts of a list's page: ``{% list_filters list label %}``, ``{% list_headings headings %}``, ``{% list_table %}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from keqiao.web.site.demonstration import is_demonstration
from keqiao.web.site.lists import Heading, ListPage

register = template.Library()


@register.inclusion_tag("components/list_filters.html", takes_context=True)
def list_filters(context: template.Context, list: ListPage, label: Any) -> dict[str, Any]:
    """The filters of ``list`` and its columns as a form, called ``label`` for who cannot see it."""
    return {"list": list, "label": label, "columns": context.get("columns")}


@register.inclusion_tag("components/list_headings.html")
def list_headings(headings: Sequence[Heading]) -> dict[str, Any]:
    """The cells of a row of headings, each with the address that sorts by it."""
    return {"headings": headings}


@register.inclusion_tag("components/list_table.html", takes_context=True)
def list_table(context: template.Context) -> dict[str, Any]:
    """The rows of the list of the page: caption, headings, cells; ``here`` leads back from a row's page."""
    return {name: context.get(name) for name in ("table", "headings", "rows", "here")} | {
        "demonstration": is_demonstration()
    }
