"""The list of users, a user's page, and what the system administrator does to an account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts import handover
from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import PasswordReset, RoleProposal, User
from keqiao.web.accounts.signing_in import factors, sessions
from keqiao.web.administration import forms, selectors
from keqiao.web.administration.services import resets, users
from keqiao.web.administration.services.proposals import propose
from keqiao.web.administration.views.parts import PER_PAGE, attempt, form_page, once, user_of
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.tables import Column, Table

FORM = ["GET", "HEAD", "POST"]


@require_safe
@right_required("accounts.view")
def users_list(request: SignedInRequest) -> HttpResponse:
    """Users that fit the form; search, order and page stand in the address."""
    form = forms.UserSearch(request.GET)
    found = selectors.users_matching(request.user, form.wanted())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    sort = str(form.cleaned_data.get("sort") or "username")
    context = {
        "form": form,
        "page": page,
        "rows": [(user, selectors.state_in_words(user)) for user in page.object_list],
        "heads": [_head(request, key, label, sort) for key, label in _columns()],
        "query": request.GET.urlencode(),
    }
    return render(request, "administration/users.html", context)


def _columns() -> list[tuple[str, str]]:
    """Key and heading of the list's columns; a key that no order knows is not sorted by."""
    return [
        ("username", _("User name")),
        ("name", _("Full name")),
        ("unit", _("Unit")),
        ("roles", _("Roles")),
        ("state", _("State")),
        ("last_login", _("Last sign-in")),
    ]


def _head(request: HttpRequest, key: str, label: str, sort: str) -> dict[str, str]:
    """A heading with the address that sorts by it, the other way round when it is sorted by already."""
    if key not in selectors.ORDERS:
        return {"label": label}
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if sort == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return {"label": label, "url": f"?{query.urlencode()}", "direction": direction}


@require_safe
@right_required("accounts.view")
def users_workbook(request: SignedInRequest) -> HttpResponse:
    """The same users, all pages, as an Excel workbook; taking it is written to the log."""
    found = list(selectors.users_matching(request.user, forms.UserSearch(request.GET).wanted()))
    columns = [Column(key, label, "date" if key == "last_login" else "text") for key, label in _columns()]
    rows = [
        {
            "username": user.username,
            "name": user.display_name,
            "unit": str(user.unit or ""),
            "roles": _(", ").join(str(role) for role in user.roles.all()),
            "state": selectors.state_in_words(user),
            "last_login": user.last_login,
        }
        for user in found
    ]
    table = Table(_("Users"), columns, rows)
    return send_file(request, table, f"{_('Users')}.xlsx", about=Export("accounts.export_users"))


@require_safe
@never_cache
@right_required("accounts.view")
def user_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A user: who, which rights and why, what is proposed or asked for, open work."""
    user = user_of(request, pk)
    context = {
        "shown": user,
        "about": [
            (_("User name"), user.username),
            (_("Full name"), user.display_name),
            (_("Unit"), str(user.unit or "")),
            (_("E-mail"), user.email),
            (_("State"), selectors.state_in_words(user)),
            (_("Roles"), _(", ").join(str(role) for role in user.roles.all()) or _("none")),
        ],
        "held": selectors.rights_held(user),
        "proposal": user.role_proposals.filter(state=RoleProposal.State.OPEN).first(),
        "reset": user.password_resets.filter(state=PasswordReset.State.ASKED).first(),
        "work": handover.open_work(user) if signed_in(request).has_right("accounts.users") else [],
        "system": signed_in(request).has_right("accounts.users") and request.user.pk != user.pk,
        "security": signed_in(request).has_right("accounts.roles") and request.user.pk != user.pk,
        "own": request.user.pk == user.pk,
        "sign_ins": sessions.own_history(user)[:20],
        "factors": user.factors.count(),
        "demanded": factors.is_required(user),
        "open_sessions": len(sessions.own_sessions(user)),
    }
    return render(request, "administration/user.html", context)


@require_safe
@right_required("accounts.view")
def user_rights(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a user may see and do, in words."""
    return _in_words(request, user_of(request, pk), reverse("administration:user", args=[pk]))


@require_safe
@right_required(None)
def own_rights(request: HttpRequest) -> HttpResponse:
    """What I may see and do, in words."""
    return _in_words(request, signed_in(request), "")


def _in_words(request: HttpRequest, user: User, back: str) -> HttpResponse:
    held = selectors.rights_held(user)
    context = {
        "shown": user,
        "sees": [one for one in held if one.reading],
        "does": [one for one in held if not one.reading],
        "missing": selectors.rights_missing(user),
        "back": back,
    }
    return render(request, "administration/rights.html", context)


