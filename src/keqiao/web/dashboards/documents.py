"""The documents of the room: lights of the platform table, headline figures, words of questions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import Field

from keqiao.engine.documents import DocumentFinding, DocumentForm, Label, Part, Positions, error_at
from keqiao.engine.expressions import ExpressionError, parse
from keqiao.language import Bilingual, Message
from keqiao.web.rulebooks.kinds import DocumentKind
from keqiao.web.rulebooks.parts import SourcedPart, Words

NAMES = ("x", "yoy")
"""What a condition reads: the figure in the unit shown, and its change over a year in per cent."""
Grades = tuple[Annotated[str, Field(min_length=1, max_length=64)], ...]
Spoken = tuple[Annotated[str, Field(min_length=1, max_length=60)], ...]
Condition = Annotated[str, Field(min_length=1, max_length=500)]


class GradeLights(Part):
    """Which grades show which light."""

    name: Annotated[Bilingual, Label(_("name"))]
    good: Annotated[Grades, Label(_("normal"))]
    watch: Annotated[Grades, Label(_("attention"))]
    bad: Annotated[Grades, Label(pgettext_lazy("light", "alarm"))]


class MeasureRule(Part):
    """Conditions over a figure and its change; the first that holds gives the light, none holding gives an alarm."""

    measure: Annotated[str, Label(_("measure"))]
    name: Annotated[Bilingual, Label(_("name"))]
    good: Annotated[Condition, Label(_("normal"))]
    watch: Annotated[Condition, Label(_("attention"))]
    rule: Annotated[Bilingual, Label(_("in words"))]


class PlatformLights(SourcedPart):
    """The lights of the platform table."""

    grade: Annotated[GradeLights, Label(_("Grades"))]
    measures: Annotated[tuple[MeasureRule, ...], Label(_("Measures"))]


class Headline(Part):
    """A headline figure: at the chosen day, or of the last full year before it; ``brief``: on the bureau's home too."""

    measure: Annotated[str, Label(_("measure"))]
    when: Annotated[Literal["as_of", "last_year"], Label(_("when"))]
    brief: Annotated[bool, Label(_("on the home page"))] = False

    @property
    def yearly(self) -> bool:
        """Whether it is read for a whole year."""
        return self.when == "last_year"


class Headlines(SourcedPart):
    """The headline figures of the city in their order."""

    headlines: Annotated[tuple[Headline, ...], Field(min_length=1), Label(_("Headline figures"))]


class MeasureWords(Part):
    """Other words for a measure, and what its answer must say besides."""

    measure: Annotated[str, Label(_("measure"))]
    words: Annotated[Spoken, Field(min_length=1), Label(_("words"))]
    note: Annotated[Words | None, Label(_("note"))] = None


class Vocabulary(SourcedPart):
    """The words of questions."""

    measures: Annotated[tuple[MeasureWords, ...], Label(_("Measures"))]
    payments: Annotated[Spoken, Label(_("words for money paid out"))]
    city: Annotated[Spoken, Label(_("words for the whole city"))]
    own: Annotated[Spoken, Label(_("words for the own platform"))]
    each: Annotated[Spoken, Label(_("words for each platform by itself"))] = ()
    fillers: Annotated[Spoken, Label(_("words that say nothing"))]
    narrowing: Annotated[Spoken, Label(_("words that ask for another figure"))]
    bodies: Annotated[Spoken, Label(_("endings of names of bodies"))]


def _conditions(document: PlatformLights, positions: Positions) -> Iterable[DocumentFinding]:
    """Every condition must be an expression over what it may read."""
    for at, rule in enumerate(document.measures):
        for key in ("good", "watch"):
            path = ("measures", at, key)
            try:
                parse(getattr(rule, key), NAMES)
            except ExpressionError as error:
                sentence = Message(str(error).replace("{", "(").replace("}", ")"))
                yield error_at(positions, path, sentence, "expression")


HERE = Path(__file__).parent
LIGHTS = DocumentKind(
    "dashboards.lights",
    _("Lights of the platform table"),
    _("Which grades and figures are normal, ask for attention or alarm"),
    DocumentForm(PlatformLights, _conditions),
    HERE / "lights.yaml",
)
HEADLINES = DocumentKind(
    "dashboards.headlines",
    _("Headline figures"),
    _("Which figures of the city the cockpit and the home page show"),
    DocumentForm(Headlines),
    HERE / "headlines.yaml",
)
VOCABULARY = DocumentKind(
    "dashboards.vocabulary",
    _("Words of questions"),
    _("In which words figures may be asked for in the search"),
    DocumentForm(Vocabulary),
    HERE / "questions" / "vocabulary.yaml",
)
