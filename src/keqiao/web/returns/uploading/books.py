"""The workbooks that are filled in: one platform's form, and the bureau's of many platforms."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.workbooks.styles import Styles, clean, print_setup
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure
from keqiao.web.returns.models import WRITABLE, Cell, Collection, Return
from keqiao.web.returns.prefill import beside, computed_values
from keqiao.web.returns.procedure import RETURNS, status
from keqiao.web.returns.services.bulk_entry import cells_of, require_many
from keqiao.web.returns.services.filling import cell_refusal
from keqiao.web.returns.uploading.cells import shown_number
from keqiao.web.returns.uploading.columns import heading
from keqiao.web.returns.uploading.identity import FORM, MANY, WorkbookIdentity, identity_of, write_identity
from keqiao.web.returns.uploading.instructions import write_instructions
from keqiao.web.returns.uploading.reading import MOST_ROWS

_WIDTHS = {
    "platform_code": 12,
    "platform": 22,
    "code": 20,
    "measure": 34,
    "unit": 10,
    "value": 18,
    "verified": 18,
    "not_applicable": 10,
    "comment": 36,
    "about": 44,
    "earlier": 16,
}
_PROTECTION = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
_MOST_NOTES = 1000
"""Characters of the definition that a note on a cell shows."""


@dataclass
class Row:
    """A row of the table. ``earlier``: values of earlier periods, stored unit; ``locked``: not to be filled in.

    ``verified``: what the review found, once the form is locked.
    """

    form: Return
    cell: Cell
    value: Decimal | None
    about: str
    locked: bool
    earlier: tuple[Decimal | None, ...] = ()
    verified: Decimal | None = None


def form_workbook(user: Actor, form: Return) -> bytes:
    """Return a platform's own form: what is known filled in, open where ``user`` may write, explained."""
    cells = cells_of([form], form.collection)[form.pk]
    computed = computed_values(form)
    periods = earlier_periods(form.collection)
    past = beside(form.collection, cells, [form.platform_id])
    decision = RETURNS.decide(user, form, "fill")
    rows = []
    for code, cell in _in_order(form.collection, cells):
        known = past[code, form.platform_id]
        refusal = cell_refusal(form, cell) if decision else decision.reason
        rows.append(
            Row(
                form,
                cell,
                computed.get(code, cell.value) if cell.origin == Cell.Origin.DERIVED else cell.value,
                refusal or _wanted(cell),
                bool(refusal),
                (known.last, known.year_ago)[: len(periods)],
                cell.verified_value if form.state == Return.State.LOCKED else None,
            )
        )
    book = _Book(form.collection, periods, identity_of(FORM, form.collection, [(form, cells)]))
    return book.write(rows, _heading_of(form), with_platforms=False)


def many_workbook(user: Actor, collection: Collection) -> bytes:
    """Return the figures of all platforms that may be filled in now, a row for each platform and figure.

    Raises PermissionDenied; ValidationError where no form is open or the table would be too long.
    """
    require_many(user)
    forms = list(
        Return.objects.visible_to(user)
        .filter(collection=collection, state__in=WRITABLE)
        .select_related("platform")
        .order_by("platform__code")
    )
    for form in forms:
        form.collection = collection
    if not forms or collection.state != Collection.State.OPEN:
        raise ValidationError(_("No form of this collection can be filled in now."))
    cells = cells_of(forms, collection)
    rows = [
        Row(form, cell, cell.value, _wanted(cell), locked=False)
        for form in forms
        for _code, cell in _in_order(collection, cells[form.pk])
        if not cell_refusal(form, cell)
    ]
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("There are %(count)d rows; at most %(most)d at a time.")
            % {"count": len(rows), "most": MOST_ROWS}
        )
    identity = identity_of(MANY, collection, [(form, cells[form.pk]) for form in forms])
    lines = [_form_line(collection), _("%(count)d platforms") % {"count": len(forms)}]
    return _Book(collection, [], identity).write(rows, lines, with_platforms=True)


