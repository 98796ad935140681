"""The page of one's own account: second factors, sessions, the last sign-ins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from keqiao.web.accounts.access import RightRequired
from keqiao.web.accounts.models import Factor, User
from keqiao.web.accounts.signing_in import agents, codes, factors, keys, locks, sessions
from keqiao.web.accounts.signing_in.forms import AuthenticatorForm, KeyForm, RemoveForm, confirm_factor
from keqiao.web.accounts.signing_in.views import just_signed_in, next_page

SECRET = "authenticator_secret"  # noqa: S105 (the name of a place in the session)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class Own(RightRequired, View):
    """A page of one's own account."""

    @property
    def person(self) -> User:
        """Who is signed in."""
        user = self.request.user
        if not isinstance(user, User):
            raise TypeError("RightRequired lets nobody else through")
        return user

    def added(self, fresh: list[str]) -> HttpResponse:
        """After a factor was added: the recovery codes that came with it, or back."""
        self.request.session[sessions.FACTOR_DUE] = False
        messages.success(
            self.request, _("The second factor is set up. It is asked for from the next sign-in on.")
        )
        if fresh:
            return self.show(fresh)
        return HttpResponseRedirect(reverse("accounts:security"))

    def show(self, fresh: list[str]) -> HttpResponse:
        """New recovery codes, once: nothing keeps them."""
        led = self.request.POST.get("next") or self.request.GET.get("next")
        target = next_page(self.request) if led else reverse("accounts:security")
        return render(self.request, "accounts/recovery_codes.html", {"codes": fresh, "next": target})

    def led_from(self) -> str:
        """The page that one was led away from, if any."""
        return (
            next_page(self.request) if self.request.POST.get("next") or self.request.GET.get("next") else ""
        )

    def prove(self, code: str, answer: str) -> None:
        """Raise ValidationError unless a factor is proven; failures count for the lock."""
        confirm_factor(self.request, self.person, code, answer)


class Security(Own):
    """Everything at a glance."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        user = self.person
        own = sessions.own_sessions(user)
        here = request.session.get(sessions.ROW)
        return render(
            request,
            "accounts/security.html",
            {
                "due": factors.reason_to_set_up(user),
                "required": factors.is_required(user),
                "factors": Factor.objects.filter(user=user),
                "codes_left": factors.recovery_codes_left(user),
                "keys_usable": keys.usable(request),
                "sessions": [(row, agents.device(row.agent), row.pk == here) for row in own],
                "history": [(row, agents.device(row.agent)) for row in sessions.own_history(user)],
                "next": self.led_from(),
            },
        )


class AddAuthenticator(Own):
    """Setting up an authenticator: a picture to scan, a code to prove it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A fresh secret; it is kept in the session until a code has proven it."""
        request.session[SECRET] = codes.new_secret()
        return self._page(AuthenticatorForm(request=request, confirmed=just_signed_in(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check the code and keep the authenticator."""
        secret = request.session.get(SECRET)
        if not secret:
            return HttpResponseRedirect(reverse("accounts:add_authenticator"))
        form = AuthenticatorForm(request.POST, request=request, confirmed=just_signed_in(request))
        if form.is_valid():
            try:
                fresh = factors.add_authenticator(
                    request, self.person, form.cleaned_data["name"], secret, form.cleaned_data["code"]
                )
            except ValidationError as error:
                form.add_error("code", error)
            else:
                del request.session[SECRET]
                return self.added(fresh)
        return self._page(form)

    def _page(self, form: AuthenticatorForm) -> HttpResponse:
        secret = self.request.session[SECRET]
        address = codes.address_for_authenticator(secret, self.person.username, _("Keqiao"))
        spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        page = {"form": form, "picture": codes.picture(address), "secret": spaced, "next": self.led_from()}
        return render(self.request, "accounts/add_authenticator.html", page)


class AddKey(Own):
    """Setting up a security key."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page with a challenge."""
        return self._page(KeyForm(request=request, confirmed=just_signed_in(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Check what the key answered and keep it."""
        form = KeyForm(request.POST, request=request, confirmed=just_signed_in(request))
        if form.is_valid():
            try:
                fresh = factors.add_key(
                    request, self.person, form.cleaned_data["name"], form.cleaned_data["answer"]
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self.added(fresh)
        return self._page(form)

    def _page(self, form: KeyForm) -> HttpResponse:
        usable = keys.usable(self.request)
        options = (
            keys.ask_to_register(self.request, self.person, factors.kept_keys(self.person)) if usable else ""
        )
        page = {"form": form, "key_options": options, "next": self.led_from()}
        return render(self.request, "accounts/add_key.html", page)


class RemoveFactor(Own):
    """Removing a factor: asks for the password and for a factor."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Ask."""
        return self._page(RemoveForm(request=request), self._factor(key))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Check both and remove."""
        factor, user = self._factor(key), self.person
        form = RemoveForm(request.POST, request=request)
        if form.is_valid():
            try:
                self.prove(form.cleaned_data["code"], form.cleaned_data["answer"])
                factors.remove(request, user, factor)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                locks.succeeded(request, user.username)
                messages.success(request, _("The second factor has been removed."))
                return HttpResponseRedirect(reverse("accounts:security"))
        return self._page(form, factor)

    def _factor(self, key: int) -> Factor:
        if key >= 2**63:
            raise Http404
        return get_object_or_404(Factor, pk=key, user=self.person)

    def _page(self, form: RemoveForm, factor: Factor) -> HttpResponse:
        user, options = self.person, ""
        if keys.usable(self.request) and factors.has_keys(user):
            options = keys.ask_to_prove(self.request, factors.kept_keys(user))
        page = {"form": form, "factor": factor, "key_options": options}
        return render(self.request, "accounts/remove_factor.html", page)


class NewRecoveryCodes(Own):
    """Making the recovery codes anew; the former ones are void."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the password and a factor."""
        return self._page(RemoveForm(request=request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show new codes, once."""
        form = RemoveForm(request.POST, request=request)
        if form.is_valid():
            try:
                self.prove(form.cleaned_data["code"], form.cleaned_data["answer"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self.show(factors.renew_recovery_codes(request, self.person))
        return self._page(form)

    def _page(self, form: RemoveForm) -> HttpResponse:
        return render(self.request, "accounts/new_recovery_codes.html", {"form": form})


class EndSession(Own):
    """Ending one of one's other sessions."""

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """End it and say so."""
        if key < 2**63 and sessions.end_one(request, self.person, key):
            messages.success(request, _("The session has been ended."))
        else:
            messages.info(request, _("The session was over already."))
        return HttpResponseRedirect(reverse("accounts:security"))


class EndOtherSessions(Own):
    """Ending all of one's other sessions."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End them and say how many."""
        count = sessions.end_others(request, self.person)
        sentence = ngettext(
            "%(count)s other session was ended.", "%(count)s other sessions were ended.", count
        )
        messages.success(request, sentence % {"count": count})
        return HttpResponseRedirect(reverse("accounts:security"))
