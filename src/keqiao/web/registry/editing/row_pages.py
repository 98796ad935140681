"""Pages on which rows are written: new, changed, withdrawn, restored."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.registry.changes import RowChangedMeanwhile, change_set
from keqiao.web.registry.changes.history import history_of
from keqiao.web.registry.editing.conflicts import clashes, decided
from keqiao.web.registry.editing.forms import form_for
from keqiao.web.registry.editing.rows import BIGGEST, address, row_of
from keqiao.web.registry.editing.views import refusal
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.models.changes import ChangeSet
from keqiao.web.registry.models.record import EDIT_RIGHTS
from keqiao.web.registry.registers import Register, register_of
from keqiao.web.site.lists import clean

MOST_REASON = 300


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Return the address to return to: the one given when it is of this site."""
    given = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if safe and len(given) < 2000 else otherwise


def reason_given(request: HttpRequest) -> str:
    """Return why, as typed."""
    return " ".join(request.POST.get("reason", "").replace("\x00", " ").split())[:MOST_REASON]


def _tell_remarks(request: HttpRequest, form: Any) -> None:
    for remark in form.remarks:
        messages.info(request, remark)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def new(request: SignedInRequest, key: str) -> HttpResponse:
    """A new row; fields may be filled in by the address, e.g. ``?platform=P01``."""
    register = register_of(key)
    _refuse(request, register)
    row: Any = register.model()
    if request.method == "POST":
        form = form_for(request.user, register, row, request.POST)
        if form.is_valid() and _saved(request, register, form, None):
            _tell_remarks(request, form)
            messages.success(
                request, _("Recorded: %(row)s.") % {"row": Viewer.of(request.user).title_of(form.instance)}
            )
            return HttpResponseRedirect(way_back(request, address(form.instance)))
        return _form_page(request, register, form, None)
    form = form_for(request.user, register, row, initial=_initial(request, register))
    return _form_page(request, register, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def edit(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Change a row; who finds it changed meanwhile decides field by field."""
    register = register_of(key)
    row = row_of(request.user, register, pk)
    _refuse(request, register, row)
    if row.withdrawn_at is not None:
        messages.warning(request, _("A withdrawn row is not changed; restore it first."))
        return HttpResponseRedirect(address(row))
    if request.method != "POST":
        return _form_page(request, register, form_for(request.user, register, row), row)
    current = form_for(request.user, register, row_of(request.user, register, pk))
    data = decided(request.POST, current)
    form = form_for(request.user, register, row, data)
    reason = reason_given(request)
    valid = form.is_valid()
    if not reason:
        form.add_error(None, _("Say why the row is changed."))
    since = _version(request)
    if valid and reason:
        try:
            if _saved(request, register, form, since):
                _tell_remarks(request, form)
                messages.success(
                    request, _("Saved: %(row)s.") % {"row": Viewer.of(request.user).title_of(form.instance)}
                )
                return HttpResponseRedirect(way_back(request, address(form.instance)))
        except RowChangedMeanwhile as meanwhile:
            conflicts = clashes(meanwhile.row, meanwhile.since, form, current)
            form.add_error(None, meanwhile)
            steps = history_of(meanwhile.row, meanwhile.since)
            return _form_page(request, register, form, meanwhile.row, clashes=conflicts, steps=steps)
    return _form_page(request, register, form, row_of(request.user, register, pk), version=since)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(*EDIT_RIGHTS)
def withdraw(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Take a row out of the register with a reason, or a withdrawn one back in."""
    register = register_of(key)
    row = row_of(request.user, register, pk)
    _refuse(request, register, row)
    restoring, error = row.withdrawn_at is not None, ""
    title = Viewer.of(request.user).title_of(row)
    if request.method == "POST":
        reason = reason_given(request)
        try:
            with change_set(request.user, ChangeSet.Kind.EDIT, register=key, reason=reason) as changes:
                if restoring:
                    changes.restore(row)
                else:
                    changes.withdraw(row, reason)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            sentence = _("Restored: %(row)s.") if restoring else _("Withdrawn: %(row)s.")
            messages.success(request, sentence % {"row": title})
            return HttpResponseRedirect(way_back(request, reverse("registry:list", kwargs={"key": key})))
    context = {
        "register": register,
        "row": row,
        "title": title,
        "restoring": restoring,
        "error": error,
        "reason": reason_given(request),
        "back": way_back(request, address(row)),
        "row_address": address(row),
    }
    return render(request, "registry/editing/withdraw.html", context)


def _saved(request: SignedInRequest, register: Register, form: Any, since: int | None) -> bool:
    """Write a valid form; errors of the rules of the register stand in the form then."""
    try:
        with change_set(
            request.user,
            ChangeSet.Kind.EDIT,
            register=register.key,
            reason=reason_given(request),
        ) as changes:
            changes.save(form.instance, many=form.many, since=since)
            form.save_beside(changes)
    except RowChangedMeanwhile:
        raise
    except PermissionDenied as refused:
        form.add_error(None, str(refused))
        return False
    except ValidationError as error:
        form.add_errors(error)
        return False
    return True


def _refuse(request: SignedInRequest, register: Register, row: Any = None) -> None:
    reason = refusal(request.user, register, row)
    if reason:
        raise PermissionDenied(reason)


def _version(request: HttpRequest) -> int:
    """The version that the user had open; a form without one counts as an old one, so that nothing is overwritten."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _initial(request: HttpRequest, register: Register) -> dict[str, Any]:
    """Values for a new row from the address; rows are named by their code or number."""
    values: dict[str, Any] = {}
    for name in register.fields:
        text = clean(request.GET.get(name, ""))
        if not text:
            continue
        field = register.field(name)
        if not field.is_relation:
            values[name] = text
        elif not field.many_to_many and hasattr(field.related_model.objects, "visible_to"):
            rows = field.related_model.objects.current().visible_to(request.user)
            digits = text.removeprefix("#")
            if digits.isascii() and digits.isdigit() and len(digits) < 19 and int(digits) <= BIGGEST:
                row = rows.filter(pk=int(digits)).first()
            else:
                row = rows.filter(code=text).first() if _has_code(field.related_model) else None
            if row is not None:
                values[name] = row.pk
    return values


def _has_code(model: Any) -> bool:
    return any(field.name == "code" for field in model._meta.concrete_fields)


def _form_page(
    request: SignedInRequest, register: Register, form: Any, row: Any, **more: Any
) -> HttpResponse:
    known = reverse("registry:list", kwargs={"key": register.key})
    context = {
        "register": register,
        "form": form,
        "row": row,
        "version": row.version if row is not None else "",
        "title": Viewer.of(request.user).title_of(row) if row is not None else "",
        "reason": reason_given(request),
        "back": way_back(request, address(row) if row is not None else known),
        "list_address": known,
    }
    context["alike"] = [(address(alike), Viewer.of(request.user).title_of(alike)) for alike in form.alike]
    if form.twin is not None:
        context["twin"] = {"address": address(form.twin), "name": Viewer.of(request.user).title_of(form.twin)}
    return render(request, "registry/editing/form.html", context | more)
