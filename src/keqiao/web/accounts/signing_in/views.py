"""Signing in, with the second factor where there is one; signing out; changing the password."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import View

from keqiao.web.accounts import witness
from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.models import SignIn as Attempt
from keqiao.web.accounts.models import User
from keqiao.web.accounts.signing_in import factors, keys, locks, passwords, sessions
from keqiao.web.accounts.signing_in.forms import CodeForm, OwnPasswordForm, SignInForm, wrong_code
from keqiao.web.accounts.signing_in.middleware import to_sign_in

PENDING = "pending_sign_in"
PENDING_SECONDS = 300
ENDED = {
    "idle": gettext_lazy("You were signed out because the page was not used for a while. Sign in to go on."),
    "lifetime": gettext_lazy("The longest time of a session is over. Sign in to go on."),
    "elsewhere": gettext_lazy("You ended this session from another one. Sign in to go on."),
    "password": gettext_lazy("The password of this account has been changed. Sign in with the new one."),
    "forced": gettext_lazy("An administrator has ended this session. Sign in to go on."),
    "clock": gettext_lazy(
        "The clock of the server was put right; the session began in the future. Sign in to go on."
    ),
    "pending": gettext_lazy("The second step took too long. Sign in anew."),
    "unknown": gettext_lazy("Your session is over. Sign in to go on."),
}
"""What the sign-in page says about the word in its address; other words say nothing."""


def next_page(request: HttpRequest) -> str:
    """The page to go on to, as the address or the form says, if it is one of ours; else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours and wanted.isprintable() else "/"


