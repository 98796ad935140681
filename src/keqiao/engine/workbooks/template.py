"""The Excel form for a scheme's measures: what officials fill in, and what :mod:`reading` reads back.

Sheet 填报 has one row per unit and period; header and given cells are locked (without a password), the cells to fill
in check what is typed; 填报说明 explains every measure; 核定值 takes verified values; a hidden sheet tells the scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keqiao.engine.schemes.parts import Attribute, Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks.atomic_files import OutputError, written_at_once
from keqiao.engine.workbooks.identity import IDENTITY_SHEET, identity_of
from keqiao.engine.workbooks.styles import Styles, clean, input_style, print_setup, width_of
from keqiao.engine.workbooks.units import FormUnit
from keqiao.engine.workbooks.words import (
    KINDS,
    LENGTHS,
    PERIOD,
    SOURCES,
    UNIT_CODE,
    UNIT_NAME,
    allowed_range,
    entered_measures,
    heading_of,
)
from keqiao.language import Language, message

FORM, NOTES, VERIFIED, LISTS = "填报", "填报说明", "核定值", "_lists"
HEADER_ROW, CODE_ROW, FIRST_ROW = 2, 3, 4
EMPTY_ROWS = 50
"""Rows to fill in where no units are given."""
MAXIMUM_ROWS = 20_000
_PROTECTION = {"format_columns": True, "format_rows": True, "sort": False, "autofilter": True}


def write_template(
    scheme: Scheme,
    path: Path | str,
    units: Sequence[FormUnit] | None = None,
    periods: Sequence[str] | None = None,
    language: Language = "zh",
    *,
    experts: Sequence[str] = (),
    verified: bool = False,
) -> None:
    """Write the form of ``scheme`` to ``path`` (.xlsx).

    ``units`` and ``periods`` prepare a row for each pair; without units, empty rows. ``experts`` gives measures rated
    by several experts a column each; ``verified`` adds the sheet 核定值. Raises :class:`OutputError`.
    """
    import xlsxwriter

    rows = _rows(units, periods)
    with written_at_once(Path(path)) as temporary:
        book = xlsxwriter.Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties(
            {"title": scheme.name.in_language(language), "comments": f"{scheme.code} {scheme.version}"}
        )
        form = _Form(book, scheme, language, rows, bool(units), list(periods or ()), list(experts))
        form.sheet(FORM, attributes=True)
        if verified:
            form.sheet(VERIFIED, attributes=False)
        _notes(book.add_worksheet(NOTES), form.styles, scheme, language)
        form.lists()
        write_identity(book, identity_of(scheme, "form"))
        book.close()


def write_identity(book: Any, rows: dict[str, str]) -> None:
    """The hidden sheet that tells which scheme a workbook belongs to."""
    sheet = book.add_worksheet(IDENTITY_SHEET)
    for at, (key, value) in enumerate(rows.items()):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, clean(value))
    sheet.very_hidden()


def _rows(
    units: Sequence[FormUnit] | None, periods: Sequence[str] | None
) -> list[tuple[FormUnit | None, str]]:
    if units is None:
        only = periods[0] if periods is not None and len(periods) == 1 else ""
        return [(None, only)] * EMPTY_ROWS
    rows: list[tuple[FormUnit | None, str]] = [
        (unit, period) for unit in units for period in periods or ("",)
    ]
    if len(rows) > MAXIMUM_ROWS:
        raise OutputError(
            message(
                "{count} rows are too many for a form; at most {limit}.", count=len(rows), limit=MAXIMUM_ROWS
            )
        )
    return rows


class _Form:
    """One form being written: the sheets to fill in share their columns."""

    def __init__(  # noqa: PLR0917
        self,
        book: Any,
        scheme: Scheme,
        language: Language,
        rows: list[tuple[FormUnit | None, str]],
        value: bool,
        periods: list[str],
        experts: list[str],
    ) -> None:
        self.book, self.scheme, self.language = book, scheme, language
        self.rows, self.for_units, self.periods, self.experts = rows, value, periods, experts
        self.styles = Styles(book)
        self._lists: list[list[str]] = []

    def sheet(self, name: str, *, attributes: bool) -> None:
        """A sheet to fill in."""
        sheet = self.book.add_worksheet(name)
        columns = self._columns(attributes)
        self._head(sheet, name, columns)
        last = FIRST_ROW + len(self.rows) - 1
        for at, (unit, period) in enumerate(self.rows, FIRST_ROW):
            self._row(sheet, at, unit, period, columns, attributes)
        if self.periods and not self.for_units:
            self._choose(
                sheet, (FIRST_ROW, 2, last, 2), self.periods, str(PERIOD.in_language(self.language)), ""
            )
        for column, (_, part, _) in enumerate(columns):
            if part is not None:
                self._check(sheet, (FIRST_ROW, column, last, column), part)
        sheet.protect("", _PROTECTION)
        sheet.freeze_panes(FIRST_ROW, 3)
        print_setup(sheet, repeat=(HEADER_ROW, HEADER_ROW), repeat_columns=2)

    def _columns(self, attributes: bool) -> list[tuple[str, Measure | Attribute | None, str]]:
        """Code, part and heading of every column."""
        columns: list[tuple[str, Measure | Attribute | None, str]] = [
            (code, None, sentence.in_language(self.language))
            for code, sentence in (("unit", UNIT_CODE), ("name", UNIT_NAME), ("period", PERIOD))
        ]
        if attributes:
            columns += [(a.code, a, heading_of(a, self.language)) for a in self.scheme.attributes]
        # Where a form has several periods, an earlier period's figure stands in its own row.
        for measure in entered_measures(self.scheme.measures, earlier=len(self.periods) < 2):
            heading = heading_of(measure, self.language)
            if measure.raters is not None and self.experts and attributes:
                columns += [
                    (f"{measure.code}@{expert}", measure, f"{heading}@{expert}") for expert in self.experts
                ]
            else:
                columns.append((measure.code, measure, heading))
        return columns

    def _head(
        self, sheet: Any, name: str, columns: list[tuple[str, Measure | Attribute | None, str]]
    ) -> None:
        zh = self.language
        title = message("{scheme}: figures to fill in", scheme=self.scheme.name)
        if name == VERIFIED:
            title = message("{scheme}: verified values", scheme=self.scheme.name)
        sheet.write_string(0, 0, clean(title.in_language(zh)), self.styles["title"])
        sheet.set_row(0, 28)
        sentence = message(
            "Version {version}. Fill in the white cells with plain numbers in the unit of the header; leave a cell "
            "blank where there is no figure. Every measure is explained in the sheet {notes} and in the note on its "
            "header. For performance evaluation only; this is not a statistical survey.",
            version=self.scheme.version,
            notes=NOTES,
        )
        sheet.merge_range(1, 0, 1, min(len(columns) - 1, 12), "", self.styles["note"])
        sheet.write_string(1, 0, clean(sentence.in_language(zh)), self.styles["note"])
        sheet.set_row(1, 34)
        sheet.set_row(HEADER_ROW, 48)
        for column, (code, part, heading) in enumerate(columns):
            sheet.write_string(HEADER_ROW, column, clean(heading), self.styles["head"])
            sheet.write_string(CODE_ROW, column, code, self.styles["code"])
            if isinstance(part, Measure):
                sheet.write_comment(HEADER_ROW, column, _comment(part, zh), {"x_scale": 2, "y_scale": 1.6})
            wide = [heading[: max(len(heading) // 2, 8)], code]
            sheet.set_column(
                column, column, width_of(wide, least=10, most=24) if part else (14, 26, 10)[column]
            )

    def _row(  # noqa: PLR0917
        self,
        sheet: Any,
        at: int,
        unit: FormUnit | None,
        period: str,
        columns: list[tuple[str, Measure | Attribute | None, str]],
        attributes: bool,
    ) -> None:
        key = self.styles["given" if unit else "in_text"]
        for column, text in enumerate((unit.code, unit.name, period) if unit else ("", "", period)):
            locked = key if text or not unit else self.styles["in_text"]
            if text:
                sheet.write_string(at, column, clean(text), locked)
            else:
                sheet.write_blank(at, column, None, locked)
        for column, (code, part, _) in enumerate(columns):
            if isinstance(part, Attribute):
                word = (unit.attributes.get(code) or "") if unit else ""
                printed = part.values[word].in_language(self.language) if word in part.values else word
                if printed:
                    sheet.write_string(at, column, clean(printed), self.styles["in_text"])
                else:
                    sheet.write_blank(at, column, None, self.styles["in_text"])
            elif part is not None:
                sheet.write_blank(at, column, None, self.styles[input_style(part)])

    def _check(self, sheet: Any, area: tuple[int, int, int, int], part: Measure | Attribute) -> None:
        """What Excel checks while a cell is typed, with our words where it refuses."""
        title = part.name.in_language(self.language)
        if isinstance(part, Attribute):
            if part.values:
                words = [name.in_language(self.language) for name in part.values.values()]
                self._choose(sheet, area, words, title, "")
            return
        hint = (
            f"{allowed_range(part, self.language)}；{part.unit}"
            if part.unit
            else allowed_range(part, self.language)
        )
        if part.type == "boolean":
            self._choose(sheet, area, ["是", "否"] if self.language == "zh" else ["yes", "no"], title, hint)
        elif part.levels:
            self._choose(sheet, area, list(part.levels), title, hint)
        else:
            rule: dict[str, Any] = {"validate": "integer" if part.type == "count" else "decimal"}
            if part.lowest is not None and part.maximum is None:
                rule |= {"criteria": ">=", "value": part.lowest}
            else:
                low = part.lowest if part.lowest is not None else -1e15
                rule |= {
                    "criteria": "between",
                    "minimum": low,
                    "maximum": part.maximum if part.maximum is not None else 1e15,
                }
            sheet.data_validation(*area, rule | self._words(title, hint))

    def _choose(
        self, sheet: Any, area: tuple[int, int, int, int], words: list[str], title: str, hint: str
    ) -> None:
        """A drop-down; a list too long for the cell rule (255 characters) stands in a hidden sheet."""
        source: list[str] | str = words
        if len(",".join(words)) > 250 or any("," in word for word in words):
            self._lists.append(words)
            column = (
                chr(64 + len(self._lists)) if len(self._lists) <= 26 else f"A{chr(38 + len(self._lists))}"
            )
            source = f"={LISTS}!${column}$1:${column}${len(words)}"
        sheet.data_validation(
            *area, {"validate": "list", "source": source} | self._words(title, hint or "、".join(words))
        )

    def _words(self, title: str, hint: str) -> dict[str, str]:
        wrong = message("Only this can be filled in: {hint}", hint=hint).in_language(self.language)
        return {
            "input_title": title[:32],
            "input_message": hint[:255],
            "error_title": message("Not accepted").in_language(self.language)[:32],
            "error_message": wrong[:255],
        }

    def lists(self) -> None:
        """The hidden sheet of long drop-downs, if any is needed."""
        if self._lists:
            sheet = self.book.add_worksheet(LISTS)
            for column, words in enumerate(self._lists):
                for at, word in enumerate(words):
                    sheet.write_string(at, column, clean(word))
            sheet.very_hidden()


def _comment(measure: Measure, language: str) -> str:
    """The note on a header: what is counted, over which time, with which evidence."""
    lines = [
        f"{message('Unit').in_language(language)}: {measure.unit}" if measure.unit else "",
        f"{message('Kind').in_language(language)}: {KINDS[measure.kind].in_language(language)}",
        f"{message('Definition').in_language(language)}: {measure.definition.in_language(language)}"
        if measure.definition
        else "",
        f"{message('Evidence').in_language(language)}: {measure.evidence.in_language(language)}"
        if measure.evidence
        else "",
    ]
    return clean("\n".join(line for line in lines if line), 1000)


def _notes(sheet: Any, styles: Styles, scheme: Scheme, language: Language) -> None:
    """The sheet that explains every measure."""
    sentences = [
        message("How to fill in: one row for each unit and period; the period as 2023, 2023Q4 or 2023-10."),
        message("Blank means that there is no figure; write 0 where the figure is 0."),
        message("Do not move, rename or delete columns; do not merge cells."),
    ]
    sheet.write_string(0, 0, clean(scheme.name.in_language(language)), styles["title"])
    for at, line in enumerate(sentences, 1):
        sheet.write_string(at, 0, line.in_language(language))
    heads = (
        (message("Code"), 22),
        (message("Name"), 28),
        (message("Unit"), 9),
        (message("Kind"), 14),
        (message("Period length"), 9),
        (message("What may be filled in"), 22),
        (message("Definition"), 48),
        (message("Evidence"), 30),
        (message("Source"), 12),
        (message("Regulation"), 36),
    )
    top = len(sentences) + 2
    for column, (head, width) in enumerate(heads):
        sheet.write_string(top, column, head.in_language(language), styles["head"])
        sheet.set_column(column, column, width)
    parts: list[Measure | Attribute] = [*scheme.attributes, *entered_measures(scheme.measures)]
    for at, part in enumerate(parts, top + 1):
        for column, text in enumerate(_explained(part, language)):
            sheet.write_string(at, column, clean(text), styles["wrap"])
    sheet.freeze_panes(top + 1, 2)
    sheet.protect("", _PROTECTION)
    print_setup(sheet, repeat=(top, top))


def _explained(part: Measure | Attribute, language: Language) -> tuple[str, ...]:
    note = part.note.in_language(language) if part.note else ""
    regulation = part.regulation.in_language(language) if part.regulation else ""
    if isinstance(part, Attribute):
        words = "、".join(name.in_language(language) for name in part.values.values())
        return (part.code, part.name.in_language(language), "", "", "", words, note, "", "", regulation)
    definition = part.definition.in_language(language) if part.definition else ""
    return (
        part.code,
        part.name.in_language(language),
        part.unit,
        KINDS[part.kind].in_language(language),
        LENGTHS[part.period].in_language(language),
        allowed_range(part, language),
        "\n".join(text for text in (definition, note) if text),
        part.evidence.in_language(language) if part.evidence else "",
        SOURCES[part.source].in_language(language),
        regulation,
    )
