"""Tables of figures, facts and snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.facts.derivations import derivations
from keqiao.web.facts.derivations.base import add_rows, count_things
from keqiao.web.facts.figures import BY_HAND, Figure, about_by_hand
from keqiao.web.facts.models import Fact, FigureProposal, Measure, Snapshot, SnapshotFigure
from keqiao.web.facts.scopes import CITY
from keqiao.web.facts.selectors import FactVersion, LargestFigures
from keqiao.web.facts.source_pages import SourcePage
from keqiao.web.facts.verified_rows import Verified
from keqiao.web.site import numbers
from keqiao.web.site.punctuation import bracketed, labelled
from keqiao.web.site.tables import Cell, Column, Table


def value_cell(measure: Measure, value: Any, url: str = "") -> Cell:
    """Return a stored value in the shown unit, sorted as a number."""
    text = measure.in_display_unit(value)
    return Cell(text, text=numbers.number(text, measure.decimals), url=url)


def figure_cell(figure: Figure) -> Cell:
    """Return a figure's number that leads to its page; a gap tells its reason, a figure by hand bears its mark."""
    url = "" if figure.is_refused else figure.url
    mark = str(BY_HAND) if figure.is_by_hand else ""
    return Cell(
        figure.display_value,
        text=figure.text,
        url=url,
        title=figure.reason or (mark and about_by_hand()),
        mark=mark,
    )


def measures_table(measures: Sequence[Any], figures: dict[str, Figure]) -> Table:
    """Return measures with the city's latest figure and the definition; ``versions`` of a measure are loaded."""
    columns = [
        Column("name", _("Measure"), "link"),
        Column("value", _("City figure"), "number"),
        Column("unit", _("Unit")),
        Column("when", _("Period or day")),
        Column("change", _("Over a year"), "number"),
        Column("kind", _("Kind")),
        Column("subject", _("Subject")),
        Column("definition", _("Definition")),
    ]
    rows = []
    for measure in measures:
        figure = figures.get(measure.code)
        rows.append(
            {
                "name": Cell(str(measure), url=measure.get_absolute_url()),
                "value": figure_cell(figure) if figure else None,
                "unit": measure.display_unit,
                "when": figure.when if figure else "",
                "change": figure.yoy.text if figure and figure.yoy else "",
                "kind": measure.get_kind_display(),
                "subject": measure.get_category_display(),
                "definition": measure.versions[0].words if measure.versions else "",
            }
        )
    return Table(_("Measures and figures"), columns, rows, name="measures")


def platforms_table(
    largest: LargestFigures, total: Figure, bases: Mapping[str, Verified] | None = None
) -> Table:
    """Return a figure of the platforms beside the city's; with how many rows are verified where not all are."""
    figures = largest.figures
    columns = [
        Column("platform", _("Platform"), "link"),
        Column("value", str(total.measure), "number", total.unit),
        Column("change", _("Over a year"), "number"),
        Column("note", _("Note")),
    ]
    rows = [
        {
            "platform": Cell(figure.scope.name, url=figure.url),
            "value": figure_cell(figure),
            "change": figure.yoy.text if figure.yoy else "",
            "note": figure.reason,
        }
        for figure in figures
    ]
    if bases and any(verified.open_rows for verified in bases.values()):
        columns.insert(2, Column("verified", _("Verified value"), "number", total.unit))
        columns.insert(3, Column("rows", _("Rows verified")))
        for row, figure in zip(rows, figures, strict=True):
            if (both := bases.get(figure.scope.code)) is not None:
                row |= {"verified": figure_cell(both.verified), "rows": f"{both.count}/{both.total}"}
    notes = [_overlap(largest, total)]
    if largest.rest > 0:
        notes.append(
            _("The %(n)s largest of %(count)s platforms.") % {"n": len(figures), "count": largest.count}
        )
    return Table(
        _("%(measure)s by platform") % {"measure": total.measure},
        columns,
        rows,
        as_of=total.moment,
        note=" ".join(filter(None, notes)),
        name="platforms",
    )


