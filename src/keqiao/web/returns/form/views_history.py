"""What happened to a form and to one of its figures, its hand-ins beside each other, and the form on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts.models import Measure
from keqiao.web.returns.form.differences import compare, exactly, value_in_words
from keqiao.web.returns.form.history import entries, titles_of
from keqiao.web.returns.form.sheet import form_of
from keqiao.web.returns.models import Cell, Return, Submission
from keqiao.web.returns.services import submitting

PER_PAGE = 50


@require_safe
@right_required("returns.view")
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every step of a form, the latest first."""
    return _history(request, form_of(request.user, pk), None)


@require_safe
@right_required("returns.view")
def history_of_figure(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Every step of one figure of a form. Raises Http404 for a figure that the form does not have."""
    form = form_of(request.user, pk)
    cell = form.cells.select_related("item__measure").filter(item__measure__code=code).first()
    if cell is None:
        raise Http404
    return _history(request, form, cell)


def _history(request: SignedInRequest, form: Return, cell: Any) -> HttpResponse:
    steps = form.steps.select_related("by", "cell__item__measure").order_by("-pk")
    if cell is not None:
        steps = steps.filter(cell=cell)
    page = Paginator(steps, PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    context = {
        "form": form,
        "collection": form.collection,
        "measure": cell.item.measure if cell else None,
        "page": page,
        "entries": entries(listed, titles_of(listed, request.user)),
        "hand_ins": list(form.submissions.select_related("by", "signed_scan").order_by("-number")),
    }
    return render(request, "returns/form/history.html", context)


@require_safe
@right_required("returns.view")
def differences(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two hand-ins beside each other: ``?from=1&to=2``, the last two at first."""
    form = form_of(request.user, pk)
    hand_ins = list(form.submissions.select_related("by").order_by("number"))
    if len(hand_ins) < 2:
        return render(request, "returns/form/differences.html", {"form": form, "hand_ins": hand_ins})
    before = _chosen(request.GET.get("from"), hand_ins) or hand_ins[-2]
    after = _chosen(request.GET.get("to"), hand_ins) or hand_ins[-1]
    measures = _measures(form)
    changes = compare(measures, before.values, after.values)
    context = {
        "form": form,
        "collection": form.collection,
        "hand_ins": hand_ins,
        "before": before,
        "after": after,
        "rows": [(measures[code], difference) for code, difference in changes.items()],
    }
    return render(request, "returns/form/differences.html", context)


@require_safe
@right_required("returns.view")
def printed(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form on paper: as it was handed in last, or, before that, as a draft."""
    form = form_of(request.user, pk)
    hand_in = form.submissions.select_related("by", "signed_scan").order_by("-number").first()
    if form.is_editable and (hand_in is None or form.state == Return.State.DRAFT):
        hand_in = None
    cells = form.cells.select_related("item__measure").order_by("item__order", "pk")
    values = hand_in.values if hand_in else submitting.values_of(form)
    lines = [_printed_line(cell, values.get(cell.item.measure.code, {})) for cell in cells]
    context = {
        "form": form,
        "collection": form.collection,
        "hand_in": hand_in,
        "lines": lines,
        "verified": any(cell.verified_value is not None for cell in cells),
    }
    return render(request, "returns/form/print.html", context)


def _printed_line(cell: Cell, values: Mapping[str, Any]) -> dict[str, Any]:
    measure = cell.item.measure
    verified = None if cell.verified_value is None else exactly(measure, cell.verified_value)
    return {
        "measure": measure,
        "text": value_in_words(measure, values),
        "note": values.get("comment", ""),
        "files": len(values.get("evidence", ())),
        "verified": verified,
    }


def _measures(form: Return) -> dict[str, Measure]:
    cells = form.cells.select_related("item__measure")
    return {cell.item.measure.code: cell.item.measure for cell in cells}


def _chosen(text: str | None, hand_ins: list[Submission]) -> Submission | None:
    return next((hand_in for hand_in in hand_ins if str(hand_in.number) == text), None)
