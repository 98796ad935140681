"""What the rows of a workbook say of themselves: code, name and unit that fit together, or no figure at all."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from keqiao.engine.figures import same_text
from keqiao.engine.workbooks.grid import Cell as GridCell
from keqiao.engine.workbooks.grid import is_blank
from keqiao.engine.workbooks.table_lines import is_total
from keqiao.web.registry.importing.cells import text_of
from keqiao.web.returns.uploading.cells import Reader
from keqiao.web.returns.uploading.columns import READ
from keqiao.web.returns.uploading.reading import UploadTable
from keqiao.web.site.punctuation import listed

MOST_ROWS_NAMED = 10


class RowChecks:
    """Asks the rows of a table; ``readers``: the figures of the form by code. Rows left out are kept for a remark."""

    def __init__(self, table: UploadTable, readers: Mapping[str, Reader]) -> None:
        self.table, self.places, self.readers = table, table.places, readers
        self.codes = {same_text(code): code for code in readers}
        self.names = _names(readers)
        self.units = {code: _units(reader) for code, reader in readers.items()}
        self.left_out: list[str] = []

    def code_of(self, written: str) -> str:
        """Return the code that is meant whatever its case and width; one that the form does not have as written."""
        return self.codes.get(same_text(written), written)

    def is_left_out(self, number: int, row: list[GridCell]) -> bool:
        """Whether a row without one of the form's figures is a total, the headings once more, or a line of text."""
        places = self.places
        head = self.table.grid.rows[self.table.heading_row - 1]
        texts = [
            text_of(row[places[key]]) for key in ("code", "measure") if places.get(key, len(row)) < len(row)
        ]
        again = all(
            same_text(text_of(row[places[key]])) == same_text(text_of(head[places[key]])) for key in READ
        )
        bare = all(is_blank(row[places[key]]) for key in ("value", "not_applicable", "comment"))
        said = next((text for text in texts if text), "")
        if again or (said and (bare or is_total(said))):
            self.left_out.append(_("row %(row)d (%(text)s)") % {"row": number, "text": said.strip()[:20]})
            return True
        return False

    def remarks(self) -> list[str]:
        """Return which rows were left out."""
        if not self.left_out:
            return []
        sentence = _("Left out as totals, headings or lines of text: %(rows)s.")
        return [sentence % {"rows": listed(self.left_out, MOST_ROWS_NAMED)}]

    def name_fault(self, row: list[GridCell], code: str) -> list[tuple[str, str]]:
        """What is wrong where the row bears the name of another figure of the form than its code: sorted in part."""
        place = self.places.get("measure", len(row))
        other = self.names.get(same_text(text_of(row[place]))) if place < len(row) else None
        if other is None or code not in self.readers or code in other:
            return []
        sentence = _(
            "The row is named “%(name)s”, but its code is that of “%(measure)s”: was a part of the table sorted? "
            "Put name and code together again, as in a newly downloaded form."
        ) % {"name": text_of(row[place])[:40], "measure": self.readers[code].measure}
        return [("code", sentence)]

    def unit_fault(self, code: str, row: list[GridCell]) -> str:
        """Return what is wrong with the unit that a row was given; empty for none."""
        place = self.places["unit"]
        written = row[place] if place < len(row) else ""
        if is_blank(written) or (isinstance(written, str) and same_text(written) in self.units[code]):
            return ""
        unit = self.readers[code].measure.display_unit
        return _("The unit of this row was changed to “%(other)s”; write the figure in %(unit)s.") % {
            "other": text_of(written)[:20],
            "unit": unit,
        }


def _names(readers: Mapping[str, Reader]) -> dict[str, set[str]]:
    """The codes of the figures by their names, in whichever language."""
    names: dict[str, set[str]] = {}
    for code, reader in readers.items():
        for name in (reader.measure.name, reader.measure.name_en):
            if name:
                names.setdefault(same_text(name), set()).add(code)
    return names


def _units(reader: Reader) -> set[str]:
    measure = reader.measure
    words = ("万元", "10k yuan") if measure.is_money else (measure.unit, measure.unit_en)
    return {same_text(word) for word in words}
