"""The page of a figure: value, unit, period, definition, source, rows, evidence, history, use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.periods import PeriodError
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.facts import pictures, selectors, tables
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.demands import demand_for, refusal
from keqiao.web.facts.detail import Behind, Detail, detail, rows_behind
from keqiao.web.facts.figures import Figure, about_by_hand
from keqiao.web.facts.models import Basis, FigureProposal, SourceKind
from keqiao.web.facts.proposals import PROPOSE, may
from keqiao.web.facts.row_evidence import files_by_row, proof_of
from keqiao.web.facts.scopes import scopes_for
from keqiao.web.facts.selectors import LargestFigures
from keqiao.web.facts.source_pages import source_pages
from keqiao.web.facts.unreviewed import unreviewed
from keqiao.web.facts.usage import used_in
from keqiao.web.facts.verified_rows import on_both_bases
from keqiao.web.registry.editing.rows import address, opening_table
from keqiao.web.registry.models import Platform
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.search import keys_with_words
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.errors import ExplainedNotFound
from keqiao.web.site.lists import ListPage
from keqiao.web.site.punctuation import labelled
from keqiao.web.site.tables import Cell, Column, Table

FILES = "files"
"""The column that says how many files a row rests on."""
PER_PAGE = 20
MOST_CHOICES = 100
"""Platforms offered as choices; of a city with more the rows behind its figures are listed when they are asked for."""
MOST_FACTS = 200
"""Facts listed on the page; the workbook has all."""
MOST_EXPORTED = 20_000


@require_safe
@right_required("facts.view")
def choose(request: HttpRequest) -> HttpResponse:
    """Lead from the choices of a form (measure, scope, period) to the figure's own address."""
    parts = [request.GET.get(name, "").strip() for name in ("measure", "scope", "period")]
    try:
        address = reverse("facts:figure", args=parts)
    except NoReverseMatch as error:
        raise Http404 from error
    if request.GET.get("basis") == Basis.VERIFIED:
        address += "?basis=verified"
    return redirect(address)


@require_safe
@right_required("facts.view")
def figure(request: SignedInRequest, code: str, scope: str, period: str) -> HttpResponse:
    """One figure with everything behind it."""
    detail = _detail(request, code, scope, period)
    figure = detail.figure
    user = request.user
    are_few = Platform.objects.current().order_by().count() <= MOST_CHOICES
    # All rows of a large city are read only for who wants to see them.
    wants_rows = bool(request.GET.keys() & {"rows", "words", "page"})
    is_listed = figure.scope.platform is not None or are_few or wants_rows
    bases = {} if not is_listed else on_both_bases(user, figure, detail.platforms.figures)
    verified = bases.get(figure.scope.code)
    behind = rows_behind(user, figure) if is_listed else None
    proof = proof_of(behind.listing.model, behind.ids) if behind and behind.is_register else None
    only = request.GET.get("rows")
    open_only = only == "unverified" and verified is not None
    if open_only and verified is not None:
        behind = rows_behind(user, verified.reported, verified.open_rows)
    unproved_only = only == "without_files" and proof is not None and bool(proof.open_rows)
    if unproved_only and proof is not None:
        behind = rows_behind(user, figure, proof.open_rows)
    history = selectors.history(user, figure)
    facts = list(selectors.facts_behind(user, figure)[:MOST_FACTS]) if is_listed else []
    if len(facts) == 1:
        facts = []
    pages = source_pages(user, [*(version.fact for version in history), *facts])
    context = {
        "figure": figure,
        "detail": detail,
        "how": how(figure, is_listed),
        "is_listed": is_listed or not (figure.computed.row_model or figure.computed.platforms),
        "definition": definition_entries(figure),
        "scopes": [scope for scope in scopes_for(user).values() if scope.decision] if are_few else [],
        "bases": Basis.choices,
        "chart": pictures.trend_chart(detail.trend) if len(detail.trend) > 1 else None,
        "platforms_chart": pictures.platforms_chart(detail.platforms) if detail.platforms.count > 1 else None,
        "verified": verified,
        "open_only": open_only,
        "proof": proof,
        "unproved_only": unproved_only,
        "platforms": tables.platforms_table(detail.platforms, figure, bases)
        if detail.platforms.count
        else None,
        "history": tables.history_table(history, figure.measure, pages) if history else None,
        "facts": tables.facts_table(facts, figure.measure, pages) if facts else None,
        "on_other_basis": tables.on_other_basis(selectors.on_other_basis(figure, history), figure.measure),
        "evidence": selectors.evidence_for(user, [*(version.fact for version in history), *facts]),
        "uses": used_in(user, figure),
        "unreviewed": unreviewed(user, figure),
        "show_unreviewed": request.GET.get("unreviewed") == "1",
        "behind": behind,
    } | _by_hand(user, figure)
    if behind:
        words = request.GET.get("words", "")[:100]
        register = BY_MODEL.get(behind.listing.model)
        keys = keys_with_words(behind.ids, register, user, words) if register else behind.ids
        page = ListPage(request, per_page=PER_PAGE).page(keys)
        table = replace(rows_table(behind, page.object_list, figure, user), is_page=True)
        context |= {"page": page, "rows": table}
    return render(request, "facts/figure.html", context)