def earlier_periods(collection: Collection) -> list[str]:
    """Return the earlier periods that stand beside the figures: the last one, and that of a year ago."""
    span = collection.span
    return list(dict.fromkeys([span.previous().code, span.previous_year().code]))


def earlier_heading(collection: Collection, period: str) -> str:
    """Return the heading of the column of an earlier period."""
    if period != collection.span.previous().code:
        return _("A year ago (%(period)s)") % {"period": period}
    return _("Last period (%(period)s)") % {"period": period}


class _Book:
    """One workbook being written."""

    def __init__(self, collection: Collection, periods: list[str], identity: WorkbookIdentity) -> None:
        self.collection, self.periods, self.identity = collection, periods, identity
        self.stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.stream, options)
        self.styles = Styles(self.book)

    def write(self, rows: list[Row], lines: list[str], *, with_platforms: bool) -> bytes:
        """Write all sheets. ``lines`` stand under the title."""
        self.book.set_properties(
            {"title": clean(self.collection.title), "author": clean(self.collection.issuer)}
        )
        sheet = self.book.add_worksheet(_("Form to fill in"))
        write_instructions(
            self.book.add_worksheet(_("Instructions")),
            self.styles,
            self.collection,
            with_platforms=with_platforms,
        )
        columns = ["platform_code", "platform"] if with_platforms else []
        columns += ["code", "measure", "unit", *self.periods, "value"]
        columns += ["verified"] if any(row.verified is not None for row in rows) else []
        columns += ["not_applicable", "comment", "about"]
        top = self._head(sheet, columns, lines)
        for at, row in enumerate(rows, start=top + 1):
            self._row(sheet, at, columns, row)
        self._rules(sheet, top, columns, rows)
        sheet.protect("", _PROTECTION)
        sheet.freeze_panes(top + 1, columns.index("unit"))
        sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
        print_setup(sheet, repeat=(top, top))
        write_identity(self.book, self.identity)
        self.book.close()
        return self.stream.getvalue()

    def _head(self, sheet: Any, columns: list[str], lines: list[str]) -> int:
        """Title, heading lines and the row of headings, whose number (from 0) is returned."""
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, clean(self.collection.title), self.styles["title"])
        about = _(
            "Performance evaluation (绩效评价填报), not a statistical survey. Fill in the white cells; grey cells are "
            "computed, known or closed, the last column says why. Money in 10k yuan (万元)."
        )
        for at, line in enumerate([*lines, about], start=1):
            sheet.write_string(at, 0, clean(line), self.styles["code_line"])
        top = len(lines) + 2
        sheet.set_row(top, 34)
        for place, key in enumerate(columns):
            said = earlier_heading(self.collection, key) if key in self.periods else heading(key)
            sheet.write_string(top, place, said, self.styles["head"])
            sheet.set_column(place, place, _WIDTHS["earlier" if key in self.periods else key])
        return top

    def _row(self, sheet: Any, at: int, columns: list[str], row: Row) -> None:
        measure: Measure = row.cell.item.measure
        grey, words = self.styles["given_wrap"], self.styles["given_wrap" if row.locked else "in_words"]
        whole = measure.value_type == Measure.ValueType.COUNT
        given = self.styles["given_whole" if whole else "given_number"]
        texts = {
            "platform_code": row.form.platform.code,
            "platform": str(row.form.platform),
            "code": measure.code,
            "measure": str(measure),
            "unit": measure.display_unit,
            "about": row.about,
        }
        for place, key in enumerate(columns):
            if key in texts:
                sheet.write_string(at, place, clean(texts[key]), grey)
            elif key == "value":
                open_style = self.styles["in_whole" if whole else "in_exact"]
                _number(sheet, at, place, measure, row.value, given if row.locked else open_style)
            elif key == "verified":
                _number(sheet, at, place, measure, row.verified, given)
            elif key == "not_applicable":
                _text(sheet, at, place, _("yes") if row.cell.not_applicable else "", words)
            elif key == "comment":
                _text(sheet, at, place, row.cell.comment, words)
            else:
                _number(sheet, at, place, measure, row.earlier[self.periods.index(key)], given)
        definition = row.cell.item.definition.words
        if definition and self.identity.kind == FORM:
            sheet.write_comment(
                at, columns.index("measure"), clean(definition, _MOST_NOTES), {"x_scale": 2.2, "y_scale": 1.4}
            )

    def _rules(self, sheet: Any, top: int, columns: list[str], rows: list[Row]) -> None:
        """What Excel itself checks while somebody types; one rule for each run of rows of a kind."""
        chosen = columns.index("not_applicable")
        if rows:
            sheet.data_validation(
                top + 1, chosen, top + len(rows), chosen, {"validate": "list", "source": [_("yes"), _("no")]}
            )
        for first, last, measure in _runs(rows):
            place = columns.index("value")
            sheet.data_validation(top + 1 + first, place, top + 1 + last, place, _rule(measure))


