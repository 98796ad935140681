"""The list of users, a user's page, and what the system administrator does to an account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts import handover
from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import PasswordReset, Role, RoleProposal, Unit, User
from keqiao.web.accounts.signing_in import factors, sessions
from keqiao.web.administration import forms, selectors
from keqiao.web.administration.services import resets, users
from keqiao.web.administration.services.proposals import propose
from keqiao.web.administration.views.parts import attempt, form_page, once, user_of
from keqiao.web.site.lists import Filter, ListPage, ListView, with_value
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.tables import Cell, Column, Table

FORM = ["GET", "HEAD", "POST"]


class UserList(ListView):
    """The users that the reader may see."""

    right = "accounts.view"
    template_name = "administration/users.html"
    export, file_name = "accounts.export_users", "users"
    orders: ClassVar = {
        "username": "username",
        "name": ("display_name", "username"),
        "unit": ("unit__code", "username"),
        "state": ("-is_active", "username"),
        "last_login": ("last_login", "username"),
    }

    def filters(self) -> list[Filter]:
        """Words, unit, role, state."""
        units = [(unit.code, str(unit)) for unit in Unit.objects.all()]
        roles = [(role.code, str(role)) for role in Role.objects.all()]
        states = selectors.state_choices()
        return [
            Filter("q", _("Name, user name or unit"), kind="words", apply=selectors.users_with),
            Filter("unit", _("Unit"), choices=units, apply=with_value("unit__code")),
            Filter("role", _("Role"), choices=roles, apply=with_value("roles__code")),
            Filter("state", _("State"), choices=states, apply=selectors.users_in),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[User]:
        """The users by user name."""
        return selectors.users_visible_to(self.request.user).order_by("username", "pk")

    def table(self, rows: Iterable[User]) -> Table:
        """Print them; the user name leads to the page of the user."""
        columns = [
            Column("username", _("User name")),
            Column("name", _("Full name")),
            Column("unit", _("Unit")),
            Column("roles", _("Roles")),
            Column("state", _("State")),
            Column("last_login", _("Last sign-in"), "date"),
        ]
        lines = [
            {
                "username": Cell(user.username, url=reverse("administration:user", args=[user.pk])),
                "name": user.display_name,
                "unit": str(user.unit or ""),
                "roles": _(", ").join(str(role) for role in user.roles.all()),
                "state": selectors.state_in_words(user),
                "last_login": user.last_login,
            }
            for user in rows
        ]
        return Table(_("Users"), columns, lines, name="users", stacked=True)


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
        "sees": [right for right in held if right.reading],
        "does": [right for right in held if not right.reading],
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
        fields = form.cleaned_data
        codes = [role.code for role in fields["roles"]]
        made.extend(
            users.create_user(
                request.user,
                fields["username"],
                fields["display_name"],
                fields["unit"],
                codes,
                fields["email"],
            )
        )

    if request.method == "POST" and attempt(form, create):
        user, password = made
        return once(
            request,
            _("The account has been created"),
            password,
            about=bracketed(user, user.username),
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
        fields = form.cleaned_data
        users.edit_user(request.user, user, fields["display_name"], fields["unit"], fields["email"])

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
        fields = form.cleaned_data
        users.switch_off(request.user, user, fields["reason"], bool(fields.get("leave_open")))

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
    form = forms.RoleProposalForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        fields = form.cleaned_data
        propose(request.user, user, [role.code for role in fields["roles"]], fields["reason"])

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
        fields = form.cleaned_data
        handover.hand_over(request.user, user, fields["successor"], fields["work"])

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The work has been handed over."))
        return redirect("administration:user", pk)
    title = _("Hand over the work of %(user)s") % {"user": user}
    back = reverse("administration:user", args=[pk])
    return form_page(request, form, title, _("Hand over"), back=back, empty=not pieces)
