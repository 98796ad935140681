"""A person as a subject of programmes: what the registers know, then what was typed in applications; judged.

Never a decision: what a programme says of a person is shown to people who review (PIPL art. 24).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from keqiao.engine.eligibility import Judgement, SupportProgramme, judge
from keqiao.language import message
from keqiao.web.audit.clock import today
from keqiao.web.programmes.documents import FIGURES
from keqiao.web.programmes.frames import AskedFigure, asked_figures
from keqiao.web.programmes.library import programme_of
from keqiao.web.programmes.models import ProgrammeVersion
from keqiao.web.programmes.registers import KnownFigure
from keqiao.web.registry.models import Engagement, Person, SiteMonths, TalentAward
from keqiao.web.talents.models import CLASS_WORDS, TalentApplication, TalentClass

DEGREES = {Person.Degree.DOCTOR: 3.0, Person.Degree.MASTER: 2.0, Person.Degree.BACHELOR: 1.0}


def _degree(person: Person, day: date) -> float | None:
    return DEGREES.get(Person.Degree(person.degree))


def _months_in_city(person: Person, day: date) -> float | None:
    starts = Engagement.objects.current().filter(person=person, started_on__lte=day)
    first = starts.order_by("started_on").values_list("started_on", flat=True).first()
    return None if first is None else float(whole_months(first, day))


def _full_time(person: Person, day: date) -> float | None:
    rows = Engagement.objects.current().filter(person=person, ended_on=None, started_on__lte=day)
    modes = list(rows.values_list("mode", flat=True))
    return float(Engagement.Mode.FULL in modes) if modes else None


def _months_on_site(person: Person, day: date) -> float | None:
    rows = SiteMonths.objects.current().filter(engagement__person=person, year=day.year - 1)
    months = list(rows.values_list("months", flat=True))
    return float(sum(months)) if months else None


def _titles(person: Person, day: date) -> float | None:
    return float(TalentAward.objects.current().filter(person=person, year__lte=day.year).count())


REGISTERS: dict[str, tuple[Callable[[Person, date], float | None], str]] = {
    "degree_level": (_degree, "register of persons"),
    "months_in_city": (_months_in_city, "register of engagements"),
    "full_time": (_full_time, "register of engagements"),
    "months_on_site": (_months_on_site, "register of months on site"),
    "titles": (_titles, "register of talent titles"),
}
"""Figures of persons by their codes in programmes: how the registers tell them, and which register."""
CLASS_MEASURE = "talent_class"
"""The attribute of programmes that says the class applied for."""
SOURCES = tuple(
    message(words)
    for words in (
        "register of persons",
        "register of engagements",
        "register of months on site",
        "register of talent titles",
        "class applied for",
    )
)


def whole_months(first: date, last: date) -> int:
    """Return the full months between two days."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def book_of(application: TalentApplication) -> PersonBook:
    """Return what is known of the person of an application, with its class."""
    word = CLASS_WORDS.get(TalentClass(application.talent_class), "")
    return PersonBook(application.person, application.answers, class_word=word)


class PersonBook:
    """What is known of a person on a day: by registers, else as typed (``answers`` by the code of the figure)."""

    def __init__(
        self, person: Person, answers: Mapping[str, Any], day: date | None = None, class_word: str = ""
    ) -> None:
        self.person, self.answers, self.day = person, answers, day or today()
        self.class_word = class_word
        self.document = FIGURES.in_force()
        self._has_class = False

    def read_by(self, programme: SupportProgramme) -> list[AskedFigure]:
        """Return what a programme asks of the person."""
        # A programme with other classes than ours (创业, 创新) asks for its own.
        values = {part.code: part.values or {} for part in programme.attributes}
        self._has_class = bool(self.class_word) and self.class_word in values.get(CLASS_MEASURE, {})
        return asked_figures(programme, self.document)

    def by_register(self, wanted: AskedFigure) -> KnownFigure | None:
        """Return a figure that a register knows, or the class that is applied for."""
        if wanted.measure == CLASS_MEASURE and self._has_class:
            return KnownFigure(self.class_word, message("class applied for"))
        known = REGISTERS.get(wanted.measure)
        value = None if known is None else known[0](self.person, self.day)
        return None if known is None or value is None else KnownFigure(value, message(known[1]))

    def figure(self, wanted: AskedFigure) -> KnownFigure | None:
        """Return a figure by register or as typed."""
        known = self.by_register(wanted)
        if known is not None:
            return known
        typed = self.answers.get(wanted.figure)
        if typed in (None, ""):
            return None
        value = str(typed) if wanted.is_text else float(typed)
        return KnownFigure(value, message("stated in the application"))

    def judged(self, version: ProgrammeVersion) -> Judgement:
        """Return what a programme says of the person on the day."""
        programme = programme_of(version)
        columns = [pl.Series("unit", ["1"]), pl.Series("name", [self.person.code])]
        for wanted in self.read_by(programme):
            known = self.figure(wanted)
            kind = pl.String if wanted.is_text else pl.Float64
            columns.append(pl.Series(wanted.measure, [None if known is None else known.value], dtype=kind))
        return judge(programme, pl.DataFrame(columns), self.day)
