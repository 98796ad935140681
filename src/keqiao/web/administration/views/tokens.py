"""API tokens: everybody's own, and all of them for the security administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts import tokens
from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import ApiToken
from keqiao.web.accounts.separation import in_words
from keqiao.web.accounts.signing_in import factors, keys
from keqiao.web.administration.forms import TokenForm
from keqiao.web.administration.views.parts import PER_PAGE, attempt, once, reasons
from keqiao.web.procedures.answering import INVALID


def _row(token: ApiToken) -> dict[str, Any]:
    """A token as the lists print it."""
    if token.revoked_at is not None:
        state, tone = pgettext("token", "revoked"), "bad"
    elif timezone.now() >= token.expires_at:
        state, tone = pgettext("token", "expired"), "watch"
    else:
        state, tone = pgettext("token", "valid"), "good"
    return {"token": token, "rights": in_words(token.rights), "state": state, "tone": tone}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@right_required(None)
def own_tokens(request: HttpRequest) -> HttpResponse:
    """The own tokens and the form for a new one; its key is shown once, right after."""
    user = signed_in(request)
    form = TokenForm(request, user, request.POST if request.method == "POST" else None)
    made: list[Any] = []

    def create() -> None:
        given = form.cleaned_data
        made.extend(tokens.create(user, given["name"], given["rights"], given["days"]))

    if request.method == "POST" and attempt(form, create):
        token, key = made
        return once(
            request,
            _("The token has been created"),
            key,
            about=token.name,
            label=_("Key"),
            advice=_("Copy it now into the program. It is sent as “Authorization: Bearer …”."),
            back=reverse("administration:tokens"),
        )
    rows = [_row(token) for token in user.api_tokens.all()[:200]]
    options = ""
    if keys.usable(request) and factors.has_keys(user):
        options = keys.ask_to_prove(request, factors.kept_keys(user))
    context = {"form": form, "rows": rows, "all": False, "key_options": options}
    status = INVALID if form.is_bound else 200
    return render(request, "administration/tokens.html", context, status=status)


@require_safe
@never_cache
@right_required("accounts.roles")
def all_tokens(request: SignedInRequest) -> HttpResponse:
    """Everybody's tokens."""
    page = Paginator(tokens.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(token) for token in page.object_list], "page": page, "all": True}
    return render(request, "administration/tokens.html", context)


@require_POST
@right_required(None)
def revoke_token(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a token back."""
    token = get_object_or_404(tokens.visible_to(request.user), pk=pk)
    try:
        tokens.revoke(request.user, token)
    except (ValidationError, PermissionDenied) as error:
        messages.error(request, reasons(error))
    else:
        messages.success(request, _("The token has been revoked."))
    return redirect(
        "administration:tokens" if token.user_id == request.user.pk else "administration:all_tokens"
    )
