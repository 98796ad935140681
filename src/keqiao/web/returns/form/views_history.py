"""What happened to a form and to one of its figures, its hand-ins beside each other, and the form on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.facts.models import Measure
from keqiao.web.procedures.history import StepInWords
from keqiao.web.returns.form.differences import compare, exactly, value_in_words
from keqiao.web.returns.form.history import entries, titles_of
from keqiao.web.returns.form.sheet import form_of
from keqiao.web.returns.models import Cell as FigureCell
from keqiao.web.returns.models import Return, Step, Submission
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services import submission
from keqiao.web.site.lists import Filter, ListPage, ListView, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table


class FormHistory(ListView):
    """Every step of a form, or of one figure of it, the latest first."""

    right = "returns.view"
    template_name = "returns/form/history.html"
    export, file_name = "returns.export", "history"
    orders: ClassVar = {
        "at": ("at", "pk"),
        "by": ("by__display_name", "by__username", "-pk"),
        "figure": ("cell__item__order", "-pk"),
    }

    @cached_property
    def form(self) -> Return:
        """The form. Raises Http404 for one that the reader may not see."""
        return form_of(self.request.user, self.kwargs["pk"])

    @cached_property
    def cell(self) -> FigureCell | None:
        """The figure, None for all. Raises Http404 for one that the form does not have."""
        code = self.kwargs.get("code")
        if code is None:
            return None
        cell = self.form.cells.select_related("item__measure").filter(item__measure__code=code).first()
        if cell is None:
            raise Http404
        return cell

    def filters(self) -> list[Filter]:
        """What was done, who did it, and words of the reason."""
        actions = [(action.name, str(action.words)) for action in RETURNS.actions]
        return [
            Filter("action", _("What was done"), choices=actions, apply=with_value("action")),
            Filter("who", _("Who"), kind="words", apply=with_words("by__username", "by__display_name")),
            Filter("q", _("Reason"), kind="words", apply=with_words("reason")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Step]:
        """The steps."""
        steps = self.form.steps.select_related("by", "cell__item__measure").order_by("-pk")
        return steps if self.cell is None else steps.filter(cell=self.cell)

    def table(self, rows: Iterable[Step]) -> Table:
        """Print them; a figure leads to its own history."""
        columns = [
            Column("at", _("When"), "date"),
            Column("by", _("Who")),
            Column("action", _("What was done")),
            Column("figure", _("Figure")),
            Column("changes", pgettext("changes", "Change")),
            Column("reason", _("Reason")),
        ]
        if self.cell is not None:
            columns = [column for column in columns if column.key != "figure"]
        steps = list(rows)
        printed = [self._cells(entry) for entry in entries(steps, titles_of(steps, self.request.user))]
        return Table(_("Steps, the latest first"), columns, printed, name="history", stacked=True)

    def _cells(self, entry: StepInWords) -> dict[str, Any]:
        measure = entry.step.cell.item.measure if entry.step.cell else None
        own = reverse("returns:figure_history", args=(self.form.pk, measure.code)) if measure else ""
        return {
            "at": Cell(entry.at, text=f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"),
            "by": entry.by,
            "action": Cell(entry.action, mark=_("v%(version)s") % {"version": entry.step.version}),
            "figure": Cell(str(measure) if measure else _("whole form"), url=own),
            "changes": "\n".join(entry.changes_in_words),
            "reason": entry.reason,
        }

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """The form, and its hand-ins."""
        return {
            "form": self.form,
            "collection": self.form.collection,
            "measure": self.cell.item.measure if self.cell else None,
            "hand_ins": list(self.form.submissions.select_related("by", "signed_scan").order_by("-number")),
        }


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
    values = hand_in.values if hand_in else submission.values_of(form)
    lines = [_printed_line(cell, values.get(cell.item.measure.code, {})) for cell in cells]
    context = {
        "form": form,
        "collection": form.collection,
        "hand_in": hand_in,
        "lines": lines,
        "verified": any(cell.verified_value is not None for cell in cells),
    }
    return render(request, "returns/form/print.html", context)


def _printed_line(cell: FigureCell, values: Mapping[str, Any]) -> dict[str, Any]:
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
