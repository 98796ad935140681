"""A list as a page: what a room declares of it, and the same way for all of them to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.site.downloads import Export
from keqiao.web.site.file_offers import FileOffer, MadeFile, Watched
from keqiao.web.site.lists.page import MOST_AT_ONCE, MOST_EXPORTED, PER_PAGE, Filter, ListPage, Order
from keqiao.web.site.tables import Table
from keqiao.web.site.watcher import Watcher


class ListView(FileOffer, RightRequired, View):
    """A list page: ``rows`` of the database or computed, narrowed and ordered by the address, printed by ``table``.

    ``export``: the act that the audit log keeps when the workbook is taken; without it there is none. A test opens
    every list as every role, with each of its filters and orders, and compares its workbook with its pages.
    """

    request: SignedInRequest
    template_name = "list.html"
    orders: ClassVar[Mapping[str, Order]] = {}
    export = ""
    file_name = "list"
    per_page = PER_PAGE
    most_exported = MOST_EXPORTED
    paginator: type[Paginator] = Paginator

    def filters(self) -> Sequence[Filter]:
        """The filters of the list, for this reader."""
        return ()

    def rows(self, wanted: ListPage) -> Any:
        """All rows that the reader may see, in the order of the list: a query set, or a list of computed rows."""
        raise NotImplementedError

    def table(self, rows: Iterable[Any]) -> Table:
        """The rows as a table."""
        raise NotImplementedError

    def workbook_table(self, rows: Iterable[Any]) -> Table:
        """The rows as the workbook holds them."""
        return self.table(rows)

    def may_export(self) -> bool:
        """Whether this reader may take the workbook."""
        return bool(self.export)

    def exported_object(self) -> Any:
        """What the audit log names as taken."""
        return self.file_name

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """What the page shows besides: ``subtitle``, ``crumbs``, and what its own template needs."""
        return {}

    @cached_property
    def wanted(self) -> ListPage:
        """What the address asks for."""
        return ListPage(
            self.request,
            self.filters(),
            self.orders,
            per_page=self.per_page,
            most_exported=self.most_exported,
            paginator=self.paginator,
        )

    @cached_property
    def _selected(self) -> Any:
        """The rows that the address asks for."""
        return self.wanted.select(self.rows(self.wanted))

    @cached_property
    def _total(self) -> int:
        """How many rows the address asks for."""
        rows = self._selected
        return len(rows) if isinstance(rows, list) else int(rows.order_by().count())

    def takes_long(self) -> bool:
        """Whether the workbook has more rows than are written at once."""
        return min(self._total, self.most_exported) > MOST_AT_ONCE

    def make(self, watcher: Watcher) -> MadeFile:
        """The workbook of all pages, which says so where it does not hold all rows."""
        rows = self.wanted.exported(self._selected)
        table = self.workbook_table(Watched(rows, watcher, 0.05, 0.5))
        if self._total > self.most_exported:
            sentence = _("The first %(most)d of %(total)d rows; narrow the list for the others.")
            note = sentence % {"most": self.most_exported, "total": self._total}
            table = replace(table, note=f"{table.note} {note}".strip())
        return MadeFile(self.wanted.narrowed(table), f"{self.file_name}.xlsx", self.about())

    def label(self) -> str:
        """The title of the list."""
        return self.table(()).title

    def about(self) -> Export:
        """What the audit log keeps of the workbook."""
        return self.wanted.about(Export(self.export, self.exported_object()))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the page that the address asks for, or hand out the workbook of all its pages."""
        wanted, rows = self.wanted, self._selected
        if wanted.wants_file and self.may_export():
            return self.hand_out()
        page = wanted.page(rows)
        context = wanted.context(page, self.table(page.object_list))
        if not self.may_export():
            context["export"] = ""
        more = {"here": request.get_full_path()} | self.context(wanted, page)
        return render(request, self.template_name, context | more)
