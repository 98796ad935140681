"""The lines of a dry run as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keqiao.engine.workbooks.grid import letters
from keqiao.money import YUAN_PER_WAN
from keqiao.web.facts.models import Measure
from keqiao.web.imports.lines import Difference, LineRow, LineState
from keqiao.web.imports.models import ImportPlan
from keqiao.web.returns.models import Return
from keqiao.web.returns.uploading.columns import heading
from keqiao.web.returns.uploading.planning import PlannedLine
from keqiao.web.site.numbers import money, number, rounded


def shown_lines(
    plan: ImportPlan, lines: Sequence[tuple[PlannedLine, LineState]], with_platforms: bool
) -> list[LineRow]:
    """Return rows with their states in words; two queries. ``with_platforms``: each names its platform."""
    codes = {line.code for line, _state in lines if line.code}
    measures = Measure.objects.in_bulk(codes, field_name="code")
    rows = Return.objects.filter(pk__in={line.form for line, _state in lines}).select_related("platform")
    platforms = {form.pk: str(form.platform) for form in rows} if with_platforms else {}
    return [_presented(plan, line, state, measures.get(line.code), platforms) for line, state in lines]


def _presented(
    plan: ImportPlan, line: PlannedLine, state: LineState, measure: Measure | None, platforms: dict[int, str]
) -> LineRow:
    before, after = line.before or (None, False, ""), line.after or (None, False, "")
    unit = f"（{measure.display_unit}）" if measure and measure.display_unit else ""
    differences = []
    if line.after:
        label = f"{heading('value')}{unit}"
        differences.append(Difference(label, _figure(measure, before), _figure(measure, after)))
        if before[2] != after[2]:
            differences.append(Difference(heading("comment"), before[2], after[2]))
    name = str(measure) if measure else line.code
    return LineRow(
        row=line.row,
        where=_where(plan, line),
        word=state.word,
        tone=state.tone,
        name=" · ".join(part for part in (platforms.get(line.form, ""), name) if part),
        differences=differences,
        errors=[f"{heading(key)}{_(': ')}{text}" for key, text in line.faults],
        warnings=[line.doubt] if line.doubt else [],
        notes=[line.note] if line.note else [],
    )


def _where(plan: ImportPlan, line: PlannedLine) -> str:
    """Sheet and cell as Excel writes them; the cell of the first fault, else that of the value."""
    key = next((key for key, _said in line.faults if key in plan.places), "value")
    return f"{plan.sheet}!{letters(plan.places[key])}{line.row}"


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
