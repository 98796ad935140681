"""Tables of panels: the list, and a panel's scores as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.experts.models import ExpertPanel, PanelSeat
from keqiao.web.experts.panel_scores import PanelScores
from keqiao.web.experts.subject_kinds import kind
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.site.tables.definition import Light

State = ExpertPanel.State


def panels_table(panels: Iterable[Any], seats: Mapping[int, PanelSeat], *, for_expert: bool) -> Table:
    """Return the list of panels (with the counts of ``selectors.listed_panels``); for an expert what is to do."""
    rows = []
    for panel in panels:
        handed_in = panel.second_count if panel.state == State.DISCUSSION else panel.first_count
        rows.append(
            {
                "code": Cell(panel.code, url=panel.get_absolute_url()),
                "title": Cell(panel.title, url=panel.get_absolute_url()),
                "state": Cell(panel.state, text=panel.get_state_display(), light=light_of(panel)),
                "task": to_do(panel, seats.get(panel.pk)),
                "measure": str(panel.measure),
                "period": panel.period,
                "subjects": panel.subject_count,
                "experts": panel.seat_count,
                "handed_in": f"{handed_in} / {panel.seat_count}",
                "due_on": panel.due_on,
            }
        )
    columns = [
        Column("code", pgettext("panel", "Number")),
        Column("title", _("Title")),
        Column("state", pgettext("panel", "State")),
        *([Column("task", _("What you have to do"))] if for_expert else []),
        Column("measure", _("What is rated")),
        Column("period", _("Period")),
        Column("subjects", _("What is scored"), "number", decimals=0),
        *(
            []
            if for_expert
            else [
                Column("experts", _("Experts"), "number", decimals=0),
                Column("handed_in", _("Experts who handed in")),
            ]
        ),
        Column("due_on", _("Due on"), "date"),
    ]
    return Table(_("Experts' panels"), columns, rows, name="panels")


def light_of(panel: ExpertPanel) -> Light:
    """Return the light of the state of a panel."""
    lights: dict[str, Light] = {"good": "good", "watch": "watch", "accent": "watch"}
    return lights.get(State.tone_of(panel.state), "none")


def to_do(panel: ExpertPanel, seat: PanelSeat | None) -> str:
    """Say what an expert has to do on a panel; "—" when nothing is."""
    if seat is None or panel.state not in {State.SCORING, State.DISCUSSION}:
        return "—"
    if panel.state == State.SCORING:
        if seat.declared_at is None:
            return _("Declare conflicts of interest")
        return _("Score independently") if seat.first_at is None else _("Wait for the others")
    if seat.first_at is None:
        return "—"
    return (
        _("Discuss, change or confirm your scores") if seat.second_at is None else _("Wait for the closing")
    )


def scores_table(scores: PanelScores, *, named: bool) -> Table:
    """Return subjects × experts with results, for those who run or audit the panel; while sealed without scores.
    ``named``: whether the reader may see who gave which score.
    """
    panel = scores.panel
    rows = []
    for row in scores.rows:
        result = scores.tally(row.key)
        line: dict[str, Any] = {"subject": str(row.subject), "code": row.subject.code}
        for seat in scores.seats:
            mark = scores.marks[seat.pk, row.key]
            if mark.conflict is not None:
                line[f"seat{seat.pk}"] = _("conflict")
            elif named and not scores.is_sealed and seat.first_at is not None:
                line[f"seat{seat.pk}"] = mark.points
        if not scores.is_sealed:
            line |= {
                "count": result.count,
                "low": result.lowest,
                "high": result.highest,
                "deviation": result.deviation,
                "value": result.value,
                "formula": result.formula,
            }
        rows.append(line)
    columns = [
        Column("code", _("Code")),
        Column("subject", str(kind(panel.subject_kind).name)),
        *(Column(f"seat{seat.pk}", str(seat.expert), "number", decimals=2) for seat in scores.seats),
        Column("count", _("Scores that count"), "number", decimals=0),
        Column("low", _("Lowest"), "number", decimals=2),
        Column("high", _("Highest"), "number", decimals=2),
        Column("deviation", _("Standard deviation"), "number", decimals=2),
        Column("value", _("Result"), "number", decimals=2),
        Column("formula", _("How the result comes about")),
    ]
    return Table(
        str(panel),
        columns,
        rows,
        unit=_("points"),
        as_of=panel.period,
        note=_(
            "Points from 0 to 100; confidential: who gave which score is for the auditors, and for the bureau "
            "once the panel has ended."
        ),
        name="scores",
        download_url=reverse("experts:workbook", args=(panel.pk,)),
    )
