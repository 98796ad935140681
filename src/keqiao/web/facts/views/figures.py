"""The page of a figure: value, unit, period, definition, source, rows, evidence, history, use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
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
from keqiao.web.facts.scopes import scopes_for
from keqiao.web.facts.unreviewed import unreviewed
from keqiao.web.facts.usage import used_in
from keqiao.web.facts.verified_rows import on_both_bases
from keqiao.web.registry.editing.rows import opening_table
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.search import keys_with_words
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.errors import ExplainedNotFound
from keqiao.web.site.punctuation import labelled
from keqiao.web.site.tables import Table

PER_PAGE = 20
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
    found = _detail(request, code, scope, period)
    shown = found.figure
    user = request.user
    bases = on_both_bases(user, shown, found.platforms)
    verified = bases.get(shown.scope.code)
    behind = rows_behind(user, shown)
    open_only = request.GET.get("rows") == "unverified" and verified is not None
    if open_only and verified is not None:
        behind = rows_behind(user, verified.reported, verified.open_rows)
    history = selectors.history(user, shown)
    facts = list(selectors.facts_behind(user, shown)) if len(shown.computed.facts) > 1 else []
    context = {
        "figure": shown,
        "detail": found,
        "how": how(shown),
        "definition": definition_entries(shown),
        "scopes": [one for one in scopes_for(user).values() if one.decision],
        "bases": Basis.choices,
        "chart": pictures.trend_chart(found.trend) if len(found.trend) > 1 else None,
        "platforms_chart": pictures.platforms_chart(found.platforms) if len(found.platforms) > 1 else None,
        "verified": verified,
        "open_only": open_only,
        "platforms": tables.platforms_table(found.platforms, shown, bases) if found.platforms else None,
        "history": tables.history_table(history, shown.measure) if history else None,
        "facts": tables.facts_table(facts, shown.measure) if facts else None,
        "evidence": selectors.evidence_for(user, [*(version.fact for version in history), *facts]),
        "uses": used_in(user, shown),
        "unreviewed": unreviewed(user, shown),
        "show_unreviewed": request.GET.get("unreviewed") == "1",
        "behind": behind,
    } | _by_hand(user, shown)
    if behind:
        words = request.GET.get("words", "")[:100]
        keys = keys_with_words(behind.ids, BY_MODEL[behind.listing.model], user, words)
        page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
        table = replace(rows_table(behind, page.object_list, shown, user), is_page=True)
        context |= {"page": page, "rows": table}
    return render(request, "facts/figure.html", context)


def _by_hand(user: Actor, shown: Figure) -> dict[str, Any]:
    """What the page says of proposals: those that wait, whether one can be made, or which collection asks for it."""
    recorded = not shown.is_derived and not (shown.definition is not None and shown.definition.is_rated)
    proposing = recorded and bool(may(user, PROPOSE))
    demand = demand_for(shown.measure, shown.scope.platform, shown.period) if proposing else None
    waiting = FigureProposal.objects.visible_to(user).waiting() if recorded else FigureProposal.objects.none()
    return {
        "about_by_hand": about_by_hand(),
        "proposals": waiting.filter(
            measure=shown.measure,
            platform=shown.scope.platform,
            period=shown.period.code,
            basis=shown.basis,
        ).select_related("measure", "platform", "proposed_by"),
        "may_propose": proposing and demand is None,
        "demand": demand,
        "demand_words": refusal(shown.measure, shown.scope.platform, demand) if demand else "",
        "demand_url": demand.url if demand else "",
    }


@require_safe
@right_required("facts.view")
def figure_workbook(request: SignedInRequest, code: str, scope: str, period: str) -> HttpResponse:
    """The figure and what is behind it as a workbook: its rows, else its facts."""
    found = _detail(request, code, scope, period)
    shown, user = found.figure, request.user
    behind = rows_behind(user, shown)
    if behind:
        table = rows_table(behind, behind.ids[:MOST_EXPORTED], shown, user)
    elif len(shown.computed.facts) > 1:
        table = tables.facts_table(selectors.facts_behind(user, shown), shown.measure)
    elif found.above:
        table = tables.platforms_table([*found.above, *found.below], shown)
    else:
        table = tables.history_table(selectors.history(user, shown), shown.measure)
    title = labelled(f"{shown.scope.name} {shown.measure}", f"{shown.text} {shown.unit}")
    note = f"{labelled(_('Definition'), shown.definition.words if shown.definition else '')}  {shown.reason}".strip()
    table = replace(table, title=title, as_of=shown.moment, note=note)
    about = Export("facts.export", title, {"figure": shown.url})
    return send_file(request, table, f"{code}-{scope}-{shown.period.code}.xlsx", about=about)


def rows_table(behind: Behind, ids: Any, shown: Figure, user: Actor) -> Table:
    """Return register rows behind a figure as a table."""
    rows = behind.listing.loaded(behind.listing.model.objects.filter(pk__in=list(ids)))
    return opening_table(
        behind.listing,
        rows,
        user,
        states=True,
        as_of=shown.moment,
        name="rows",
    )


def how(shown: Figure) -> str:
    """Return in a sentence how the value came about."""
    match shown.computed.state:
        case State.RECORDED:
            return _("Recorded value.")
        case State.ROLLED_UP if shown.computed.platforms:
            return _("Added up from the recorded values of %(n)s platforms.") % {
                "n": shown.computed.platforms
            }
        case State.ROLLED_UP:
            return _("Made of recorded values of shorter periods.")
        case State.DERIVED if shown.computed.row_ids:
            return _("Computed from %(n)s rows of the registers.") % {"n": len(shown.computed.row_ids)}
        case State.DERIVED:
            return (
                _("Computed from other figures.")
                if not shown.computed.row_model
                else _("No row of the registers counts.")
            )
        case State.NOT_APPLICABLE:
            return _("Not applicable.")
        case _:
            return _("There is no value.")


def definition_entries(shown: Figure) -> list[tuple[str, Any]]:
    """Return what is said about the definition, as terms and texts."""
    found = shown.definition
    if found is None:
        return []
    english = found.words == found.text_en and found.text_en != found.text
    kinds = dict(SourceKind.choices)
    return [
        (_("Definition"), found.words),
        (
            _("Version"),
            _("%(version)s, in force since %(date)s") % {"version": found.version, "date": found.valid_from},
        ),
        (_("Kind"), shown.measure.get_kind_display()),
        (_("Source"), kinds.get(found.source_kind, "")),
        (_("Regulation"), found.regulation_en if english else found.regulation),
        (_("Evidence asked for"), found.evidence_kind_en if english else found.evidence_kind),
        (_("Derivation"), found.derivation),
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
