"""The notices of a user: the list, one opened, all marked as seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.notices.kinds import kind_of
from keqiao.web.notices.models import Notice
from keqiao.web.notices.services import mark_seen
from keqiao.web.site.lists import Filter, ListPage, ListView, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table


class NoticeList(ListView):
    """The reader's notices, the newest first; ``?unseen=1`` only those that were not opened."""

    right = None
    export, file_name = "notices.export", "notices"
    template_name = "notices/notices.html"
    orders: ClassVar = {"at": "at", "kind": ("kind", "-at")}

    def filters(self) -> list[Filter]:
        """Words of what a notice is about, its kind, whether it was opened."""
        own = Notice.objects.visible_to(self.request.user).order_by()
        kinds = sorted(own.values_list("kind", flat=True).distinct())
        return [
            Filter("q", _("What it is about"), kind="words", apply=with_words("about")),
            Filter(
                "kind",
                _("Kind"),
                choices=[(kind, str(kind_of(kind).words)) for kind in kinds],
                apply=with_value("kind"),
            ),
            Filter(
                "unseen", pgettext("notice", "Opened"), choices=[("1", _("not opened yet"))], apply=_unseen
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Notice]:
        """The own ones."""
        return Notice.objects.visible_to(self.request.user)

    def table(self, rows: Iterable[Notice]) -> Table:
        """Print them; each leads to what it speaks of."""
        columns = [
            Column("at", _("Time"), "date"),
            Column("kind", _("Kind")),
            Column("notice", _("Notice")),
        ]
        printed = [
            {
                "at": notice.at,
                "kind": str(notice.kind_of.words),
                "notice": Cell(
                    notice.words,
                    url=reverse("notices:open", args=[notice.pk]),
                    mark="" if notice.seen_at else _("new"),
                ),
            }
            for notice in rows
        ]
        return Table(_("Notices"), columns, printed, name="notices", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """How many were not opened."""
        unseen = _unseen(Notice.objects.visible_to(self.request.user), "1").count()
        text = ngettext("%(count)s not opened yet", "%(count)s not opened yet", unseen)
        return {"unseen": unseen, "subtitle": text % {"count": unseen}}


def _unseen(rows: QuerySet[Notice], value: str) -> QuerySet[Notice]:
    return rows.filter(seen_at=None)


@require_safe
@right_required(None)
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open what a notice speaks of; from now on it has been seen."""
    own = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    if request.method == "GET":
        mark_seen(request.user, own.pk)
    return redirect(own.link)


@require_POST
@right_required(None)
def all_seen(request: SignedInRequest) -> HttpResponse:
    """Mark all notices of the reader as seen."""
    mark_seen(request.user)
    return redirect("notices:list")
