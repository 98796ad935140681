"""What a cell says, as the value of a field. Everything arrives as text; what cannot be read is told."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from keqiao.engine.figures import Quantity, same_text, visible
from keqiao.engine.figures.characters import EXACT, narrow
from keqiao.engine.figures.reader import MISSING
from keqiao.engine.workbooks.grid import Cell, ErrorCell, FormulaCell, PercentCell, ScaledCell, as_word
from keqiao.money import YUAN_PER_WAN
from keqiao.web.audit.clock import today
from keqiao.web.registry.identifiers import clean_patent_number, written_code, written_usci
from keqiao.web.registry.importing.columns import SheetColumn
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.quantities import amount_in_words
from keqiao.web.site.figures import WAN, listed, read_figure
from keqiao.written_days import day_of, in_digits

TRUE = {"是", "yes", "y", "true", "1", "√", "✓"}
FALSE = {"否", "no", "n", "false", "0", "×"}
EMPTY = {"（空）", "(空)", "(empty)"}
"""What empties a field; an empty cell leaves it as it is."""
LONGEST = 4000
LARGEST = Decimal(10) ** 18
LOST = re.compile(r"[0-9](?:\.[0-9]{1,20})?[eE]\+?[0-9]{2}", re.ASCII)
"""A long number as Excel shows it."""
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_BARE_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{2})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)", re.ASCII)
"""A day as some programs show it (24-3-5): the year first, as everywhere in China."""
_SHORTENED = re.compile(r"\d{4}\.1")
"""What Excel makes of 2024.10 where the cell is a number."""
EARLIEST = 1950
LATEST = 2100
"""Years between which a day needs no question."""
_SERIAL = re.compile(r"[2-5]\d{4}(?:\.0+)?", re.ASCII)
_FIRST_DAY = dt.date(1899, 12, 30)
"""Excel counts the days from here."""
_BETWEEN = re.compile(r"[、;；,，\n]+")


def struck_through(cell: Cell) -> str:
    """Return what is said of a cell whose contents are struck through: whether they hold is for its writer to say."""
    return _(
        "What stands here is struck through (%(text)s): delete it if it no longer holds, else take the line through "
        "it away."
    ) % {"text": text_of(cell)[:40]}


def merged_across(where: str) -> str:
    """Return what is said of the merged cells ``where`` that lie over several columns that are read."""
    return _(
        "The cells %(cells)s are merged over several columns: unmerge them and write in each what belongs there."
    ) % {"cells": where}


def merged_downwards(where: str) -> str:
    """Return what is said of the merged cells ``where`` that hold one figure for several rows."""
    return _(
        "The cells %(cells)s are merged and hold one figure for several rows: unmerge them and write the figure where "
        "it belongs."
    ) % {"cells": where}


def text_of(cell: Cell) -> str:
    """Return a cell as text: dates as ISO dates, whole numbers without a point, errors as Excel writes them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, ErrorCell):
        return cell.text
    if isinstance(cell, FormulaCell):
        return "="
    if isinstance(cell, PercentCell):
        return f"{plain(Decimal(repr(cell.value)) * 100)}%"
    if isinstance(cell, ScaledCell) and cell.factor != 1:
        return f"{cell.text} ({cell.value:.15g})"  # no number, so that nobody takes one for the other
    cell = as_word(cell)
    if isinstance(cell, float):
        # As Excel shows it; where a code is wanted, such a text is refused: its last digits are lost.
        return plain(Decimal(repr(cell))) if abs(cell) < EXACT else f"{cell:.14E}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return visible(str(cell))[:LONGEST].strip()


def plain(number: Decimal) -> str:
    """Digits without an exponent and without zeros behind the point."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
"""What Excel writes where a formula fails; other texts may begin with #."""


def is_missing(column: SheetColumn, text: str) -> bool:
    """Whether a cell says that there is nothing: —, /, 无; in a column of texts such a word is a text."""
    field = column.field
    if same_text(text) not in MISSING or isinstance(field, models.BooleanField):
        return False
    if field.choices:
        return same_text(text) not in _choices(field)
    return column.is_number or field.is_relation or column.many or isinstance(field, models.DateField)


def value_of(
    column: SheetColumn,
    text: str,
    finder: Finder,
    ten_thousand: bool = False,
    notes: list[str] | None = None,
    *,
    doubts: list[str] | None = None,
) -> Any:
    """Return the value that a cell gives its field: a key for a reference, a list of keys for several.

    ``ten_thousand``: the amounts of the column are in 万元. ``notes`` takes how a number was understood where it looks
    otherwise, ``doubts`` what somebody has to confirm. Raises ValidationError with the fault.
    """
    field = column.field
    if text in EXCEL_ERRORS:
        raise ValidationError(_("Excel shows an error here: %(text)s.") % {"text": text[:20]})
    if text == "=" and not column.choices:
        raise ValidationError(_("The formula has no result. Open the file in Excel and save it."))
    if not column.is_number and LOST.fullmatch(text):
        raise ValidationError(
            _(
                "Excel shows “%(text)s”: it keeps fifteen digits of a number, the others are lost. Format the column "
                "as text and write the number again."
            )
            % {"text": text[:40]}
        )
    if text in EMPTY:
        return [] if column.many else ("" if _is_text(field) and not field.null else None)
    if column.many:
        return sorted(
            {finder.find(field.related_model, part) for part in _parts(text, field.related_model, finder)}
        )
    if field.is_relation:
        return finder.find(field.related_model, text)
    if field.choices:
        return _choice(column, text)
    if isinstance(field, models.BooleanField):
        return _boolean(text)
    if isinstance(field, models.DateField):
        return _date(column, text, doubts)
    if isinstance(field, models.DecimalField):
        return _number(column, text, field.decimal_places, ten_thousand, notes)
    if isinstance(field, models.IntegerField):
        return int(_number(column, text, 0, False, notes))
    return _words(column, text)


