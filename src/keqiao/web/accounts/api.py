"""Who calls the API: a program by its token, or a signed-in person's browser with the form token (CSRF)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from keqiao.web.accounts import tokens


class ByToken(HttpBearer):
    """``Authorization: Bearer kq_…``: the request acts as the token's user with the token's rights only."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the acting user, or None for a key that opens nothing; ``request.refused_token`` is why then."""
        try:
            found = tokens.used(token)
        except tokens.TokenRefused as refused:
            request.refused_token = refused  # type: ignore[attr-defined]
            return None
        request.user = tokens.acting_user(found)
        return request.user


class BySession(SessionAuth):
    """The browser of a signed-in person; writing needs the form token as on the pages."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """Return the signed-in user, or None."""
        return request.user if request.user.is_authenticated else None


AUTHENTICATION = (ByToken(), BySession(csrf=True))
"""Tried in this order."""
