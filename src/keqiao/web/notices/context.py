"""How many notices the reader has not opened, for the head of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from keqiao.web.notices import selectors


def notices(request: HttpRequest) -> dict[str, Any]:
    """``unseen_notices``: a count, asked for when a page shows it; None for who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unseen_notices": None}
    return {"unseen_notices": SimpleLazyObject(lambda: selectors.unseen(user))}
