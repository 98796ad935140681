"""What the pages of the administration share: forms that keep what was typed, and passwords shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.models import User
from keqiao.web.administration import selectors
from keqiao.web.procedures.responses import INVALID

PER_PAGE = 50


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Do ``act`` if the form is valid; a refusal with its reason goes to its field, or above the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for name, reasons in by_field.items():
            for reason in reasons:
                form.add_error(name if name in form.fields else None, reason)
        return False
    except PermissionDenied as error:
        form.add_error(None, str(error))
        return False
    return True


def form_page(
    request: HttpRequest, form: forms.BaseForm, title: str, button: str, **context: Any
) -> HttpResponse:
    """A page with one form; 422 when it was sent and refused.

    ``context``: ``back`` (address), ``lead`` (a sentence above the fields), ``tab``, ``danger`` (a red button).
    """
    values = {"form": form, "title": title, "button": button, "tab": "users"} | context
    status = INVALID if form.is_bound else 200
    return render(request, "administration/form.html", values, status=status)


def once(request: HttpRequest, title: str, secret: str, **context: Any) -> HttpResponse:
    """A page that shows a secret once: never stored, neither here nor in a browser or a proxy on the way.

    ``context``: ``about`` (whose it is), ``advice``, ``back``, ``label`` of the secret.
    """
    values = {"title": title, "secret": secret} | context
    response = render(request, "administration/once.html", values)
    response["Cache-Control"] = "no-store"
    return response


def user_of(request: SignedInRequest, pk: int) -> User:
    """The user of this number that the reader may see, or 404."""
    return get_object_or_404(selectors.users_visible_to(request.user), pk=pk)


def reasons(error: Exception) -> str:
    """A refusal in one line."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
