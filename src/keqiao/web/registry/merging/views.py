"""Pages on which records are merged, with a preview, and split."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require_one
from keqiao.web.registry.changes.references import referring
from keqiao.web.registry.duplicates import suspected
from keqiao.web.registry.editing.rows import BIGGEST, address, row_of
from keqiao.web.registry.editing.views import MERGED
from keqiao.web.registry.listings import Viewer
from keqiao.web.registry.merging.mergers import RIGHT, differing, merge, preview, rights_to_merge
from keqiao.web.registry.merging.splits import split
from keqiao.web.registry.models import Organisation, Record
from keqiao.web.registry.registers import Register, register_of
from keqiao.web.registry.search import with_words
from keqiao.web.site.lists import clean

MOST_CANDIDATES = 20
MOST_ROWS = 200


def _row(request: SignedInRequest, key: str, pk: int, among: tuple[str, ...]) -> tuple[Register, Any]:
    """The register and its standing row. Raises Http404 where there is none, or nothing is merged or split."""
    if key not in among:
        raise Http404
    register = register_of(key)
    require_one(request.user, rights_to_merge(register.model))
    row = row_of(request.user, register, pk)
    if row.withdrawn_at is not None:
        raise Http404
    return register, row


def _field_text(record: Record, name: str) -> str:
    """What a record says in a field, in words."""
    field: Any = record._meta.get_field(name)
    if field.choices:
        display = getattr(record, f"get_{name}_display")
        return str(display())
    value = getattr(record, name)
    return "" if value is None else str(value)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(RIGHT, "registry.edit_people")
def merge_page(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Choose the record that is the same; see what would happen; do it."""
    register, kept = _row(request, key, pk, MERGED)
    given = request.POST if request.method == "POST" else request.GET
    words = clean(request.GET.get("q", ""))
    text = given.get("with", "")
    other = None
    if text.isascii() and text.isdigit() and len(text) < 19 and 0 < int(text) <= BIGGEST:
        rows: Any = register.model
        other = (
            rows.objects.current().visible_to(request.user).exclude(pk=kept.pk).filter(pk=int(text)).first()
        )
    reason, error, done = given.get("reason", "")[:300], "", None
    if other is not None:
        try:
            if request.method == "POST":
                done = _merge(request, register, kept, other, reason)
                messages.success(request, _("The records are merged. The change can be undone as a whole."))
                return (
                    redirect("registry:change_set", pk=done.stored.pk)
                    if done.stored
                    else redirect(address(kept))
                )
            done = preview(request.user, kept, other)
        except ValidationError as refused:
            error = " ".join(refused.messages)
    viewer = Viewer.of(request.user)
    candidates = []
    if other is None and words:
        rows = register.model
        matching = with_words(rows.objects.current().visible_to(request.user), register, request.user, words)
        candidates = [
            (row.pk, viewer.title_of(row)) for row in matching.exclude(pk=kept.pk)[:MOST_CANDIDATES]
        ]
    context = {
        "register": register,
        "kept": kept,
        "title": viewer.title_of(kept),
        "other": other,
        "other_title": viewer.title_of(other) if other is not None else "",
        "words": words,
        "candidates": candidates,
        "fields": []
        if other is None
        else [
            (
                field.name,
                str(field.verbose_name),
                _field_text(kept, field.name),
                _field_text(other, field.name),
            )
            for field in differing(kept, other)
        ],
        "moved": sorted(done.moved.items()) if done is not None else [],
        "collided": [
            (
                str(two._meta.verbose_name),
                str(one),
                f"{two._meta.label}/{two.pk}",
                [
                    (str(field.verbose_name), _field_text(one, field.name), _field_text(two, field.name))
                    for field in differing(one, two)
                ],
            )
            for one, two in (done.collided if done is not None else [])
        ],
        "reason": reason,
        "error": error,
        "row_address": address(kept),
    }
    return render(request, "registry/merging/merge.html", context)


@require_safe
@right_required(RIGHT, "registry.edit_people")
def duplicates(request: SignedInRequest, key: str) -> HttpResponse:
    """Rows that may be the same thing recorded twice, side by side, each with the way to merge it into another."""
    if key not in MERGED:
        raise Http404
    register = register_of(key)
    require_one(request.user, rights_to_merge(register.model))
    viewer = Viewer.of(request.user)
    groups = [
        [
            (row, viewer.title_of(row), address(row), getattr(row, "usci", "") or getattr(row, "orcid", ""))
            for row in group
        ]
        for group in suspected(request.user, register.model)
    ]
    return render(request, "registry/merging/duplicates.html", {"register": register, "groups": groups})


def _merge(request: SignedInRequest, register: Register, kept: Any, other: Any, reason: str) -> Any:
    if not reason.strip():
        raise ValidationError(_("Say why the two are one."))
    return merge(
        request.user,
        kept,
        other,
        take=[name for name in request.POST.getlist("take")[:50] if name],
        others_stay=_pairs(request.POST.getlist("stay")),
        register=register.key,
        reason=reason,
    )


def _pairs(texts: list[str]) -> list[tuple[str, int]]:
    """(Model label, key) of texts such as ``registry.FirmReport/7``; others are left out."""
    pairs = []
    for text in texts[:MOST_ROWS]:
        label, _sep, number = text.partition("/")
        if number.isascii() and number.isdigit() and len(number) < 19:
            pairs.append((label, int(number)))
    return pairs


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(RIGHT)
def split_page(request: SignedInRequest, key: str, pk: int) -> HttpResponse:
    """Name the new organisation and choose what belongs to it."""
    register, row = _row(request, key, pk, ("organisations",))
    error = ""
    name, usci = clean(request.POST.get("name", "")), clean(request.POST.get("usci", ""))
    form, reason = request.POST.get("legal_form", row.legal_form), request.POST.get("reason", "")[:300]
    chosen = request.POST.getlist("row")
    if request.method == "POST":
        new = Organisation(name=name, usci=usci or None, legal_form=form, division=row.division)
        try:
            if not reason.strip():
                raise ValidationError(_("Say why the record is split."))
            made = split(request.user, row, new, _pairs(chosen), register=register.key, reason=reason)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, _("The record is split. The change can be undone as a whole."))
            return redirect("registry:change_set", pk=made.pk)
    viewer = Viewer.of(request.user)
    context = {
        "register": register,
        "title": viewer.title_of(row),
        "name": name,
        "usci": usci,
        "legal_form": form,
        "forms": Organisation.LegalForm.choices,
        "reason": reason,
        "error": error,
        "rows": [
            (
                str(referring_row._meta.verbose_name),
                viewer.title_of(referring_row),
                f"{referring_row._meta.label}/{referring_row.pk}",
            )
            for _name, rows in referring(row)
            for referring_row in rows[:MOST_ROWS]
        ],
        "chosen": chosen,
        "row_address": address(row),
    }
    return render(request, "registry/merging/split.html", context)
