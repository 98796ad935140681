"""Tables of the room: runs, the result of a run, two runs beside each other, one indicator over the
platforms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from keqiao.engine.workbooks.output_rounding import gap_told
from keqiao.web.evaluations import why
from keqiao.web.evaluations.intervals import Certainty
from keqiao.web.evaluations.marks import NodeResult
from keqiao.web.evaluations.models import Run, RunTotal
from keqiao.web.evaluations.platform_names import PlatformNames
from keqiao.web.evaluations.reading import RunReading, words
from keqiao.web.registry.language import in_language
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.site.tables.definition import Light

STATE_LIGHTS: dict[str, Light] = {
    "done": "good",
    "failed": "bad",
    "cancelled": "none",
    "waiting": "watch",
    "running": "watch",
}


def platform_url(run: Run, code: str, period: str = "", basis: str = "") -> str:
    """Return the address of the page that says why a platform stands where it stands."""
    address = reverse("evaluations:platform", args=(run.code, code))
    return address + _query(run, period, basis)


def indicator_url(run: Run, node: str, period: str = "", basis: str = "") -> str:
    """Return the address of the page of one indicator over all platforms."""
    return reverse("evaluations:indicator", args=(run.code, node)) + _query(run, period, basis)


def robustness_url(run: Run, period: str = "", basis: str = "") -> str:
    """Return the address of the page that says how sure ranks and grades are."""
    return reverse("evaluations:robustness", args=(run.code,)) + _query(run, period, basis)


def efficiency_url(run: Run, period: str = "", basis: str = "") -> str:
    """Return the address of the page of input–output efficiency."""
    return reverse("evaluations:efficiency", args=(run.code,)) + _query(run, period, basis)


def _query(run: Run, period: str, basis: str) -> str:
    """Return ?period=…&basis=… where they differ from what the page shows by itself."""
    parts = []
    if period and period != run.last_period:
        parts.append(f"period={period}")
    if basis and basis != run.bases[0]:
        parts.append(f"basis={basis}")
    return "?" + "&".join(parts) if parts else ""


def runs_table(runs: Iterable[Run]) -> Table:
    """Return the list of runs."""
    rows = [
        {
            "code": Cell(run.code, url=run.get_absolute_url()),
            "title": Cell(run.title, url=run.get_absolute_url()),
            "state": Cell(run.state, text=run.get_state_display(), light=STATE_LIGHTS[run.state]),
            "scheme": Cell(
                str(run.scheme),
                text=_("%(scheme)s (draft, for trial)") % {"scheme": run.scheme} if run.is_trial else "",
                url=run.scheme.get_absolute_url(),
            ),
            "snapshot": run.snapshot.code,
            "periods": _(", ").join(run.periods),
            "basis": run.get_basis_display(),
            "created_by": str(run.created_by),
            "finished_at": run.finished_at,
        }
        for run in runs
    ]
    columns = [
        Column("code", _("Run number")),
        Column("title", _("Title")),
        Column("state", pgettext("run", "State")),
        Column("scheme", _("Scheme")),
        Column("snapshot", _("Snapshot")),
        Column("periods", _("Periods")),
        Column("basis", _("Basis")),
        Column("created_by", _("Started by")),
        Column("finished_at", _("Finished at"), "date"),
    ]
    return Table(_("Evaluation runs"), columns, rows, name="runs")


def marks_of(row: RunTotal, reading: RunReading) -> str:
    """Return the marks that stand beside a grade: start-up, veto."""
    remarks = []
    if row.variant:
        variant = next((v for v in reading.scheme.variants if v.code == row.variant), None)
        if variant is not None:
            remarks.append(words(variant.grade) or words(variant.name))
    if row.veto:
        remarks.append(_("veto"))
    return _(", ").join(remarks)


def type_of(row: RunTotal) -> str:
    """Return the type of a platform in words."""
    return str(row.platform.get_type_display())


def result_table(
    run: Run,
    reading: RunReading,
    names: PlatformNames,
    *,
    totals: Sequence[RunTotal] | None = None,
    download_url: str = "",
) -> Table:
    """Return the result of a run: a row for each platform, or each of ``totals``, a column per pillar; sortable on the
    page.
    """
    rows = []
    pillars = reading.pillars
    printed = list(reading.totals) if totals is None else totals
    for row in printed:
        code = row.platform.code
        url = platform_url(run, code, reading.period, reading.basis) if names.is_open(code) else ""
        line: dict[str, object] = {
            "rank": rank_cell(reading, row),
            "platform": Cell(names[code], url=url),
            "type": type_of(row),
            "grade": Cell(
                _grade_order(reading, row.grade_code), text=reading.certainty.grade(code, row.grade)
            ),
            "marks": marks_of(row, reading),
            "total": row.total,
            "adjustment": row.adjustment or None,
        }
        for pillar in pillars:
            mark = reading.mark(code, pillar.code)
            line[pillar.code] = Cell(mark.contribution, title=_score_title(mark.score, mark.weight))
        rows.append(line)
    columns = [
        Column("platform", _("Platform")),
        Column("rank", rank_heading(reading), "number", decimals=0),
        Column("type", pgettext("platform", "Type")),
        Column("grade", _("Grade")),
        Column("marks", _("Marks")),
        Column("total", _("Total points"), "number", decimals=2),
        *(Column(pillar.code, pillar.name, "number", decimals=2) for pillar in pillars),
        Column("adjustment", _("Bonus and deduction"), "number", decimals=2),
    ]
    return Table(
        _("Result by pillar"),
        columns,
        rows,
        unit=_("points"),
        as_of=reading.period,
        note=_result_note(reading, printed, pillars),
        name="result",
        download_url=download_url,
    )


def _result_note(reading: RunReading, totals: Sequence[RunTotal], pillars: Sequence[Any]) -> str:
    """Return what the table's note says: intervals, and printed parts that miss the printed total."""
    rows = [
        (
            row.total,
            [
                *(reading.mark(row.platform.code, pillar.code).contribution for pillar in pillars),
                row.adjustment,
            ],
        )
        for row in totals
    ]
    gap = gap_told(rows) if pillars else None
    parts = [rank_note(reading), "" if gap is None else gap.in_language(get_language() or "zh")]
    return " ".join(part for part in parts if part)


