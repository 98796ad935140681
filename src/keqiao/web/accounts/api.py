"""Who calls the API: a program by its token, or a signed-in person's browser with the form token (CSRF)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import Throttled
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle

from keqiao.web.accounts import tokens
from keqiao.web.accounts.signing_in.addresses import counted_address

MINUTE = 60


class ByToken(HttpBearer):
    """``Authorization: Bearer kq_…``: the request acts as the token's user with the token's rights only."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the acting user, or None for a key that opens nothing; ``request.refused_token`` is why then.

        Raises Throttled for an address that has sent too many keys that open nothing.
        """
        counter = f"bad-keys:{counted_address(request)}"
        if cache.get(counter, 0) >= settings.BAD_KEYS_PER_MINUTE:
            raise Throttled(wait=MINUTE)
        try:
            credential = tokens.used(token)
        except tokens.TokenRefused as refused:
            cache.add(counter, 0, MINUTE)
            cache.incr(counter)
            request.refused_token = refused  # type: ignore[attr-defined]
            return None
        request.user = tokens.acting_user(credential)
        request.token_digest = credential.digest  # type: ignore[attr-defined]
        return request.user


class BySession(SessionAuth):
    """The browser of a signed-in person; writing needs the form token as on the pages."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the signed-in user, or None."""
        return request.user if request.user.is_authenticated else None


class TokenRate(SimpleRateThrottle):
    """So many requests a minute for each token (KEQIAO_API_PER_MINUTE); a person's browser is not counted."""

    scope = "token"

    def __init__(self) -> None:
        super().__init__(f"{settings.API_PER_MINUTE}/min")

    def get_cache_key(self, request: HttpRequest) -> str | None:
        """Under the token; None for a session."""
        digest = getattr(request, "token_digest", None)
        return f"token-rate:{digest}" if digest else None


AUTHENTICATION = (ByToken(), BySession(csrf=True))
"""Tried in this order."""
