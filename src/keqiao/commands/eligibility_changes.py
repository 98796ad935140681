"""What would be otherwise: figures as they might be (``--suppose``), or another text (``--compare``)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keqiao.commands.terminal import USAGE, CommandError
from keqiao.engine.workbooks.result_sheets import ResultBook, ResultColumn
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.engine.eligibility import CallFit, EligibilityState, SupportProgramme

Supposition = dict[str, float | str | None]
"""Code of a figure → the value that it might have."""


@dataclass(frozen=True)
class OtherResult:
    """Results under other figures or another text: their fit with what is said of them, and only where they differ."""

    heading: Message
    before: Message
    after: Message
    fit: CallFit
    only_changed: bool


def suppositions(texts: tuple[str, ...], programme: SupportProgramme) -> Supposition:
    """Read ``CODE=VALUE`` of figures that come from the data; nothing behind ``=`` supposes that it is unknown.

    Raises :class:`CommandError` for a code that the programme does not read, and for a value of another kind.
    """
    from keqiao.engine.eligibility import day_of
    from keqiao.engine.figures.reader import Quantity, read_text

    numbers = {measure.code: measure for measure in programme.measures if measure.formula is None}
    words, days = ({part.code for part in parts} for parts in (programme.attributes, programme.dates))
    known = [*numbers, *words, *days]
    supposed: Supposition = {}
    for text in texts:
        code, equals, value = (part.strip() for part in text.partition("="))
        if not equals or code not in known:
            near = difflib.get_close_matches(code, known, n=3, cutoff=0.5) or known
            raise CommandError(
                message(
                    "--suppose {text}: write CODE=VALUE with a figure of the programme, such as {names}.",
                    text=text[:60],
                    names=", ".join(near[:8]),
                ),
                USAGE,
            )
        if not value:
            supposed[code] = None
        elif code in words:
            supposed[code] = value
        elif code in days:
            day = day_of(value)
            if day is None:
                raise CommandError(
                    message("--suppose {text}: write the day as 2024-03-01.", text=text[:60]), USAGE
                )
            supposed[code] = day.isoformat()
        else:
            said = {"是": "1", "yes": "1", "否": "0", "no": "0"}.get(value.lower(), value)
            reading = read_text(said, Quantity(numbers[code].unit or "", converts="any"))
            if reading.value is None:
                why = reading.remark.message if reading.remark else message("this is no number.")
                raise CommandError(message("--suppose {text}: {why}", text=text[:60], why=why), USAGE)
            supposed[code] = float(reading.value)
    return supposed


def changes_sheet(book: ResultBook, names: list[tuple[str, str]], fit: CallFit, other: OtherResult) -> None:
    """Write each subject with its result now and otherwise, and what is missing then."""
    from keqiao.engine.eligibility import STATE_NAMES, SubjectWords

    words = SubjectWords(other.fit.distances.judgement, other.fit.distances, book.language)
    columns = [
        ResultColumn(message("Unit"), "text", 24),
        ResultColumn(message("Name"), "text", 28),
        ResultColumn(other.before, "centre", 16),
        ResultColumn(other.after, "centre", 16),
        ResultColumn(message("What is missing then"), "wrap", 40),
        ResultColumn(message("Least single change then"), "wrap", 40),
    ]

    def rows() -> Iterator[list[object]]:
        for row, name in enumerate(names):
            was, is_now = _states(fit, other.fit, row)
            if other.only_changed and was is is_now:
                continue
            distance = other.fit.distances.of_row.get(row)
            change = words.change(distance.singles[0]) if distance and distance.singles else ""
            yield [*name, STATE_NAMES[was], STATE_NAMES[is_now], words.missing(row), change]

    sheet = book.sheet(message("Otherwise"), other.heading)
    book.table(sheet, columns, rows(), frozen=3)


def changed_count(fit: CallFit, other: CallFit) -> int:
    """How many subjects have another result."""
    height = fit.distances.judgement.frame.height
    return sum(was is not now for was, now in (_states(fit, other, row) for row in range(height)))


def _states(fit: CallFit, other: CallFit, row: int) -> tuple[EligibilityState, EligibilityState]:
    return fit.distances.state(row), other.distances.state(row)