def rank_cell(reading: RunReading, row: RunTotal) -> Cell:
    """Return the rank of a platform with its interval; sorted by the rank."""
    code = row.platform.code
    return Cell(row.rank, text=reading.certainty.rank(code, row.rank), title=reading.certainty.sentence(code))


def rank_heading(reading: RunReading) -> str:
    """Return the heading of a column of ranks."""
    return _("Rank (interval)") if reading.certainty else _("Rank")


def rank_note(reading: RunReading) -> str:
    """Return what the intervals and the mark 边界 in a table mean; empty where there are none."""
    if not reading.certainty:
        return ""
    sure = reading.certainty
    return _(
        "In brackets: the ranks that hold %(share)s of the draws. "
        "Borderline: fewer than %(least)s of the draws keep the grade."
    ) % {"share": numbers.percent(sure.share, 0), "least": numbers.percent(sure.least, 0)}


def _score_title(score: float | None, weight: float | None) -> str:
    if score is None or weight is None:
        return ""
    return _("score %(score).1f of 100, weight %(weight).1f") % {"score": score, "weight": weight}


def _grade_order(reading: RunReading, code: str) -> int:
    """Return the place of a grade, best first, so that the column sorts by grade and not by letters."""
    return next((place for place, grade in enumerate(reading.scheme.grades) if grade.code == code), 99)


def grade_counts(held: Mapping[tuple[str, str], int], reading: RunReading) -> list[tuple[str, int]]:
    """Return how many platforms hold each grade of the scheme, best first; then what is shown instead of a grade.

    `held` are the platforms by grade (Chinese, English).
    """
    listed = [(grade.name.zh, grade.name.en) for grade in reading.scheme.grades]
    listed += [pair for pair in sorted(held) if pair not in listed and pair[0]]
    return [(in_language(*pair), held.get(pair, 0)) for pair in listed]


IndicatorRow = tuple[str, NodeResult]
"""A platform (its code) with its mark on an indicator."""


