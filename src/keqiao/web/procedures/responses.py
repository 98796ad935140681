"""The one contract of actions with the browser.

Done: the page anew, with a sentence. Refused input: the form again with what was typed, and why (422). Changed
meanwhile: the same with what stands now beside it (409). Not allowed: the page of refusals with the reason (403).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm, ChoiceField, Field
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from keqiao.web.procedures.refusals import ChangedMeanwhile

INVALID, CHANGED, FORBIDDEN = 422, 409, 403
UNKNOWN_EDITION = 0
"""An edition that no row has: what comes without one is out of date."""


def status_of(error: Exception) -> int:
    """Return the status with which a form comes back."""
    if isinstance(error, PermissionDenied):
        return FORBIDDEN
    return CHANGED if isinstance(error, ChangedMeanwhile) else INVALID


def edition_in(data: Mapping[str, Any], name: str = "edition") -> int:
    """Return the edition that a form was opened with; one that no row has where none can be read."""
    text = str(data.get(name) or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else UNKNOWN_EDITION


def answer(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    done: str,
    to: Any,
    again: Callable[[ValidationError, int], HttpResponse],
) -> HttpResponse:
    """Do ``act`` and answer with ``to`` and the sentence ``done``; with ``again(error, status)`` where it is refused.

    PermissionDenied and Http404 go on to their pages.
    """
    try:
        act()
    except ValidationError as error:
        return again(error, status_of(error))
    messages.success(request, done)
    return redirect(to)


def refused(form: BaseForm, error: ValidationError, now: Mapping[str, Any] | None = None) -> int:
    """Put why an action was refused into its form; return the status with which the form comes back.

    Where somebody else changed the row meanwhile, ``now`` holds what stands, by field: it is told beside what was
    typed, and the form is sent on the edition that stands.
    """
    form.add_error(None, ValidationError(error.messages))
    if not isinstance(error, ChangedMeanwhile) or now is None:
        return status_of(error)
    data = cast("QueryDict", form.data).copy()
    for name, value in now.items():
        field = form.fields[name]
        if field.widget.is_hidden:
            data[form.add_prefix(name)] = str(value)
        elif field.has_changed(value, data.get(form.add_prefix(name))):
            form.add_error(name, _("Stands now: %(value)s") % {"value": _in_words(field, value)})
    form.data = data
    return CHANGED


def _in_words(field: Field, value: Any) -> str:
    """A value as the form names it: a choice by its word."""
    if not isinstance(field, ChoiceField):
        return str(value)
    choices: Any = field.choices
    pairs: list[tuple[Any, Any]] = list(flatten_choices(choices))
    words = {str(code): str(word) for code, word in pairs}
    return words.get(str(value), str(value))
