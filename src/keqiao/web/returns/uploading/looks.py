"""What the look of an uploaded sheet says of its cells: merged, struck through, hidden, or not read at all."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.engine.figures import conversion, same_text
from keqiao.engine.workbooks.grid import is_blank, letters
from keqiao.engine.workbooks.stated_units import stated_around
from keqiao.web.registry.importing.cells import merged_across, merged_downwards, struck_through, text_of
from keqiao.web.returns.models import Collection
from keqiao.web.returns.uploading.books import earlier_heading, earlier_periods
from keqiao.web.returns.uploading.columns import READ, heading
from keqiao.web.returns.uploading.reading import UploadTable
from keqiao.web.site.punctuation import listed

MOST_NAMES = 10


class CellLooks:
    """The faults of cells that are read, by row and place from 0; made once for a table."""

    def __init__(self, table: UploadTable) -> None:
        self.grid = table.grid
        self.places = {key: table.places[key] for key in (*READ, "platform_code") if key in table.places}
        self.merged: dict[tuple[int, int], str] = {}
        for top, left, bottom, right in table.grid.merged:
            if top < table.heading_row or bottom > len(table.grid.rows) + 1000:
                continue
            inside = [place for place in self.places.values() if left <= place <= right]
            if not inside or (top == bottom and inside == [left]):
                continue
            where = f"{letters(left)}{top + 1}:{letters(right)}{bottom + 1}"
            said = merged_downwards(where) if left == right else merged_across(where)
            self.merged |= {(row, place): said for row in range(top, bottom + 1) for place in inside}

    def faults(self, row: int) -> list[tuple[str, str]]:
        """Return (column, what is wrong) for the cells of a row, counted from 1."""
        if not (self.merged or self.grid.struck):
            return []
        said = []
        for key, place in self.places.items():
            at = row - 1, place
            if at in self.merged:
                said.append((key, self.merged[at]))
            elif at in self.grid.struck:
                said.append((key, struck_through(self.grid.cell(*at))))
        return said


def refuse_other_money(table: UploadTable) -> None:
    """Refuse a sheet that states another unit of money than 万元 around its table. Raises ValidationError."""
    for unit, row, column in stated_around(table.grid, table.heading_row - 1):
        factor = conversion(unit, "万元")
        if factor is not None and factor != 1:
            raise ValidationError(
                _(
                    "%(place)s says “%(text)s”; the form is in 10k yuan (万元). Write the amounts in 万元 and take "
                    "that line away."
                )
                % {
                    "place": f"{table.sheet}!{letters(column)}{row + 1}",
                    "text": text_of(table.grid.cell(row, column)).strip()[:40],
                }
            )


def columns_not_read(table: UploadTable, collection: Collection) -> list[str]:
    """Return the columns below whose headings something stands that is not read, with their letters."""
    known = set(table.places.values())
    given = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            given |= {
                same_text(earlier_heading(collection, period)) for period in earlier_periods(collection)
            }
    heads = table.grid.rows[table.heading_row - 1]
    unread = []
    for place in range(min(table.grid.width, 200)):
        head = text_of(heads[place]) if place < len(heads) else ""
        if place in known or same_text(head) in given:
            continue
        below = range(table.heading_row, len(table.grid.rows))
        if any(not is_blank(table.grid.cell(at, place)) for at in below):
            words = _("%(heading)s (column %(letter)s)") if head else _("column %(letter)s (no heading)")
            unread.append(words % {"heading": head[:40], "letter": letters(place)})
    return unread


def remarks_on(table: UploadTable, missing: Iterable[str]) -> list[str]:
    """Return what is told of the file as a whole. ``missing``: names of figures that it has no row for."""
    said = []
    if table.sheets_not_read:
        said.append(
            _("These sheets hold figures and are not read: %(names)s.")
            % {"names": listed(table.sheets_not_read, MOST_NAMES)}
        )
    hidden = [heading(key) for key in READ if table.places[key] in table.grid.hidden_columns]
    if hidden:
        said.append(_("Hidden columns are read: %(names)s.") % {"names": listed(hidden)})
    names = list(missing)
    if names:
        said.append(
            ngettext(
                "%(count)d figure of the form has no row in the file and stays as it is: %(names)s.",
                "%(count)d figures of the form have no row in the file and stay as they are: %(names)s.",
                len(names),
            )
            % {"count": len(names), "names": listed(names, MOST_NAMES)}
        )
    return said