def _by(value: str) -> Callable[[IndicatorRow], tuple[bool, float]]:
    def key(row: IndicatorRow) -> tuple[bool, float]:
        number = getattr(row[1], value)
        return number is not None, number or 0.0

    return key


INDICATOR_ORDERS = {value: _by(value) for value in ("raw", "score", "weight", "contribution")}
"""How the platforms of an indicator sort: those without the number below all others."""


def indicator_table(
    run: Run, reading: RunReading, node: str, names: PlatformNames, platforms: Iterable[IndicatorRow]
) -> Table:
    """Return one indicator over some platforms: value, score, weight, contribution."""
    scheme_node = reading.node[node]
    rows = [
        {
            "platform": Cell(names[code], url=platform_url(run, code, reading.period, reading.basis)),
            "raw": mark.raw,
            "score": mark.score,
            "weight": mark.weight,
            "contribution": mark.contribution,
            "flags": _(", ").join(mark.flag_words),
        }
        for code, mark in platforms
    ]
    columns = [Column("platform", _("Platform"))]
    if scheme_node.is_leaf:
        columns.append(Column("raw", _("Value"), "number", unit=scheme_node.unit, decimals=2))
    columns += [
        Column("score", _("Score"), "number", decimals=2),
        Column("weight", _("Weight"), "number", decimals=2),
        Column("contribution", _("Contribution"), "number", decimals=2),
        Column("flags", _("Remarks")),
    ]
    return Table(scheme_node.name, columns, rows, as_of=reading.period, name="indicator")


def change_table(  # noqa: PLR0917 - both sides of a comparison
    request: HttpRequest,
    lines: Iterable[Mapping[str, Any]],
    page: Any,
    labels: tuple[str, str],
    grades: tuple[Mapping[str, str], Mapping[str, str]],
    sure: tuple[Certainty, Certainty],
) -> Table:
    """Return total, rank and grade on both sides of a comparison of the platforms of ``lines`` (rows of the totals of
    a change).
    """
    names = page.names
    rows = []
    for line in lines:
        code = line["unit"]
        query = request.GET.copy()
        query["platform"] = code
        moved = (
            None
            if None in {line["rank_before"], line["rank_after"]}
            else line["rank_before"] - line["rank_after"]
        )
        rows.append(
            {
                "platform": Cell(
                    names[code], url=f"?{query.urlencode()}#parts" if names.is_open(code) else ""
                ),
                "before": line["before"],
                "after": line["after"],
                "change": Cell(line["change"], text=why.signed(line["change"])),
                "rank_before": Cell(line["rank_before"], text=sure[0].rank(code, line["rank_before"])),
                "rank_after": Cell(line["rank_after"], text=sure[1].rank(code, line["rank_after"])),
                "moved": Cell(moved, text="" if moved is None else _moved(moved)),
                "grade_before": sure[0].grade(code, grades[0].get(code, "")),
                "grade_after": sure[1].grade(code, grades[1].get(code, "")),
            }
        )
    columns = [
        Column("platform", _("Platform")),
        Column("before", _("Total before"), "number", decimals=2),
        Column("after", _("Total after"), "number", decimals=2),
        Column("change", _("Change"), "number", decimals=2),
        Column("rank_before", _("Rank before"), "number", decimals=0),
        Column("rank_after", _("Rank after"), "number", decimals=0),
        Column("moved", _("Places"), "number", decimals=0),
        Column("grade_before", _("Grade before")),
        Column("grade_after", _("Grade after")),
    ]
    note = _("Before: %(before)s. After: %(after)s.") % {"before": labels[0], "after": labels[1]}
    shares = {numbers.percent(interval.share, 0) for interval in sure if interval}
    if shares:
        note += " " + _("In brackets: the ranks that hold %(share)s of the draws.") % {
            "share": " / ".join(sorted(shares))
        }
    return Table(
        _("Changes"),
        columns,
        rows,
        unit=_("points"),
        note=note,
        name="change",
    )


def _moved(places: int) -> str:
    """Return how many places a platform moved, ↑ for up."""
    return "—" if places == 0 else f"{'↑' if places > 0 else '↓'}{abs(places)}"