class SignInView(auth_views.LoginView):
    """The sign-in page; success and failure are both written to the log."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Where one wanted to go."""
        return next_page(self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the reason why an earlier session is over."""
        ended = ENDED.get(self.request.GET.get("ended", ""), "")
        return super().get_context_data(ended=ended, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, or go on to the second step."""
        user = form.get_user()
        if not isinstance(user, User):
            raise TypeError("no user of ours")
        if factors.has_any(user):
            self.request.session.cycle_key()
            self.request.session[PENDING] = {
                "user": user.pk,
                "hash": user.get_session_auth_hash(),
                "at": int(time.time()),
                "next": self.get_success_url(),
            }
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        sessions.begin(self.request, user)
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the form again; which of name and password was wrong is not told."""
        name = form.data.get("username", "")
        refused = isinstance(form, SignInForm) and form.refusal is not None
        # In one transaction: the row more that a known name gets shall not cost a second commit, which could be timed.
        with transaction.atomic():
            witness.sign_in_failed(name, refused=refused)
            user = User.objects.filter(username=name[:151]).first() if "\x00" not in name else None
            if user is not None:
                outcome = Attempt.Outcome.LOCKED if refused else Attempt.Outcome.PASSWORD
                sessions.note(self.request, user, outcome)
            locks.tell_when_locked(self.request, name)
        response: HttpResponse = super().form_invalid(form)
        return response


@method_decorator([never_cache, sensitive_post_parameters("code", "answer")], name="dispatch")
class SecondFactor(View):
    """The second step of signing in: a code, or the touch of a security key."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only after the first step, and for five minutes."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(next_page(request))
        self.pending = request.session.get(PENDING)
        self.person = self._person()
        if self.person is None:
            request.session.pop(PENDING, None)
            return to_sign_in(self.pending["next"] if self.pending else "/", "pending")
        return super().dispatch(request, *args, **kwargs)

    def _person(self) -> User | None:
        """Who has given the password; None when that is too long ago or no longer holds."""
        if not self.pending or not 0 <= int(time.time()) - self.pending["at"] <= PENDING_SECONDS:
            return None
        user = User.objects.filter(pk=self.pending["user"], is_active=True).first()
        if user is None or not constant_time_compare(self.pending["hash"], user.get_session_auth_hash()):
            return None
        return user

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return self._page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check; every failure counts for the lock."""
        user = self._checked_person()
        refusal = locks.refusal_of_factor(request, user.username)
        if refusal:
            witness.sign_in_failed(user.username, refused=True, step="factor")
            sessions.note(request, user, Attempt.Outcome.LOCKED)
            return self._refuse(refusal.text)
        if answer := request.POST.get("answer"):
            kind = factors.check_key(request, user, answer)
            said = _("The security key does not fit. Try again, or use a code.")
        else:
            form = CodeForm(request.POST)
            kind = factors.check_code(user, form.cleaned_data["code"]) if form.is_valid() else ""
            said = wrong_code(user, form.cleaned_data.get("code", ""))
        if not kind:
            witness.sign_in_failed(user.username, step="factor")
            sessions.note(request, user, Attempt.Outcome.FACTOR)
            locks.failed(request, user.username)
            locks.tell_when_locked(request, user.username)
            refusal = locks.refusal_of_factor(request, user.username)
            return self._refuse(refusal.text if refusal and (refusal.locked or refusal.slowed) else said)
        target = str((self.pending or {"next": "/"})["next"])
        request.session.pop(PENDING, None)
        sessions.begin(request, user, {"factor": kind})
        if kind == "recovery":
            self._tell_codes_left(user)
        return HttpResponseRedirect(target)

    def _checked_person(self) -> User:
        """The person, whom ``dispatch`` has found."""
        if self.person is None:
            raise TypeError("dispatch lets nobody through without the first step")
        return self.person

    def _tell_codes_left(self, user: User) -> None:
        """A recovery code is gone: say how many are left."""
        left = factors.recovery_codes_left(user)
        sentence = ngettext("%(left)s recovery code is left.", "%(left)s recovery codes are left.", left)
        messages.warning(self.request, sentence % {"left": left})

    def _refuse(self, reason: str) -> HttpResponse:
        """The page again with the reason."""
        form = CodeForm({"code": ""})
        form.errors.clear()
        form.add_error(None, reason)
        return self._page(form)

    def _page(self, form: CodeForm) -> HttpResponse:
        """The page, with a fresh challenge for security keys."""
        user = self._checked_person()
        options = ""
        if keys.usable(self.request) and factors.has_keys(user):
            options = keys.ask_to_prove(self.request, factors.kept_keys(user))
        return render(self.request, "accounts/second_factor.html", {"form": form, "key_options": options})


@method_decorator(never_cache, name="dispatch")
class SignOut(auth_views.LogoutView):
    """Signing out, by POST only."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write the log while it is still known who leaves."""
        if request.user.is_authenticated:
            witness.signed_out(request.user)
            sessions.end(request, sessions.Ended.SIGN_OUT)
        response = super().post(request, *args, **kwargs)
        # What a browser kept in spite of no-store (pages behind the back button) goes as well, under HTTPS.
        response["Clear-Site-Data"] = '"cache"'
        return response


class ChangePassword(RightRequired, auth_views.PasswordChangeView):
    """Changing one's own password; the other sessions of the user end."""

    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form counts wrong old passwords, for which it needs the request."""
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the rules in words, and the reason when the change is due."""
        user = self.request.user
        return super().get_context_data(
            rules=passwords.rules(),
            due=passwords.reason_to_change(user) if isinstance(user, User) else "",
            next=next_page(self.request) if self._is_led_here() else "",
            **kwargs,
        )

    def _is_led_here(self) -> bool:
        """Whether another page sent the user here."""
        return bool(self.request.POST.get("next") or self.request.GET.get("next"))

    def get_success_url(self) -> str:
        """On to the page one wanted, or to the page of one's account."""
        return next_page(self.request) if self._is_led_here() else reverse("accounts:security")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save the new password and say so."""
        user = form.user
        if not isinstance(user, User):
            raise TypeError("no user of ours")
        with transaction.atomic():
            revoked = passwords.store(user, form.cleaned_data["new_password1"], own=True)
            update_session_auth_hash(self.request, user)
            sessions.follow_key(self.request)
            ended = sessions.end_others(self.request, user, sessions.Ended.PASSWORD)
            witness.password_changed(user)
        locks.succeeded(self.request, user.username)
        messages.success(self.request, _("The password has been changed."))
        if ended:
            sentence = ngettext(
                "%(count)s other session was ended.", "%(count)s other sessions were ended.", ended
            )
            messages.info(self.request, sentence % {"count": ended})
        if revoked:
            sentence = ngettext(
                "%(count)s API token was revoked: it was made under the former password.",
                "%(count)s API tokens were revoked: they were made under the former password.",
                revoked,
            )
            messages.info(self.request, sentence % {"count": revoked})
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        """A refused change is in the log, without what was typed."""
        said = sorted({error.code or "" for errors in form.errors.as_data().values() for error in errors})
        witness.password_refused(form.user, said)
        response: HttpResponse = super().form_invalid(form)
        return response


@require_POST
@login_required
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody at the page says so before the session is over for want of use; the watch has noted it."""
    return HttpResponse(status=204)


LIFETIME_OF_CONFIRMATION = 600
"""Seconds after signing in for which adding a factor does not ask for the password once more."""


def just_signed_in(request: HttpRequest) -> bool:
    """Whether the password was typed a moment ago."""
    began = int(request.session.get(sessions.BEGAN, 0))
    return 0 <= int(time.time()) - began < min(LIFETIME_OF_CONFIRMATION, settings.IDLE_SECONDS)
