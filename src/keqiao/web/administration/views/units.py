"""Units as pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import Unit
from keqiao.web.administration import forms, selectors
from keqiao.web.administration.services.units import save_unit
from keqiao.web.administration.views.parts import PER_PAGE, attempt, form_page
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.tables import Cell, Column, Table

FORM = ["GET", "HEAD", "POST"]


@require_safe
@right_required("accounts.view")
def units_list(request: HttpRequest) -> HttpResponse:
    """Units that fit the form; ``?format=xlsx`` is the workbook of all of them."""
    form = forms.UnitSearch(request.GET)
    found = selectors.units_matching(form.wanted())
    if request.GET.get("format") == "xlsx":
        return send_file(request, _table(found), f"{_('Units')}.xlsx", about=Export("accounts.export_units"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["format"] = "xlsx"
    table = _table(page.object_list, f"?{query.urlencode()}", signed_in(request).has_right("accounts.users"))
    context = {
        "form": form,
        "page": page,
        "table": table,
        "system": signed_in(request).has_right("accounts.users"),
    }
    return render(request, "administration/units.html", context)


def _table(units: object, download_url: str = "", editable: bool = False) -> Table:
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
            "users": Cell(
                unit.active_users,
                url=f"{reverse('administration:users')}?unit={unit.code}" if download_url else "",
            ),
            "state": pgettext("unit", "in use") if unit.is_active else pgettext("unit", "closed"),
        }
        for unit in units  # type: ignore[attr-defined]
    ]
    return Table(_("Units"), columns, rows, name="units", download_url=download_url)


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