def displayed(column: SheetColumn, value: Any, finder: Finder) -> str:
    """Return a value as a preview prints it: amounts in 万元 with their unit and separators."""
    if column.money and value not in (None, ""):
        return amount_in_words(value)
    return written(column, value, finder)


def written(column: SheetColumn, value: Any, finder: Finder) -> str:
    """Return a value as the template writes it, amounts in 万元; value as JSON keeps it."""
    if value is None or value in ("", []):
        return ""
    if column.money:
        return plain(Decimal(str(value)) / YUAN_PER_WAN)
    field = column.field
    if column.many:
        return "、".join(finder.label(field.related_model, key) for key in value)
    if field.is_relation:
        return finder.label(field.related_model, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(field.flatchoices).get(value, value))


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField)


def _parts(text: str, model: Any, finder: Finder) -> list[str]:
    """The names in a cell; one name may itself hold a comma."""
    try:
        finder.find(model, text)
    except ValidationError:
        return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return [text]


def _words(column: SheetColumn, text: str) -> str:
    if column.key == "application_no":
        return clean_patent_number(narrow(text))
    if column.key == "usci":
        return written_usci(narrow(text))
    if column.is_code:
        return written_code(column.key, text)
    return text


@cache
def _choices(field: Any) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {same_text(str(label)): code for code, label in field.flatchoices}
    return known | {same_text(str(code)): code for code, _label in field.flatchoices}


def _choice(column: SheetColumn, text: str) -> Any:
    known = _choices(column.field)
    if same_text(text) not in known:
        offered = _(", ").join(label for _code, label in column.choices)
        raise ValidationError(_("“%(text)s” is none of: %(words)s.") % {"text": text[:40], "words": offered})
    return known[same_text(text)]


def _boolean(text: str) -> bool:
    word = same_text(text)
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValidationError(_("Write yes or no, not “%(text)s”.") % {"text": text[:40]})


def _date(column: SheetColumn, text: str, doubts: list[str] | None) -> dt.date:
    """A day; a month, a year or a day as Excel counts it is read with a question, asked once for all lines."""
    try:
        named_day = day_of(text)
        if named_day is not None:
            return _day_with_question(column, named_day, doubts)
        day = _supposed(in_digits(narrow("".join(text.split())))) if doubts is not None else None
        if day is None:
            return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(_("“%(text)s” is no date. Write 2024-10-08.") % {"text": text[:40]}) from error
    if doubts is not None:
        words = _("%(column)s: “%(text)s” is read as %(day)s.")
        if _SHORTENED.fullmatch(text):
            words = _("%(column)s: “%(text)s” is read as %(day)s; a cell of numbers shows 2024.10 so too.")
        doubts.append(words % {"column": column.label, "text": text[:40], "day": day.isoformat()})
    return day


def _day_with_question(column: SheetColumn, day: dt.date, doubts: list[str] | None) -> dt.date:
    """The day; one that is hardly meant, such as the 0 of Excel (1900-01-00), with a question."""
    if doubts is not None and not EARLIEST <= day.year <= LATEST:
        words = _("%(column)s: is %(day)s right?") % {"column": column.label, "day": day.isoformat()}
        doubts.append(words)
    return day


def _supposed(text: str) -> dt.date | None:
    """The day that a text may mean: the first of a month or year, the day of a number of Excel, or one whose year has
    two digits, which lies within this century or else the last, not beyond the next year; None for none.

    Raises ValueError where there is no such month.
    """
    if _SERIAL.fullmatch(text):
        return _FIRST_DAY + dt.timedelta(days=int(float(text)))
    if match := _SHORT_YEAR.fullmatch(text):
        short, _mark, *parts = match.groups()
        year = 2000 + int(short)
        year -= 100 if year > today().year + 1 else 0
        return dt.date(year, *(int(part) for part in parts if part is not None))
    if match := _MONTH.fullmatch(text) or _BARE_MONTH.fullmatch(text):
        return dt.date(int(match[1]), int(match[2]), 1)
    if match := _YEAR.fullmatch(text):
        return dt.date(int(match[1]), 1, 1)
    return None


def _number(
    column: SheetColumn, text: str, places: int, ten_thousand: bool, notes: list[str] | None
) -> Decimal:
    """A number in the stored unit (amounts: 元); what has more places than are kept is refused."""
    unit = WAN if ten_thousand else column.unit
    reading = read_figure(text, Quantity(unit, converts="any"))
    if reading.value is None:
        raise ValidationError(_("“%(text)s” is no number.") % {"text": text[:40]})
    said = listed(reading, text)
    if said and notes is not None:
        notes.append(f"{column.label}{_(': ')}{said}")
    number = reading.value * (YUAN_PER_WAN if ten_thousand else 1)
    if column.unit == "%" and notes is not None and 0 < abs(number) < 1 and "%" not in text:
        notes.append(
            _("%(column)s: %(text)s is read as %(text)s %%; write 30 or 30%% for 30 per cent.")
            % {"column": column.label, "text": text[:40]}
        )
    if abs(number) >= LARGEST:
        raise ValidationError(_("“%(text)s” is larger than can be kept.") % {"text": text[:40]})
    rounded = number.quantize(Decimal(1).scaleb(-places))
    # A computed amount such as 1234.5600000001 is what Excel makes of 1234.56.
    if abs(rounded - number) > Decimal("0.000001") * max(abs(number), Decimal(1)):
        raise ValidationError(
            _("“%(text)s” has more than %(places)d decimal places.") % {"text": text[:40], "places": places}
        )
    return rounded
