"""Doors to pages: a class mixin and a decorator that ask for one right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require_one


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; for htmx the whole page, not the fragment that was asked for."""
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).url
        return response
    return redirect_to_login(request.get_full_path())


def signed_in(request: HttpRequest) -> User:
    """Return who asks; the door of the page lets nobody else in. Raises PermissionDenied."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


class RightRequired:
    """Mixin, first in the bases: ``right = "facts.view"``; None asks for a signed-in user only. With ``others``, any of
    the rights opens the page.

    Without sign-in: to the sign-in page. Without the right: 403 with the reason. Objects are checked where they are
    read: through ``visible_to(user)``, or ``rules.require(user, right, obj)``.
    """

    right: str | None = None
    others: tuple[str, ...] = ()

    def rights(self) -> tuple[str, ...]:
        """The rights of which one opens the page; none: whoever is signed in."""
        return () if self.right is None else (self.right, *self.others)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask before any handler runs."""
        if not request.user.is_authenticated:
            return _sign_in(request)
        if rights := self.rights():
            require_one(request.user, rights)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def right_required(
    right: str | None, *others: str
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """The same as :class:`RightRequired` for a function view; with ``others``, any of the rights opens it."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in(request)
            if right is not None:
                require_one(request.user, (right, *others))
            return view(request, *args, **kwargs)

        return guarded

    return decorate
