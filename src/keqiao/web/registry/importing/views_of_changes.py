"""Pages of sets of changes: the list, one set with its rows, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.registry.changes.history import sets_visible_to, steps_in_words
from keqiao.web.registry.changes.reversal import obstacles
from keqiao.web.registry.changes.reversal import undo as take_back
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models.changes import ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table

PER_PAGE = 50
INVALID = 422


class ChangeList(ListView):
    """The sets of changes that the reader may see, newest first."""

    right = "registry.view"
    export, file_name = "registry.export", "changes"
    orders: ClassVar = {
        "at": "at",
        "register": ("register", "-at"),
        "kind": ("kind", "-at"),
        "by": ("by__display_name", "by__username", "-at"),
    }

    def filters(self) -> list[Filter]:
        """The register, the way, who, and words of the reason or the file."""
        return [
            Filter(
                "register",
                _("Register"),
                choices=[(register.key, str(register.title)) for register in REGISTERS.values()],
                apply=with_value("register"),
            ),
            Filter("kind", _("Way"), choices=in_words(ChangeSet.Kind), apply=with_value("kind")),
            Filter("user", _("User"), kind="words", apply=with_words("by__username", "by__display_name")),
            Filter("q", _("Reason or file"), kind="words", apply=with_words("reason", "file_name")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[ChangeSet]:
        """Those of the own unit, or all."""
        return sets_visible_to(self.request.user).order_by("-at", "-pk")

    def table(self, rows: Iterable[ChangeSet]) -> Table:
        """Print them; the time leads to the rows."""
        columns = [
            Column("at", _("Time"), "date"),
            Column("register", _("Register")),
            Column("kind", _("Way")),
            Column("by", _("User")),
            Column("size", _("Rows"), "number"),
            Column("reason", _("Reason or file")),
        ]
        printed = [
            {
                "at": Cell(row.at, url=reverse("registry:change_set", args=[row.pk])),
                "register": _title(row),
                "kind": row.get_kind_display(),
                "by": str(row.by),
                "size": row.size,
                "reason": Cell(
                    row.reason or row.file_name, mark=_("undone") if getattr(row, "undone_by", None) else ""
                ),
            }
            for row in rows
        ]
        return Table(_("Changes of the registers"), columns, printed, name="changes", stacked=True)


@require_safe
@right_required("registry.view")
def change_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """One set: who, when, why, from which file, and each row before and after."""
    return _set_page(request, _set(request, pk))


@require_POST
@right_required(*EDIT_RIGHTS)
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the set back as a whole."""
    change_set = _set(request, pk)
    reason = request.POST.get("reason", "").replace("\0", "")[:300].strip()
    try:
        made = take_back(request.user, change_set, reason)
    except ValidationError as error:
        return _set_page(request, change_set, error.messages)
    return redirect("registry:change_set", pk=made.pk)


def _set(request: SignedInRequest, pk: int) -> ChangeSet:
    change_set: ChangeSet = get_object_or_404(sets_visible_to(request.user).select_related("undoes"), pk=pk)
    return change_set


def _set_page(
    request: SignedInRequest, change_set: ChangeSet, refused: list[str] | None = None
) -> HttpResponse:
    rows = change_set.changes.select_related("change_set__by").order_by("pk")
    page = ListPage(request, per_page=PER_PAGE).page(rows)
    user: Actor = request.user
    may = user.scope_for(EDIT_RIGHTS[0]) == "all" or (
        change_set.by_id == user.pk and any(user.has_right(right) for right in EDIT_RIGHTS)
    )
    context: dict[str, Any] = {
        "found": change_set,
        "title": _title(change_set),
        "page": page,
        "steps": steps_in_words(page.object_list, Viewer.of(user)),
        "undone_by": getattr(change_set, "undone_by", None),
        "may_undo": may,
        "obstacles": obstacles(change_set)[:20] if may else [],
        "refused": refused,
    }
    return render(request, "registry/importing/change_set.html", context, status=INVALID if refused else 200)


def _title(change_set: ChangeSet) -> str:
    return REGISTERS[change_set.register].title if change_set.register in REGISTERS else change_set.register