def _by_hand(user: Actor, figure: Figure) -> dict[str, Any]:
    """What the page says of proposals: those that wait, whether one can be made, or which collection asks for it."""
    recorded = not figure.is_derived and not (figure.definition is not None and figure.definition.is_rated)
    proposing = recorded and bool(may(user, PROPOSE))
    demand = demand_for(figure.measure, figure.scope.platform, figure.period) if proposing else None
    waiting = FigureProposal.objects.visible_to(user).waiting() if recorded else FigureProposal.objects.none()
    return {
        "about_by_hand": about_by_hand(),
        "proposals": waiting.filter(
            measure=figure.measure,
            platform=figure.scope.platform,
            period=figure.period.code,
            basis=figure.basis,
        ).select_related("measure", "platform", "proposed_by"),
        "may_propose": proposing and demand is None,
        "demand": demand,
        "demand_words": refusal(figure.measure, figure.scope.platform, demand) if demand else "",
        "demand_url": demand.url if demand else "",
    }


@require_safe
@right_required("facts.view")
def figure_workbook(request: SignedInRequest, code: str, scope: str, period: str) -> HttpResponse:
    """The figure and what is behind it as a workbook: its rows, else its facts."""
    detail = _detail(request, code, scope, period)
    figure, user = detail.figure, request.user
    behind = rows_behind(user, figure)
    if behind:
        table = rows_table(behind, behind.ids[:MOST_EXPORTED], figure, user)
    elif len(figure.computed.facts) > 1:
        facts = list(selectors.facts_behind(user, figure))
        table = tables.facts_table(facts, figure.measure, source_pages(user, facts))
    elif detail.above:
        table = tables.platforms_table(LargestFigures([*detail.above, *detail.below]), figure)
    else:
        history = selectors.history(user, figure)
        pages = source_pages(user, [version.fact for version in history])
        table = tables.history_table(history, figure.measure, pages)
    title = labelled(f"{figure.scope.name} {figure.measure}", f"{figure.text} {figure.unit}")
    definition = figure.definition.words if figure.definition else ""
    note = f"{labelled(_('Definition'), definition)}  {figure.reason}".strip()
    table = replace(table, title=title, as_of=figure.moment, note=note)
    about = Export("facts.export", title, {"figure": figure.url})
    return send_file(
        request, table, f"{figure.scope.name} {figure.measure} {figure.period.code}.xlsx", about=about
    )


def rows_table(behind: Behind, ids: Any, figure: Figure, user: Actor) -> Table:
    """Return rows behind a figure as a table, with how many files each rests on."""
    rows = list(behind.listing.loaded(behind.listing.model.objects.filter(pk__in=list(ids))))
    table = opening_table(
        behind.listing,
        rows,
        user,
        states=True,
        as_of=figure.moment,
        name="rows",
    )
    if not behind.is_register:
        return table
    files = files_by_row(behind.listing.model, [row.pk for row in rows])
    printed = [
        {**cells, FILES: Cell(files[row.pk], url=f"{address(row)}#evidence") if row.pk in files else None}
        for row, cells in zip(rows, table.rows, strict=True)
    ]
    columns = [*table.columns, Column(FILES, _("Evidence files"), "number", decimals=0)]
    return replace(table, rows=printed, columns=columns)


def how(figure: Figure, is_listed: bool = True) -> str:
    """Return in a sentence how the value came about; without the number of rows where they are not listed."""
    match figure.computed.state:
        case State.RECORDED:
            return _("Recorded value.")
        case State.ROLLED_UP if figure.computed.platforms:
            return _("Added up from the recorded values of %(n)s platforms.") % {
                "n": figure.computed.platforms
            }
        case State.ROLLED_UP:
            return _("Made of recorded values of shorter periods.")
        case State.DERIVED if not is_listed and figure.computed.row_model:
            return _("Computed from the rows of the registers.")
        case State.DERIVED if figure.computed.row_ids:
            return _("Computed from %(n)s rows of the registers.") % {"n": len(figure.computed.row_ids)}
        case State.DERIVED:
            return (
                _("Computed from other figures.")
                if not figure.computed.row_model
                else _("No row of the registers counts.")
            )
        case State.NOT_APPLICABLE:
            return _("Not applicable.")
        case _:
            return _("There is no value.")


def definition_entries(figure: Figure) -> list[tuple[str, Any]]:
    """Return what is said about the definition, as terms and texts."""
    definition = figure.definition
    if definition is None:
        return []
    english = definition.words == definition.text_en and definition.text_en != definition.text
    kinds = dict(SourceKind.choices)
    return [
        (_("Definition"), definition.words),
        (
            _("Version"),
            _("%(version)s, in force since %(date)s")
            % {"version": definition.version, "date": definition.valid_from},
        ),
        (_("Kind"), figure.measure.get_kind_display()),
        (_("Source"), kinds.get(definition.source_kind, "")),
        (_("Regulation"), definition.regulation_en if english else definition.regulation),
        (_("Evidence asked for"), definition.evidence_kind_en if english else definition.evidence_kind),
        (_("Derivation"), definition.derivation),
    ]


def _detail(request: SignedInRequest, code: str, scope: str, period: str) -> Detail:
    """Return the detail; 404 where there is no such figure."""
    basis = request.GET.get("basis", Basis.REPORTED)
    if basis not in Basis.values:
        raise Http404
    try:
        return detail(request.user, code, scope, period, basis)
    except selectors.PeriodToCome as error:
        raise ExplainedNotFound(str(error)) from error
    except (selectors.UnknownFigure, PeriodError) as error:
        raise Http404(str(error)) from error
