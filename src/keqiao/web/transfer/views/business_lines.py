"""Income of platforms by business line in a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.paginator import Page
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from keqiao.web.facts.scopes import Scope
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
        scopes = list(rows)
        return business_lines.city_table(self._figures(scopes), scopes, self._year)

    def context(self, wanted: ListPage, page: Page[Scope]) -> dict[str, Any]:
        """The chart of the platforms on the page."""
        scopes = list(page.object_list)
        below = _("Product development, technical services and incubation together are operating revenue")
        return {
            "subtitle": below,
            "chart": business_lines.city_chart(self._figures(scopes), scopes, self._year),
        }

    def _figures(self, scopes: Sequence[Scope]) -> business_lines.Figures:
        """The figures of scopes; those of the page are read once for table and chart."""
        codes = tuple(scope.code for scope in scopes)
        if codes not in self._read:
            self._read[codes] = business_lines.figures_of(self.request.user, codes, [self._year])
        return self._read[codes]

    @cached_property
    def _read(self) -> dict[tuple[str, ...], business_lines.Figures]:
        return {}

    @property
    def _year(self) -> int:
        return int(self.wanted.value("year"))