def _runs(rows: Iterable[Row]) -> list[tuple[int, int, Measure]]:
    """Rows that follow one another and are checked alike, as first and last."""
    runs: list[tuple[int, int, Measure]] = []
    for at, row in enumerate(rows):
        measure = row.cell.item.measure
        if runs and _rule(runs[-1][2]) == _rule(measure):
            runs[-1] = (runs[-1][0], at, measure)
        else:
            runs.append((at, at, measure))
    return runs[:5000]


def _rule(measure: Measure) -> dict[str, Any]:
    """The rule for a value; it warns only, so that a word such as 不适用 can stand and is answered by the upload."""
    rule: dict[str, Any] = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1e15,
        "maximum": 1e15,
        "error_type": "warning",
        "error_title": _("Not accepted"),
        "error_message": _("Write a plain number in the unit of this row."),
    }
    if measure.value_type == Measure.ValueType.COUNT:
        rule |= {"validate": "integer", "minimum": 0, "maximum": 2_000_000_000}
        rule["error_message"] = _("A count is a whole number, zero or more.")
    elif measure.value_type == Measure.ValueType.RATING:
        rule |= {"minimum": 0, "maximum": 100}
        rule["error_message"] = _("A rating lies between 0 and 100.")
    return rule


def _in_order(collection: Collection, cells: dict[str, Cell]) -> list[tuple[str, Cell]]:
    return sorted(cells.items(), key=lambda pair: (pair[1].item.order, pair[1].item_id))


def _wanted(cell: Cell) -> str:
    """What is asked of a cell that may be filled in."""
    sentences = [pgettext("figure", "required") if cell.item.required else pgettext("figure", "optional")]
    if cell.item.evidence_required:
        sentences.append(_("with evidence"))
    if cell.state == Cell.State.SENT_BACK:
        sentences.append(_("sent back: %(reason)s") % {"reason": cell.reason})
    if cell.item.hint:
        sentences.append(cell.item.hint)
    return _("; ").join(sentences)


def _form_line(collection: Collection) -> str:
    until = collection.valid_until.isoformat() if collection.valid_until else "—"
    return _(
        "Form number %(number)s    Issued by %(issuer)s    Valid until %(until)s    Period %(period)s"
    ) % {
        "number": collection.form_number,
        "issuer": collection.issuer,
        "until": until,
        "period": collection.period,
    }


def _heading_of(form: Return) -> list[str]:
    own = _("Platform %(code)s %(platform)s    Due on %(due)s    Version %(version)d") % {
        "code": form.platform.code,
        "platform": form.platform,
        "due": form.due_on.isoformat(),
        "version": form.version,
    }
    lines = [_form_line(form.collection), own]
    return lines if form.is_editable else [*lines, status(form)]


def _number(sheet: Any, at: int, place: int, measure: Measure, value: Decimal | None, style: Any) -> None:  # noqa: PLR0917
    if value is None:
        sheet.write_blank(at, place, None, style)
    else:
        sheet.write_number(at, place, shown_number(measure, value), style)


def _text(sheet: Any, at: int, place: int, text: str, style: Any) -> None:
    if text:
        sheet.write_string(at, place, clean(text), style)
    else:
        sheet.write_blank(at, place, None, style)