def _overlap(largest: LargestFigures, total: Figure) -> str:
    """Say by how much the platforms together exceed the city, which counts each thing once; empty where they agree."""
    together = total.measure.in_display_unit(largest.total) or Decimal(0)
    if not total.is_derived or total.display_value is None or together == total.display_value:
        return ""
    rule = derivations().get(total.definition.derivation) if total.definition else None
    if rule is None or rule.combine not in (count_things, add_rows) or together < total.display_value:
        return _(
            "The city counts distinct things and each once, so its figure need not be the sum of the platforms."
        )
    values = {"together": together, "overlap": together - total.display_value, "city": total.display_value}
    return _(
        "The platforms together: %(together)s; of these %(overlap)s overlap, because the city counts each once:"
        " %(city)s."
    ) % {name: numbers.number(value, total.measure.decimals) for name, value in values.items()}


def history_table(
    versions: Iterable[FactVersion], measure: Measure, pages: Mapping[int, SourcePage] | None = None
) -> Table:
    """Return every fact of a figure, superseded ones too: who recorded what, when, from where."""
    columns = [
        Column("value", _("Value"), "number", measure.display_unit),
        Column("basis", pgettext("figure", "Basis")),
        Column("state", pgettext("fact", "State")),
        Column("recorded", _("Recorded at"), "date"),
        Column("by", _("Recorded by")),
        Column("confirmed", _("Confirmed by")),
        Column("origin", pgettext("fact", "Came by")),
        Column("source", _("Source")),
        Column("definition", _("Definition version"), "number", decimals=0),
        Column("note", _("Note")),
    ]
    rows = [_fact_row(version.fact, measure, pages) | {"state": _state(version)} for version in versions]
    return Table(_("History of records"), columns, rows, name="history")


def facts_table(
    facts: Iterable[Fact], measure: Measure, pages: Mapping[int, SourcePage] | None = None
) -> Table:
    """Return the facts that a figure is added up from."""
    columns = [
        Column("platform", _("Platform")),
        Column("period", _("Period")),
        Column("value", _("Value"), "number", measure.display_unit),
        Column("recorded", _("Recorded at"), "date"),
        Column("by", _("Recorded by")),
        Column("confirmed", _("Confirmed by")),
        Column("origin", pgettext("fact", "Came by")),
        Column("source", _("Source")),
        Column("note", _("Note")),
    ]
    rows = []
    for fact in facts:
        scope = fact.platform.code if fact.platform else CITY
        rows.append(
            _fact_row(fact, measure, pages)
            | {
                "platform": str(fact.platform or _("Whole city")),
                "period": Cell(
                    fact.period, url=reverse("facts:figure", args=(measure.code, scope, fact.period))
                ),
            }
        )
    return Table(_("Facts behind the figure"), columns, rows, name="facts")


def _fact_row(fact: Fact, measure: Measure, pages: Mapping[int, SourcePage] | None = None) -> dict[str, Any]:
    value = Cell(None, text=_("not applicable")) if fact.not_applicable else value_cell(measure, fact.value)
    if fact.is_by_hand:
        value = replace(value, mark=str(BY_HAND), title=about_by_hand())
    source = str(fact.get_source_kind_display())
    page = (pages or {}).get(fact.pk, SourcePage("", ""))
    note = labelled(source, fact.source_text) if fact.source_note else source
    return {
        "value": value,
        "basis": fact.get_basis_display(),
        "recorded": fact.recorded_at,
        "by": str(fact.recorded_by),
        "confirmed": str(fact.confirmed_by),
        "origin": fact.get_origin_display(),
        "source": Cell(note, text=bracketed(note, page.people), url=page.url),
        "definition": fact.definition.version,
        "note": fact.note_text,
    }


def on_other_basis(fact: Fact | None, measure: Measure) -> Cell | None:
    """Return what the other basis says, named, with the address of its figure."""
    if fact is None:
        return None
    value = numbers.NOTHING if fact.not_applicable else value_cell(measure, fact.value).text
    return Cell(
        fact.value,
        text=labelled(fact.get_basis_display(), f"{value} {measure.display_unit}"),
        url=fact.get_absolute_url(),
    )


