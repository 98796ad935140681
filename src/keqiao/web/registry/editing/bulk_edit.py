"""One field of many rows at once, or many rows withdrawn: chosen, previewed, written as one set that can be undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.registry.changes import change_set
from keqiao.web.registry.editing.conflicts import written
from keqiao.web.registry.editing.forms import form_for
from keqiao.web.registry.editing.query import RegisterList
from keqiao.web.registry.editing.row_pages import reason_given, way_back
from keqiao.web.registry.editing.rows import loaded
from keqiao.web.registry.editing.views import refusal
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models.changes import ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import Register, register_of
from keqiao.web.site.punctuation import labelled

MOST_ROWS = 2000
PREVIEWED = 20
WITHDRAW = "withdraw"


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def bulk(request: SignedInRequest, key: str) -> HttpResponse:
    """Choose a field for the rows chosen, see what would change, and write it."""
    register = register_of(key)
    if reason := refusal(request.user, register):
        raise PermissionDenied(reason)
    rows, count = _chosen(request, register)
    field = request.POST.get("field") or request.GET.get("field", "")
    known = reverse("registry:list", kwargs={"key": key})
    context: dict[str, Any] = {
        "register": register,
        "keys": ",".join(str(row.pk) for row in rows),
        "count": len(rows),
        "too_many": count > len(rows),
        "most": MOST_ROWS,
        "fields": [
            (name, str(register.field(name).verbose_name)) for name in _fields(request.user, register)
        ],
        "field": field,
        "withdrawing": field == WITHDRAW,
        "reason": reason_given(request),
        "back": way_back(request, known),
    }
    if rows and field in _fields(request.user, register):
        context |= _of_field(request, register, rows, field)
    elif rows and field == WITHDRAW and request.method == "POST":
        context |= _withdrawn(request, register, rows)
    if context.get("done"):
        return HttpResponseRedirect(context["back"])
    return render(request, "registry/editing/bulk.html", context)


def _fields(user: Actor, register: Register) -> list[str]:
    """The fields that can be set for many rows: single ones that do not tell rows apart."""
    everything = register.model.reach_of(user) == "all"
    kept = () if everything else register.model.bureau_fields
    unique = {name for name in register.fields if register.natural_key == (name,)}
    return [
        name
        for name in register.fields
        if not register.field(name).many_to_many and name not in unique and name not in kept
    ]


def _chosen(request: SignedInRequest, register: Register) -> tuple[list[Any], int]:
    """The rows chosen that the user may change, and how many were found in all."""
    rows: Any = register.model
    if request.GET.get("all") == "1" and request.method != "POST":
        wanted = RegisterList(request, register, QueryDict(request.GET.get("list", "")[:4000]))
        matching: Any = wanted.rows()
        rows = matching.editable_by(request.user)
    else:
        texts = (
            request.POST.get("keys", "").split(",")
            if request.method == "POST"
            else request.GET.getlist("row")
        )
        keys = [
            int(text) for text in texts[:MOST_ROWS] if text.isascii() and text.isdigit() and len(text) < 19
        ]
        rows = rows.objects.visible_to(request.user).editable_by(request.user).filter(pk__in=keys)
    rows = rows.filter(withdrawn_at=None).order_by("pk")
    return list(loaded(register, rows)[:MOST_ROWS]), rows.count()


def _of_field(request: SignedInRequest, register: Register, rows: list[Any], field: str) -> dict[str, Any]:
    """The form of one field, its preview, or what was written."""
    if request.method != "POST" or "begin" in request.POST:
        return {"form": form_for(request.user, register, register.model(), only=(field,))}
    form = form_for(request.user, register, register.model(), request.POST, only=(field,))
    form.full_clean()
    reason, errors = reason_given(request), list(form.errors.get(field, []))
    if not reason:
        errors.append(_("Say why the rows are changed."))
    if errors:
        return {"form": form, "errors": errors}
    value = form.cleaned_data.get(field)
    viewer = Viewer.of(request.user)
    empty = form_for(request.user, register, register.model(), only=(field,))
    preview = [(viewer.title_of(row), _said(request.user, register, row, field)) for row in rows[:PREVIEWED]]
    context = {"form": form, "preview": preview, "after": written(form[field]) or "—", "empty": empty}
    if request.POST.get("confirm") != "1":
        return context
    return context | _written(request, register, rows, {field: value})


def _said(user: Actor, register: Register, row: Any, field: str) -> str:
    return written(form_for(user, register, row, only=(field,))[field]) or "—"


def _written(
    request: SignedInRequest, register: Register, rows: list[Any], values: dict[str, Any]
) -> dict[str, Any]:
    try:
        with change_set(
            request.user,
            ChangeSet.Kind.BULK,
            register=register.key,
            reason=reason_given(request),
        ) as changes:
            for row in rows:
                for name, value in values.items():
                    setattr(row, name, value)
            changes.save_all(rows)
    except (ValidationError, PermissionDenied) as refused:
        return {"errors": _refusals(request, changes.row or rows[0], refused)}
    _tell(request, len(changes))
    return {"done": True}


def _withdrawn(request: SignedInRequest, register: Register, rows: list[Any]) -> dict[str, Any]:
    reason = reason_given(request)
    if "begin" in request.POST:
        return {}
    if not reason:
        return {"errors": [_("Say why the rows are withdrawn.")]}
    viewer = Viewer.of(request.user)
    context = {"preview": [(viewer.title_of(row), "") for row in rows[:PREVIEWED]]}
    if request.POST.get("confirm") != "1":
        return context
    try:
        with change_set(request.user, ChangeSet.Kind.BULK, register=register.key, reason=reason) as changes:
            changes.withdraw_all(rows, reason)
    except (ValidationError, PermissionDenied) as refused:
        return context | {"errors": _refusals(request, changes.row or rows[0], refused)}
    _tell(request, len(changes))
    return {"done": True}


def _refusals(request: SignedInRequest, row: Any, refused: Any) -> list[str]:
    """What stands against it, with the row: nothing was written."""
    texts = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
    name = Viewer.of(request.user).title_of(row)
    return [labelled(name, text) for text in texts] + [_("Nothing was written.")]


def _tell(request: HttpRequest, number: int) -> None:
    sentence = ngettext("%(number)d row was changed.", "%(number)d rows were changed.", number)
    messages.success(request, sentence % {"number": number})
