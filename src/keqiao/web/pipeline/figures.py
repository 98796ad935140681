"""Figures of projects that a reader may see: the funnel, the hand-over from stage to stage, managers. Each opens its
rows.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.models import User
from keqiao.web.charts.definition import Chart, Point, Series
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import (
    DECIDED_GATES,
    STAGE_BEFORE,
    GateCode,
    GateReview,
    GateState,
    Mandate,
    ProjectPassage,
)
from keqiao.web.pipeline.query import (
    OPEN,
    OPEN_STATES,
    SEGMENTS,
    list_url,
    qualification_words,
    segment_words,
)
from keqiao.web.pipeline.selectors import stage_counts
from keqiao.web.site.tables import Cell, Column, Table


def gates_url(**filters: str) -> str:
    """Return the address of the reviews behind a figure."""
    return f"{reverse('pipeline:gates')}?{urlencode(filters)}"


def funnel_table(passages: QuerySet[ProjectPassage], reviews: QuerySet[GateReview]) -> Table:
    """Return how many projects passed which gate, each with its share of those taken up."""
    passed = dict(
        reviews.filter(state=GateState.PASSED).order_by().values_list("gate").annotate(count=Count("pk"))
    )
    begun = passages.order_by().count()
    rows: list[dict[str, Any]] = [
        {"step": _("Taken up"), "count": Cell(begun, url=reverse("pipeline:list")), "share": None}
    ]
    for gate in GateCode:
        count = passed.get(gate.value, 0)
        share = Decimal(count) / begun if begun else None
        rows.append(
            {"step": str(gate.label), "count": Cell(count, url=list_url(passed=gate.value)), "share": share}
        )
    columns = [
        Column("step", _("Came as far as")),
        Column("count", _("Projects"), "number"),
        Column("share", _("Share of those taken up"), "percent"),
    ]
    return Table(_("Funnel"), columns, rows, name="funnel")


def funnel_chart(table: Table) -> Chart:
    """Return the funnel as bars."""
    points = [Point(row["count"].value, url=row["count"].url) for row in table.rows]
    return Chart(
        kind="bar",
        title=_("How far projects came"),
        unit=_("projects"),
        categories=[str(row["step"]) for row in table.rows],
        series=[Series(_("Projects"), points)],
        size="s",
    )


def segment_table(passages: QuerySet[ProjectPassage]) -> Table:
    """Return how many projects are in each segment of the chain of innovation: each in exactly one."""
    counts = stage_counts(passages)
    words = segment_words()
    rows = [
        {
            "segment": words[segment],
            "count": Cell(
                sum(count for (stage, _state), count in counts.items() if stage in stages),
                url=list_url(segment=segment),
            ),
            "running": Cell(
                sum(
                    count
                    for (stage, state), count in counts.items()
                    if stage in stages and state in OPEN_STATES
                ),
                url=list_url(segment=segment, state=OPEN),
            ),
        }
        for segment, stages in SEGMENTS.items()
    ]
    columns = [
        Column("segment", _("Segment")),
        Column("count", _("Projects"), "number", total=True),
        Column("running", _("Of them under way or on hold"), "number", total=True),
    ]
    return Table(_("Chain of innovation"), columns, rows, name="segments")


def handover_table(passages: QuerySet[ProjectPassage], reviews: QuerySet[GateReview]) -> Table:
    """Return, for each gate, what was decided, how often at the first attempt, after how long, and what is released."""
    decided = (
        reviews.filter(state__in=DECIDED_GATES)
        .order_by()
        .values("gate")
        .annotate(
            decided=Count("pk"),
            passed=Count("pk", filter=Q(state=GateState.PASSED)),
            held=Count("pk", filter=Q(state=GateState.HELD)),
            stopped=Count("pk", filter=Q(state=GateState.STOPPED)),
            money=Sum("tranche__amount"),
            gain=Sum(F("readiness_after") - F("readiness_before"), filter=Q(state=GateState.PASSED)),
        )
    )
    by_gate: dict[str, Any] = {line["gate"]: line for line in decided}
    waits = _days_to_pass(passages, reviews)
    counts = stage_counts(passages)
    rows = []
    for gate in GateCode:
        line: dict[str, Any] = by_gate.get(gate.value, {})
        stage = STAGE_BEFORE[gate]
        passed = line.get("passed", 0)
        to_passed = gates_url(gate=gate.value, state="passed")
        rows.append(
            {
                "gate": str(gate.label),
                "waiting": Cell(
                    sum(counts.get((stage.value, state.value), 0) for state in OPEN_STATES),
                    url=list_url(stage=stage.value, state=OPEN),
                ),
                "decided": Cell(line.get("decided", 0), url=gates_url(gate=gate.value, state="decided")),
                "passed": Cell(passed, url=to_passed),
                "rate": Decimal(passed) / line["decided"] if line else None,
                "held": Cell(line.get("held", 0), url=gates_url(gate=gate.value, state="held")),
                "stopped": Cell(line.get("stopped", 0), url=gates_url(gate=gate.value, state="stopped")),
                "days": Cell(waits.get(gate.value), url=to_passed),
                "gain": Cell(Decimal(line["gain"]) / passed if passed else None, url=to_passed),
                "money": Cell(line.get("money") or Decimal(0), url=to_passed),
            }
        )
    columns = [
        Column("gate", _("Gate")),
        Column("waiting", _("Before it now"), "number"),
        Column("decided", pgettext("gate", "Decided"), "number"),
        Column("passed", pgettext("gate", "Passed"), "number"),
        Column("rate", _("Pass rate"), "percent"),
        Column("held", pgettext("gate", "Put on hold"), "number"),
        Column("stopped", pgettext("gate", "Stopped"), "number"),
        Column("days", _("Days in the stage (median)"), "number", decimals=0),
        Column("gain", _("Mean gain of readiness"), "number", decimals=2),
        Column("money", _("Money released"), "money", unit="万元", total=True),
    ]
    return Table(_("Hand-over from stage to stage"), columns, rows, name="handover")


def _days_to_pass(passages: QuerySet[ProjectPassage], reviews: QuerySet[GateReview]) -> dict[str, int]:
    """Return, by gate, the median of days from the gate before (or from being taken up) to passing it."""
    begun = dict(passages.order_by().values_list("pk", "opened_at"))
    rows: Any = reviews.filter(state=GateState.PASSED).order_by("passage", "gate")
    waits: dict[str, list[int]] = defaultdict(list)
    for passage, gate, at in rows.values_list("passage", "gate", "decided_at").iterator(chunk_size=5000):
        if passage in begun:
            waits[gate].append((at - begun[passage]).days)
            begun[passage] = at
    return {gate: round(median(days)) for gate, days in waits.items()}


def manager_table(passages: QuerySet[ProjectPassage], reviews: QuerySet[GateReview]) -> Table:
    """Return the managers: what they lead, what came of it, and the success fee that the rules give for it."""
    rules = GATE_RULES.in_force().managers
    load = dict(
        passages.filter(state__in=OPEN_STATES, manager__isnull=False)
        .order_by()
        .values_list("manager")
        .annotate(count=Count("pk"))
    )
    done = reviews.filter(state__in=DECIDED_GATES, manager__isnull=False).order_by()
    results: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"decided": 0, "passed": 0, "gain": 0, "money": Decimal(0), "fee": Decimal(0)}
    )
    parts = ("manager", "state", "readiness_before", "readiness_after", "tranche__amount")
    for manager, state, before, after, released in done.values_list(*parts).iterator(chunk_size=5000):
        line = results[manager]
        line["decided"] += 1
        if state != GateState.PASSED:
            continue
        line["passed"] += 1
        line["gain"] += (after or before) - before
        if released is not None:
            line["money"] += released
            line["fee"] += rules.fee(released)
    mandates = Mandate.objects.filter(passage__in=passages.order_by().values("pk")).order_by("pk")
    qualifications = dict(mandates.values_list("manager", "qualification"))
    people = User.objects.filter(pk__in={*load, *results, *qualifications}).order_by("display_name", "pk")
    rows = [_manager_row(person, load, results, qualifications, rules.most_projects) for person in people]
    columns = [
        Column("manager", _("Project manager")),
        Column("qualification", pgettext("manager", "Qualification")),
        Column("load", _("Projects now"), "number", total=True),
        Column("decided", _("Gates decided"), "number", total=True),
        Column("passed", _("Gates passed"), "number", total=True),
        Column("gain", _("Levels of readiness gained"), "number", total=True),
        Column("money", _("Money released"), "money", unit="万元", total=True),
        Column("fee", _("Success fee by the rules"), "money", unit="万元", total=True),
    ]
    note = _("Rules %(version)s: %(status)s") % {
        "version": GATE_RULES.in_force().version,
        "status": GATE_RULES.in_force().status,
    }
    return Table(_("Project managers"), columns, rows, name="managers", note=note)


def _manager_row(
    person: User,
    load: dict[int, int],
    results: dict[int, dict[str, Any]],
    qualifications: dict[int, str],
    most: int,
) -> dict[str, Any]:
    key, count = str(person.pk), load.get(person.pk, 0)
    line = results[person.pk]
    is_full, to_passed = count >= most, gates_url(manager=key, state="passed")
    return {
        "manager": Cell(str(person), url=reverse("pipeline:manager", args=(person.pk,))),
        "qualification": qualification_words(qualifications.get(person.pk, "")),
        "load": Cell(count, url=list_url(manager=key, state=OPEN), light="watch" if is_full else ""),
        "decided": Cell(line["decided"], url=gates_url(manager=key, state="decided")),
        "passed": Cell(line["passed"], url=to_passed),
        "gain": Cell(line["gain"], url=to_passed),
        "money": Cell(line["money"], url=to_passed),
        "fee": Cell(line["fee"], url=to_passed),
    }
