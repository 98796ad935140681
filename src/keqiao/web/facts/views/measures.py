"""The measures with the city's figures, and the page of one measure with the versions of its definition."""

from __future__ import annotations

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
from keqiao.web.facts.forms import MeasureSearch
from keqiao.web.facts.models import Measure
from keqiao.web.facts.proposals import PROPOSE, may, reads_proposals
from keqiao.web.facts.scopes import CITY
from keqiao.web.site.tables import Column, Table


@require_safe
@right_required("facts.view")
def measures(request: SignedInRequest) -> HttpResponse:
    """All measures that fit, each with the city's latest figure and its definition."""
    user: Actor = request.user
    form = MeasureSearch(request.GET)
    form.is_valid()
    words = form.cleaned_data.get("q", "")
    measures = list(selectors.measures_matching(request.user, words, form.cleaned_data.get("category", "")))
    figures = latest_figures(request.user, [measure.code for measure in measures], [CITY])
    by_code = {code: figure for (code, _scope), figure in figures.items()}
    table = tables.measures_table(measures, by_code)
    return render(
        request,
        "facts/measures.html",
        {
            "form": form,
            "table": table,
            "may_propose": bool(may(user, PROPOSE)),
            "may_read_proposals": reads_proposals(user),
        },
    )


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
    period, problem = _asked(request.GET.get("period", "").strip())
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


def _asked(text: str) -> tuple[Period | None, str]:
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
