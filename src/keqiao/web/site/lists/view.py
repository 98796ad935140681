"""A list as a page: what a room declares of it, and the same way for all of them to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.site.downloads import Export
from keqiao.web.site.lists.page import MOST_EXPORTED, PER_PAGE, Filter, ListPage, Order
from keqiao.web.site.tables import Table


class ListView(RightRequired, View):
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

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the page that the address asks for, or hand out the workbook of all its pages."""
        wanted = ListPage(
            request,
            self.filters(),
            self.orders,
            per_page=self.per_page,
            most_exported=self.most_exported,
            paginator=self.paginator,
        )
        rows = wanted.select(self.rows(wanted))
        if wanted.wants_file and self.may_export():
            about = Export(self.export, self.exported_object())
            return wanted.send(self.workbook_table(wanted.exported(rows)), f"{self.file_name}.xlsx", about)
        page = wanted.page(rows)
        context = wanted.context(page, self.table(page.object_list))
        if not self.may_export():
            context["export"] = ""
        more = {"here": request.get_full_path()} | self.context(wanted, page)
        return render(request, self.template_name, context | more)
