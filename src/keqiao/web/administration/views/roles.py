"""Roles as pages, and giving them to users: the security administrator's work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.holders import roles_with
from keqiao.web.accounts.models import Role
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.roles import unheld_rights
from keqiao.web.administration import forms, selectors
from keqiao.web.administration.services import roles
from keqiao.web.administration.views.parts import attempt, form_page, user_of
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table

FORM = ["GET", "HEAD", "POST"]


class RoleList(ListView):
    """Every role with its rights in words."""

    right = "accounts.view"
    template_name = "administration/roles.html"
    export, file_name = "accounts.export_roles", "roles"
    orders: ClassVar = {
        "role": ("name", "code"),
        "code": "code",
        "scope": ("scope", "code"),
        "mfa": ("-mfa_required", "code"),
        "users": ("active_users", "code"),
    }

    def filters(self) -> list[Filter]:
        """Words, the scope, a right that the role gives."""
        rights = sorted(((right, str(words)) for right, words in RIGHTS.items()), key=lambda pair: pair[1])
        return [
            Filter("q", _("Code or name"), kind="words", apply=with_words("code", "name", "name_en")),
            Filter("scope", _("Scope"), choices=in_words(Role.Scope), apply=with_value("scope")),
            Filter("right", _("Rights"), choices=rights, apply=_with_right),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Role]:
        """The roles by code."""
        return selectors.roles_with_counts()

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them; the name leads to the page of the role."""
        columns = [
            Column("role", _("Role")),
            Column("code", pgettext("role", "Code")),
            Column("scope", _("Scope")),
            Column("rights", _("Rights")),
            Column("mfa", _("Second factor")),
            Column("users", _("Active users"), "number"),
        ]
        printed = [
            {
                "role": Cell(str(role), url=reverse("administration:role", args=[role.code])),
                "code": role.code,
                "scope": role.get_scope_display(),
                "rights": _(", ").join(str(RIGHTS.get(right, right)) for right in role.rights),
                "mfa": _("required") if role.mfa_required else "",
                "users": role.active_users,
            }
            for role in rows
        ]
        return Table(_("Roles"), columns, printed, name="roles", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Rights that nobody has."""
        subtitle = _("A right is given by a role only; three administrators are separate")
        return {"subtitle": subtitle, "unheld": _unheld()}


def _with_right(rows: QuerySet[Role], right: str) -> QuerySet[Role]:
    return rows.filter(pk__in=roles_with(right).values("pk"))


def _unheld() -> list[tuple[str, str]]:
    """Rights that no role holds, in words, and the roles that they were made for."""
    names = {role.code: str(role) for role in Role.objects.all()}
    return [
        (str(RIGHTS[right]), _(", ").join(names.get(code, code) for code in codes))
        for right, codes in unheld_rights().items()
    ]


@require_safe
@right_required("accounts.view")
def role_page(request: SignedInRequest, code: str) -> HttpResponse:
    """A role: what it allows, how far, and who holds it."""
    role = get_object_or_404(Role, code=code)
    columns = [
        Column("user", _("User name")),
        Column("name", _("Full name")),
        Column("unit", _("Unit")),
        Column("state", _("State")),
    ]
    holders = selectors.users_visible_to(request.user).filter(roles=role)
    rows = [
        {
            "user": Cell(user.username, url=reverse("administration:user", args=[user.pk])),
            "name": user.display_name,
            "unit": str(user.unit or ""),
            "state": selectors.state_in_words(user),
        }
        for user in holders.order_by("username")
    ]
    context = {
        "role": role,
        "about": [
            (pgettext("role", "Code"), role.code),
            (_("Scope"), role.get_scope_display()),
            (_("Second factor"), _("required") if role.mfa_required else _("not required")),
            (_("Rights"), _(", ").join(str(RIGHTS.get(right, right)) for right in role.rights) or _("none")),
        ],
        "table": Table(_("Users with this role"), columns, rows, name="holders"),
        "security": signed_in(request).has_right("accounts.roles"),
    }
    return render(request, "administration/role.html", context)


@require_http_methods(FORM)
@right_required("accounts.roles")
def new_role(request: SignedInRequest) -> HttpResponse:
    """Define a role."""
    form = forms.RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, lambda: roles.define_role(request.user, form.instance)):
        messages.success(request, _("Saved."))
        return redirect("administration:role", form.instance.code)
    return form_page(
        request, form, _("New role"), _("Create"), back=reverse("administration:roles"), tab="roles"
    )


@require_http_methods(FORM)
@right_required("accounts.roles")
def edit_role(request: SignedInRequest, code: str) -> HttpResponse:
    """Change a role; it holds at once for all who have it."""
    role = get_object_or_404(Role, code=code)
    form = forms.RoleForm(request.POST if request.method == "POST" else None, instance=role)
    if request.method == "POST" and attempt(form, lambda: roles.change_role(request.user, form.instance)):
        messages.success(request, _("Saved."))
        return redirect("administration:role", code)
    count = role.users.filter(is_active=True).count()
    lead = _("A change holds at once for all %(count)d users with this role.") % {"count": count}
    back = reverse("administration:role", args=[code])
    return form_page(request, form, _("Edit role"), _("Save"), back=back, lead=lead, tab="roles")


@require_http_methods(FORM)
@right_required("accounts.roles")
def user_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take roles of one user away."""
    user = user_of(request, pk)
    initial = {"roles": [role.code for role in user.roles.all()]}
    form = forms.RolesForm(
        request.POST if request.method == "POST" else None, initial=initial, choices=user.roles.all()
    )

    def act() -> None:
        roles.reduce_roles(request.user, user, [role.code for role in form.cleaned_data["roles"]])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("Saved."))
        return redirect("administration:user", pk)
    title = _("Roles of %(user)s") % {"user": user}
    lead = _(
        "Tick what stays. New roles are proposed by the system administrator and given under “Proposed roles”."
    )
    return form_page(
        request, form, title, _("Save"), lead=lead, back=reverse("administration:user", args=[pk])
    )
