"""API tokens: everybody's own, and all of them for the security administrator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts import tokens
from keqiao.web.accounts.access import right_required, signed_in
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import ApiToken
from keqiao.web.accounts.separation import in_words
from keqiao.web.accounts.signing_in import factors, keys
from keqiao.web.administration.forms import TokenForm
from keqiao.web.administration.views.parts import attempt, once, reasons
from keqiao.web.procedures.responses import INVALID
from keqiao.web.site.lists import Filter, ListPage, ListView, with_words
from keqiao.web.site.punctuation import bracketed
from keqiao.web.site.tables import Cell, Column, Table


def _states() -> dict[str, tuple[str, str]]:
    """The states of a token with their words and tones."""
    return {
        "valid": (pgettext("token", "valid"), "good"),
        "expired": (pgettext("token", "expired"), "watch"),
        "revoked": (pgettext("token", "revoked"), "bad"),
    }


def _state(token: ApiToken) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if timezone.now() >= token.expires_at else "valid"


def _in_state(rows: QuerySet[ApiToken], state: str) -> QuerySet[ApiToken]:
    if state == "revoked":
        return rows.exclude(revoked_at=None)
    rows, now = rows.filter(revoked_at=None), timezone.now()
    return rows.filter(expires_at__lte=now) if state == "expired" else rows.filter(expires_at__gt=now)


def _row(token: ApiToken) -> dict[str, Any]:
    """A token as the own list prints it."""
    state, tone = _states()[_state(token)]
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
        fields = form.cleaned_data
        made.extend(tokens.create(user, fields["name"], fields["rights"], fields["days"]))

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
    context = {"form": form, "rows": rows, "key_options": options}
    status = INVALID if form.is_bound else 200
    return render(request, "administration/tokens.html", context, status=status)


class AllTokens(ListView):
    """Everybody's tokens; the name of a user leads to the account, where a token is revoked below."""

    right = "accounts.roles"
    template_name = "administration/all_tokens.html"
    export, file_name = "accounts.export_tokens", "tokens"
    orders: ClassVar = {
        "name": "name",
        "user": "user__username",
        "created": "created_at",
        "expires": "expires_at",
        "used": "last_used_at",
    }

    def filters(self) -> list[Filter]:
        """Words, state."""
        states = [(state, words) for state, (words, _tone) in _states().items()]
        words = with_words("name", "prefix", "user__username", "user__display_name")
        return [
            Filter("q", _("Purpose or user"), kind="words", apply=words),
            Filter("state", _("State"), choices=states, apply=_in_state),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[ApiToken]:
        """All tokens, the newest first."""
        return tokens.visible_to(self.request.user).select_related("user").order_by("-created_at", "-pk")

    def table(self, rows: Iterable[ApiToken]) -> Table:
        """Print them."""
        columns = [
            Column("name", _("What the token is for")),
            Column("prefix", _("Begins with")),
            Column("user", _("User")),
            Column("rights", _("Rights")),
            Column("created", _("Created"), "date"),
            Column("expires", _("Expires"), "date"),
            Column("used", _("Last used"), "date"),
            Column("state", _("State")),
        ]
        printed = [
            {
                "name": token.name,
                "prefix": f"kq_{token.prefix}_…",
                "user": Cell(
                    bracketed(token.user, token.user.username),
                    url=reverse("administration:user", args=[token.user_id]),
                ),
                "rights": in_words(token.rights),
                "created": timezone.localdate(token.created_at),
                "expires": timezone.localdate(token.expires_at),
                "used": token.last_used_at,
                "state": _states()[_state(token)][0],
            }
            for token in rows
        ]
        return Table(_("API tokens"), columns, printed, name="tokens", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The tokens of the page that may still be revoked."""
        valid = [token for token in page.object_list if token.revoked_at is None]
        return {
            "subtitle": _("With a token a program acts for a user: some rights, for a time"),
            "revocable": valid,
        }


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
