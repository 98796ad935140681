"""Signing up without an account, and the page under which a firm follows what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.signing_in.addresses import counted_address
from keqiao.web.firms.forms import SignUpForm
from keqiao.web.firms.models import FirmSignUp, SignUpState
from keqiao.web.firms.procedure import STATUS
from keqiao.web.firms.services import key_digest, sign_up


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_page(request: HttpRequest) -> HttpResponse:
    """The form; once it is kept, the page of its state."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, form)
    if form.is_valid():
        data = form.cleaned_data
        fields = {name: data.get(name) or "" for name in ("usci", "name", "person", "telephone", "email")}
        try:
            _row, key = sign_up(fields, data["password"], counted_address(request) or "")
        except ValidationError as error:
            for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
                form.add_error(name if name in form.fields else None, errors)
        else:
            return redirect("firms:sign_up_state", key)
    return _form(request, form, 422)


@never_cache
@require_safe
def state_page(request: HttpRequest, key: str) -> HttpResponse:
    """Where a sign-up stands, for whoever holds the key of its address."""
    row = FirmSignUp.objects.filter(key_digest=key_digest(key)).first()
    if row is None:
        raise Http404
    context = {"row": row, "status": STATUS[row.state], "light": SignUpState.tone_of(row.state)}
    return _private(render(request, "firms/sign_up_state.html", context))


def _form(request: HttpRequest, form: SignUpForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "rules": password_validators_help_texts()}
    return _private(render(request, "firms/sign_up.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