def _state(version: FactVersion) -> str:
    if version.is_current:
        return _("stands")
    day = timezone.localdate(version.fact.superseded_by.recorded_at)
    return _("superseded on %(date)s") % {"date": day.isoformat()}


def proposals_table(proposals: Iterable[FigureProposal]) -> Table:
    """Return proposed figures with what was decided of them."""
    columns = [
        Column("figure", _("Figure"), "link"),
        Column("basis", pgettext("figure", "Basis")),
        Column("stood", _("When proposed")),
        Column("proposed", _("Proposed value")),
        Column("reason", pgettext("proposed figure", "Reason")),
        Column("by", pgettext("proposed figure", "Proposed by")),
        Column("at", _("Proposed at"), "date"),
        Column("state", pgettext("fact", "State")),
        Column("decided", pgettext("proposed figure", "Decided by")),
        Column("decided_at", pgettext("proposed figure", "Decided at"), "date"),
        Column("why", pgettext("proposed figure", "Reason of the decision")),
    ]
    rows = []
    for proposal in proposals:
        decision = getattr(proposal, "decision", None)
        rows.append(
            {
                "figure": Cell(str(proposal), url=proposal.get_absolute_url()),
                "basis": proposal.get_basis_display(),
                "stood": proposal.stood,
                "proposed": proposal.text,
                "reason": proposal.reason,
                "by": str(proposal.proposed_by),
                "at": proposal.proposed_at,
                "state": proposal.state_words,
                "decided": str(decision.decided_by) if decision else "",
                "decided_at": decision.decided_at if decision else None,
                "why": decision.reason if decision else "",
            }
        )
    return Table(_("Figures proposed by hand"), columns, rows, name="proposals", stacked=True)


def snapshots_table(snapshots: Iterable[Snapshot]) -> Table:
    """Return the snapshots."""
    columns = [
        Column("code", _("Code"), "link"),
        Column("title", pgettext("snapshot", "Title")),
        Column("as_of", pgettext("snapshot", "As of"), "date"),
        Column("periods", _("Periods")),
        Column("known", _("As known at"), "date"),
        Column("figures", _("Figures"), "number", decimals=0),
        Column("hash", _("Hash")),
        Column("by", _("Created by")),
        Column("at", _("Created at"), "date"),
    ]
    rows = [
        {
            "code": Cell(row.code, url=row.get_absolute_url()),
            "title": row.title,
            "as_of": row.as_of,
            "periods": _(", ").join(row.periods),
            "known": row.known_at,
            "figures": row.row_count,
            "hash": Cell(row.sha256, text=row.sha256[:12], title=row.sha256),
            "by": str(row.created_by or _("system")),
            "at": row.created_at,
        }
        for row in snapshots
    ]
    return Table(_("Snapshots"), columns, rows, name="snapshots")


def snapshot_figures_table(figures: Iterable[SnapshotFigure], **options: Any) -> Table:
    """Return frozen figures; measures, platforms and definitions are loaded."""
    columns = [
        Column("measure", _("Measure"), "link"),
        Column("platform", _("Platform")),
        Column("period", _("Period")),
        Column("value", _("Value"), "number"),
        Column("unit", _("Unit")),
        Column("basis", pgettext("figure", "Basis")),
        Column("definition", _("Definition version"), "number", decimals=0),
        Column("rows", _("Rows behind"), "number", decimals=0),
    ]
    rows = []
    for row in figures:
        scope = row.platform.code if row.platform else CITY
        rows.append(
            {
                "measure": Cell(
                    str(row.measure), url=reverse("facts:figure", args=(row.measure.code, scope, row.period))
                ),
                "platform": str(row.platform or _("Whole city")),
                "period": row.period,
                "value": value_cell(row.measure, row.value),
                "unit": row.measure.display_unit,
                "basis": row.get_basis_display(),
                "definition": row.definition.version,
                "rows": len(row.row_ids) or (1 if row.fact_id else 0),
            }
        )
    return Table(_("Figures of the snapshot"), columns, rows, **{"name": "figures"} | options)