@require_http_methods(FORM)
@never_cache
@right_required("accounts.users")
def new_user(request: SignedInRequest) -> HttpResponse:
    """A new account; its one-time password is shown once, right after."""
    form = forms.NewUser(request.POST or None)
    made: list[Any] = []

    def create() -> None:
        given = form.cleaned_data
        codes = [role.code for role in given["roles"]]
        made.extend(
            users.create_user(
                request.user, given["username"], given["display_name"], given["unit"], codes, given["email"]
            )
        )

    if request.method == "POST" and attempt(form, create):
        user, password = made
        return once(
            request,
            _("The account has been created"),
            password,
            about=f"{user} ({user.username})",
            label=_("One-time password"),
            advice=_("Hand it over in person. It must be changed at the first sign-in."),
            back=reverse("administration:user", args=[user.pk]),
        )
    return form_page(request, form, _("New user"), _("Create"), back=reverse("administration:users"))


@require_http_methods(FORM)
@right_required("accounts.users")
def edit_user(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, address, unit."""
    user = user_of(request, pk)
    initial = {"display_name": user.display_name, "unit": user.unit and user.unit.code, "email": user.email}
    form = forms.EditUser(request.POST if request.method == "POST" else None, initial=initial)

    def save() -> None:
        given = form.cleaned_data
        users.edit_user(request.user, user, given["display_name"], given["unit"], given["email"])

    if request.method == "POST" and attempt(form, save):
        messages.success(request, _("Saved."))
        return redirect("administration:user", pk)
    lead = _(
        "Another unit changes what the roles reach: they are taken, and proposed to the security administrator anew."
    )
    return form_page(
        request, form, _("Edit user"), _("Save"), back=reverse("administration:user", args=[pk]), lead=lead
    )


@require_http_methods(FORM)
@right_required("accounts.users")
def switch_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch an account off; open work is shown first."""
    user = user_of(request, pk)
    left = handover.open_work(user)
    form = forms.SwitchOffForm(request.POST if request.method == "POST" else None)
    if not left:
        del form.fields["leave_open"]

    def act() -> None:
        given = form.cleaned_data
        users.switch_off(request.user, user, given["reason"], bool(given.get("leave_open")))

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The account has been switched off."))
        return redirect("administration:user", pk)
    return form_page(
        request,
        form,
        _("Switch off %(user)s") % {"user": user},
        _("Switch off"),
        back=reverse("administration:user", args=[pk]),
        work=left,
        danger=True,
        shown=user,
        lead=_(
            "The account signs in no more, its sessions end and its API tokens are revoked. Nothing is deleted."
        ),
    )


@require_http_methods(FORM)
@right_required("accounts.users")
def switch_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """Switch an account on again."""
    user = user_of(request, pk)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: users.switch_on(request.user, user, form.cleaned_data["reason"])
    ):
        messages.success(request, _("The account has been switched on again."))
        return redirect("administration:user", pk)
    title = _("Switch on %(user)s again") % {"user": user}
    return form_page(request, form, title, _("Switch on"), back=reverse("administration:user", args=[pk]))


@require_http_methods(FORM)
@right_required("accounts.users")
def ask_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a reset of the password; the security administrator decides."""
    user = user_of(request, pk)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: resets.ask(request.user, user, form.cleaned_data["reason"])
    ):
        messages.success(request, _("The reset has been asked for. The security administrator decides."))
        return redirect("administration:user", pk)
    title = _("Ask for a password reset of %(user)s") % {"user": user}
    return form_page(request, form, title, _("Ask for it"), back=reverse("administration:user", args=[pk]))


@require_http_methods(FORM)
@right_required("accounts.users")
def propose_roles(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose roles for a user."""
    user = user_of(request, pk)
    initial = {"roles": [role.code for role in user.roles.all()]}
    form = forms.ProposalForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        given = form.cleaned_data
        propose(request.user, user, [role.code for role in given["roles"]], given["reason"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The roles have been proposed. The security administrator decides."))
        return redirect("administration:user", pk)
    title = _("Propose roles for %(user)s") % {"user": user}
    return form_page(request, form, title, _("Propose"), back=reverse("administration:user", args=[pk]))


@require_http_methods(FORM)
@right_required("accounts.users")
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a user's open work to a successor."""
    user = user_of(request, pk)
    pieces = handover.open_work(user)
    data = request.POST if request.method == "POST" else None
    form = forms.HandOverForm(user, pieces, handover.successors(user), data)

    def act() -> None:
        given = form.cleaned_data
        handover.hand_over(request.user, user, given["successor"], given["work"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The work has been handed over."))
        return redirect("administration:user", pk)
    title = _("Hand over the work of %(user)s") % {"user": user}
    back = reverse("administration:user", args=[pk])
    return form_page(request, form, title, _("Hand over"), back=back, empty=not pieces)
