"""Income of platforms by business line in a year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.facts.scopes import CITY, Scope
from keqiao.web.site.lists import Filter, ListPage, ListView
from keqiao.web.site.tables import Table
from keqiao.web.transfer import business_lines

OFFERED = 5
"""Years that can be chosen."""


class BusinessLineList(ListView):
    """The platforms whose figures the reader may see, and last the city; a chart of those on the page."""

    right = "facts.view"
    template_name = "transfer/lines.html"
    export, file_name = "transfer.export_lines", "business-lines"
    orders: ClassVar = {"of": lambda scope: scope.code}

    def filters(self) -> list[Filter]:
        """The year, and words of the name."""
        last = business_lines.last_year()
        years = [(str(year), str(year)) for year in range(last, last - OFFERED, -1)]
        return [
            Filter("year", _("Year"), value=str(last), choices=years, empty=str(last)),
            Filter(
                "q",
                _("Platform"),
                kind="words",
                apply=lambda rows, value: [row for row in rows if value in row.name or value == row.code],
            ),
        ]

    def rows(self, wanted: ListPage) -> list[Scope]:
        """Whose figures the reader may see."""
        return business_lines.readable_scopes(self.request.user)

    def table(self, rows: Iterable[Scope]) -> Table:
        """A row for each."""
        return business_lines.city_table(self.request.user, list(rows), self._year)

    def context(self, wanted: ListPage, page: Page[Scope]) -> dict[str, Any]:
        """The chart of the platforms on the page."""
        on_page = [scope for scope in page.object_list if scope.code != CITY]
        period = Period.of_year(self._year).code
        figures = business_lines.figures_of(
            self.request.user, [scope.code for scope in on_page], [self._year]
        )
        drawn = [
            scope
            for scope in on_page
            if all((code, scope.code, period) in figures for code in business_lines.LINES)
        ]
        return {
            "subtitle": _(
                "Product development, technical services and incubation together are operating revenue"
            ),
            "chart": business_lines.line_chart(
                figures, [(scope.code, period) for scope in drawn], [scope.name for scope in drawn]
            )
            if drawn
            else None,
        }

    @property
    def _year(self) -> int:
        return int(self.wanted.value("year"))
