"""The list of alliances with their light."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from keqiao.web.alliances.models import Alliance
from keqiao.web.alliances.rights import KEEP, VIEW
from keqiao.web.alliances.selectors import activity_of, alliances_for
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Cell, Column, Table


def _words(rows: Any, text: str) -> Any:
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(name_en__icontains=word))
    return rows


class AllianceList(ListView):
    """Alliances by name."""

    right = VIEW
    template_name = "alliances/list.html"
    export = "alliances.export"
    file_name = "alliances"
    orders: ClassVar = {
        "name": "name",
        "active_on": "active_on",
        "size": "size",
        "held": "held",
        "founded_on": "founded_on",
    }

    def filters(self) -> list[Filter]:
        """Words."""
        return [Filter("words", _("Words"), kind="words", apply=_words)]

    def rows(self, wanted: ListPage) -> QuerySet[Alliance]:
        """The alliances."""
        return alliances_for(self.request.user)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        columns = [
            Column("name", _("Alliance")),
            Column("activity", _("Meets")),
            Column("active_on", _("Last gathering"), "date"),
            Column("held", _("Gatherings held"), "number"),
            Column("size", _("Members"), "number"),
            Column("secretary", _("Secretary")),
            Column("cluster", _("Industry cluster")),
            Column("founded_on", _("Founded on"), "date"),
        ]
        cells = []
        for row in rows:
            activity = activity_of(row.active_on)
            cells.append(
                {
                    "name": Cell(str(row), url=row.get_absolute_url()),
                    "activity": Cell(activity.light, text=activity.words, light=activity.light),
                    "active_on": row.active_on if row.held else None,
                    "held": row.held,
                    "size": row.size,
                    "secretary": str(row.secretary),
                    "cluster": str(row.cluster or ""),
                    "founded_on": row.founded_on,
                }
            )
        return Table(_("Alliances"), columns, cells, name="alliances", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whether the reader records alliances."""
        return {"may_found": self.request.user.scope_for(KEEP) == "all"}
