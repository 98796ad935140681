"""``{% load tables %}{% table table %}``: a table on the page, readable without scripts, sortable with them."""

from __future__ import annotations

from typing import Any

from django import template

from keqiao.web.site.tables import Table

register = template.Library()


@register.inclusion_tag("components/table.html")
def table(table: Table) -> dict[str, Any]:
    """Print ``table``."""
    return {"table": table, "rows": table.shown_rows(), "totals": table.totals()}
