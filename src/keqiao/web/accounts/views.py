"""Signing in and out, changing the password, and the list of users for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from keqiao.web.accounts import selectors, witness
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.forms import OwnPasswordForm, SignInForm


class SignIn(auth_views.LoginView):
    """The sign-in page; success and failure are both written to the log."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in."""
        response = super().form_valid(form)
        witness.signed_in(self.request, form.get_user())
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again; which of name and password was wrong is not told."""
        witness.sign_in_failed(self.request, form.data.get("username", ""))
        response: HttpResponse = super().form_invalid(form)
        return response


@method_decorator(never_cache, name="dispatch")
class SignOut(auth_views.LogoutView):
    """Signing out, by POST only."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the log while it is still known who leaves."""
        if request.user.is_authenticated:
            witness.signed_out(request, request.user)
        return super().post(request, *args, **kwargs)


class ChangePassword(RightRequired, auth_views.PasswordChangeView):
    """Changing one's own password."""

    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:password_change")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save the new password and say so."""
        response: HttpResponse = super().form_valid(form)
        witness.password_changed(self.request, self.request.user)
        messages.success(self.request, _("The password has been changed."))
        return response


class Users(RightRequired, TemplateView):
    """Users, units and roles: who may do what."""

    right = "accounts.view"
    template_name = "accounts/users.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The two tables."""
        return super().get_context_data(
            users=selectors.user_table(),
            roles=selectors.role_table(),
            **kwargs,
        )
