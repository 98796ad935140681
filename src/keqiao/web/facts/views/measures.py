"""The measures with the city's figures, and the page of one measure with the versions of its definition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.periods import Period, PeriodError
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.facts import selectors, tables
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure
from keqiao.web.facts.proposals import PROPOSE, may, reads_proposals
from keqiao.web.facts.scopes import CITY
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value
from keqiao.web.site.tables import Column, Table


class MeasureCatalogue(ListView):
    """All measures, each with the city's latest figure and its definition."""

    right = "facts.view"
    template_name = "facts/measures.html"
    export, file_name = "facts.export_measures", "measures"
    per_page = 100
    orders: ClassVar = {"name": ("name", "code"), "kind": ("kind", "order"), "subject": ("category", "order")}

    def filters(self) -> list[Filter]:
        """Words, subject, kind."""
        subjects = in_words(Measure.Category)
        return [
            Filter("q", _("Words"), kind="words", apply=selectors.measures_with),
            Filter("category", _("Subject"), choices=subjects, apply=with_value("category")),
            Filter("kind", _("Kind"), choices=in_words(Measure.Kind), apply=with_value("kind")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[Measure]:
        """In the order of the catalogue."""
        return selectors.listed_measures(self.request.user)

    def table(self, rows: Iterable[Measure]) -> Table:
        """Print them with the figures of the city."""
        measures = list(rows)
        figures = latest_figures(self.request.user, [measure.code for measure in measures], [CITY])
        return tables.measures_table(measures, {code: figure for (code, _scope), figure in figures.items()})

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """What the reader may do about figures by hand."""
        user: Actor = self.request.user
        return {
            "subtitle": _("Every measure with its definition; a number leads to its source"),
            "may_propose": bool(may(user, PROPOSE)),
            "may_read_proposals": reads_proposals(user),
        }


@require_safe
@right_required("facts.view")
def measure(request: SignedInRequest, code: str) -> HttpResponse:
    """One measure: the versions of its definition, and its figures for the city and the platforms."""
    measure = get_object_or_404(Measure, code=code)
    versions = measure.definitions.order_by("-version")
    columns = [
        Column("version", _("Version"), "number", decimals=0),
        Column("from", _("Valid from"), "date"),
        Column("to", _("Valid to"), "date"),
        Column("text", _("Definition")),
        Column("derivation", _("Derivation")),
        Column("regulation", _("Regulation")),
    ]
    rows = [
        {
            "version": row.version,
            "from": row.valid_from,
            "to": row.valid_to,
            "text": row.words,
            "derivation": row.derivation,
            "regulation": row.regulation,
        }
        for row in versions
    ]
    period, problem = _period_of(request.GET.get("period", "").strip())
    total = latest_figures(request.user, [code], [CITY], period).get((code, CITY))
    platforms = selectors.largest(request.user, total) if total else None
    context = {
        "measure": measure,
        "versions": Table(_("Versions of the definition"), columns, rows, name="versions"),
        "total": total,
        "period": request.GET.get("period", "")[:20],
        "problem": problem,
        "platforms": tables.platforms_table(platforms, total)
        if total and platforms and platforms.count
        else None,
    }
    return render(request, "facts/measure.html", context)


def _period_of(text: str) -> tuple[Period | None, str]:
    """Return the period that an address asks for, and why it is none."""
    if not text:
        return None, ""
    try:
        period = Period.parse(text)
    except PeriodError as error:
        return None, error.problem.in_language(get_language() or "zh")
    if period.start > today():
        return None, _("%(period)s has not come yet.") % {"period": period.code}
    return period, ""


def latest_figures(
    user: Actor, codes: list[str], scopes: list[str] | None, period: Period | None = None
) -> dict[tuple[str, str], Figure]:
    """Return each measure's figure by scope: of the period asked for, else a stock as of the default day and a flow of
    the last full year.
    """
    if period is not None:
        figures = selectors.figures_for(user, codes, scopes, [period], yoy=True)
        return {(code, scope): figure for (code, scope, _text), figure in figures.items()}
    day = Period.parse(selectors.default_period())
    year = Period.of_year(day.year if day.is_full_year else day.year - 1)
    figures = selectors.figures_for(user, codes, scopes, [day.code, year.code], yoy=True)
    return {
        (code, scope): figure
        for (code, scope, text), figure in figures.items()
        if text == (day.code if figure.measure.kind == Measure.Kind.STOCK else year.code)
    }
