"""The lines of a dry run as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.workbooks.grid import letters
from keqiao.money import YUAN_PER_WAN
from keqiao.web.facts.models import Measure
from keqiao.web.returns.models import Return, Upload
from keqiao.web.returns.uploading.columns import heading
from keqiao.web.returns.uploading.planning import CHANGED, CONFLICT, ERROR, Line
from keqiao.web.site.numbers import money, number, rounded

DOUBT = "doubt"


@dataclass(frozen=True)
class Shown:
    """A line in words; ``where``: sheet, row and column as Excel names them."""

    where: str
    word: str
    tone: str
    platform: str
    figure: str
    unit: str
    before: str
    after: str
    notes: tuple[str, str] | None
    faults: list[tuple[str, str]]
    doubt: str
    note: str


def words() -> dict[str, tuple[str, str]]:
    """Return state → word and tone."""
    return {
        ERROR: (pgettext("upload", "Error"), "bad"),
        CONFLICT: (pgettext("upload", "Changed by others"), "bad"),
        DOUBT: (pgettext("upload", "To be confirmed"), "watch"),
        CHANGED: (pgettext("upload", "Change"), "accent"),
    }


def sorted_lines(upload: Upload, chosen: str) -> list[Line]:
    """Return the lines, what needs a person first; ``chosen``: one state only."""
    order = {ERROR: 0, CONFLICT: 1, DOUBT: 2, CHANGED: 3}
    lines = [Line(*kept) for kept in upload.lines]
    if chosen in order:
        lines = [line for line in lines if _state(line) == chosen]
    return sorted(lines, key=lambda line: (order[_state(line)], line.row))


def shown_lines(upload: Upload, lines: Sequence[Line]) -> list[Shown]:
    """Return lines in words; two queries."""
    measures = Measure.objects.in_bulk({line.code for line in lines if line.code}, field_name="code")
    forms = {line.form for line in lines}
    rows = Return.objects.filter(pk__in=forms).select_related("platform")
    platforms = {form.pk: str(form.platform) for form in rows}
    return [_shown(upload, line, measures, platforms) for line in lines]


def filters(upload: Upload, chosen: str) -> list[tuple[str, str, int, bool]]:
    """Return the filters of the page: state, word, how many, whether it is chosen."""
    counts: dict[str, int] = {}
    for kept in upload.lines:
        state = _state(Line(*kept))
        counts[state] = counts.get(state, 0) + 1
    listed = [("", _("All"), len(upload.lines), not chosen)]
    return listed + [
        (state, word, counts[state], state == chosen)
        for state, (word, _tone) in words().items()
        if state in counts
    ]


def _state(line: Line) -> str:
    return DOUBT if line.doubt else line.state


def _shown(upload: Upload, line: Line, measures: dict[str, Measure], platforms: dict[int, str]) -> Shown:
    measure = measures.get(line.code)
    word, tone = words()[_state(line)]
    before, after = line.before or (None, False, ""), line.after or (None, False, "")
    return Shown(
        where=_where(upload, line),
        word=word,
        tone=tone,
        platform=platforms.get(line.form, ""),
        figure=str(measure) if measure else line.code,
        unit=measure.shown_unit if measure else "",
        before=_figure(measure, before),
        after=_figure(measure, after) if line.after else "",
        notes=(before[2], after[2]) if line.after and before[2] != after[2] else None,
        faults=[(heading(key), said) for key, said in line.faults],
        doubt=line.doubt,
        note=line.note,
    )


def _where(upload: Upload, line: Line) -> str:
    """Sheet and cell as Excel writes them; the cell of the first fault, else that of the value."""
    places = upload.summary["places"]
    key = next((key for key, _said in line.faults if key in places), "value")
    return f"{upload.summary['sheet']}!{letters(places[key])}{line.row}"


def _figure(measure: Measure | None, state: Any) -> str:
    value, not_applicable, _comment = state
    if not_applicable:
        return _("not applicable")
    if value is None:
        return "—"
    amount = Decimal(value)
    if measure is not None and measure.is_money:
        exact = amount / YUAN_PER_WAN
        return money(amount) if exact == rounded(exact, 2) else number(exact)
    return number(amount)
