"""Units as pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import Unit
from keqiao.web.administration import forms, selectors
from keqiao.web.administration.services.units import save_unit
from keqiao.web.administration.views.parts import attempt, form_page
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table

FORM = ["GET", "HEAD", "POST"]


class UnitList(ListView):
    """The units with the number of their active users."""

    right = "accounts.view"
    template_name = "administration/units.html"
    export, file_name = "accounts.export_units", "units"
    orders: ClassVar = {
        "code": "code",
        "name": "name",
        "name_en": "name_en",
        "kind": ("kind", "code"),
        "users": ("active_users", "code"),
        "state": ("-is_active", "code"),
    }

    def filters(self) -> list[Filter]:
        """Words, kind, state."""
        states = [("open", pgettext("unit", "in use")), ("closed", pgettext("unit", "closed"))]
        words = with_words("code", "name", "name_en")
        return [
            Filter("q", _("Code or name"), kind="words", apply=words),
            Filter("kind", _("Kind"), choices=in_words(Unit.Kind), apply=with_value("kind")),
            Filter("state", _("State"), choices=states, apply=_in_state),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Unit]:
        """The units by code."""
        return selectors.units_with_counts()

    def table(self, rows: Iterable[Unit]) -> Table:
        """Print them; the code leads to the form for those who may edit."""
        return _table(rows, signed_in(self.request).has_right("accounts.users"))


def _in_state(units: QuerySet[Unit], state: str) -> QuerySet[Unit]:
    return units.filter(is_active=state == "open")


def _table(units: Iterable[Any], editable: bool) -> Table:
    """Units as a table; the name leads to the form for those who may edit."""
    columns = [
        Column("code", pgettext("unit", "Code")),
        Column("name", pgettext("unit", "Name")),
        Column("name_en", _("English name")),
        Column("kind", _("Kind")),
        Column("users", _("Active users"), "number"),
        Column("state", _("State")),
    ]
    rows = [
        {
            "code": Cell(
                unit.code, url=reverse("administration:edit_unit", args=[unit.pk]) if editable else ""
            ),
            "name": unit.name,
            "name_en": unit.name_en,
            "kind": unit.get_kind_display(),
            "users": Cell(unit.active_users, url=f"{reverse('administration:users')}?unit={unit.code}"),
            "state": pgettext("unit", "in use") if unit.is_active else pgettext("unit", "closed"),
        }
        for unit in units
    ]
    return Table(_("Units"), columns, rows, name="units", stacked=True)


@require_http_methods(FORM)
@right_required("accounts.users")
def new_unit(request: SignedInRequest) -> HttpResponse:
    """Create a unit."""
    form = forms.UnitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, lambda: save_unit(request.user, form.instance)):
        messages.success(request, _("Saved."))
        return redirect("administration:units")
    return form_page(
        request, form, _("New unit"), _("Create"), back=reverse("administration:units"), tab="units"
    )


@require_http_methods(FORM)
@right_required("accounts.users")
def edit_unit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Edit, close or open a unit."""
    unit = get_object_or_404(Unit, pk=pk)
    form = forms.UnitForm(request.POST if request.method == "POST" else None, instance=unit)
    if request.method == "POST" and attempt(form, lambda: save_unit(request.user, form.instance)):
        messages.success(request, _("Saved."))
        return redirect("administration:units")
    return form_page(
        request, form, _("Edit unit"), _("Save"), back=reverse("administration:units"), tab="units"
    )
