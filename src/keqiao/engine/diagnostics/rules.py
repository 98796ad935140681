"""Rules of diagnosis as a document: which figure shows a problem, from where on, in which words, what it calls for.

A rule computes a value by an expression over measures; ``x_before`` is the measure ``x`` a year earlier. Its bands give
every value exactly one light: gaps and overlaps forbid use. A missing value has a light of its own, with its word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from keqiao.engine.documents import DocumentFinding, Label, NamedPart, Part, Positions, error_at
from keqiao.engine.documents.intervals import NumberInterval, end_of, interval_faults, start_of
from keqiao.engine.documents.parts import Code
from keqiao.engine.expressions import ExpressionError, parse
from keqiao.language import Bilingual, message

Light = Literal["good", "watch", "bad", "none"]
LIGHTS: tuple[str, ...] = get_args(Light)
"""Normal, attention, alarm, and that nothing can be said."""
BEFORE = "_before"
"""Ends the name of a measure's figure of a year earlier."""
Formula = Annotated[str, Field(min_length=1, max_length=2000)]


class LightBand(NumberInterval):
    """Values that show a light, and what it says: a colour never stands without its word."""

    light: Annotated[Literal["good", "watch", "bad"], Label(message("light"))]
    words: Annotated[Bilingual, Label(message("in words"))]


def words_in(bands: Sequence[LightBand], value: float) -> Bilingual | None:
    """The words of the band that holds a value."""
    edge = (value, 0)
    return next((band.words for band in bands if start_of(band) <= edge <= end_of(band)), None)


Bands = Annotated[tuple[LightBand, ...], Field(min_length=1, max_length=20)]


class ProblemGroup(NamedPart):
    """A problem that several rules show, as the report words it."""

    quote: Annotated[Bilingual | None, Label(message("in the words of the report"))] = None


class CalledFor(Part):
    """The recommendation that an alarm calls for: its words, where the report has it, and how it is followed.

    ``lead``: the code of the unit that leads, empty where an official chooses; ``days``: until when, from the day of
    the task; ``makes_task``: a light that turns to alarm makes the task by itself.
    """

    text: Annotated[Bilingual, Label(message("recommendation"))]
    chapter: Annotated[str, Field(max_length=60), Label(message("chapter of the report"))] = ""
    lead: Annotated[str, Field(max_length=40), Label(message("lead department"))] = ""
    support: Annotated[
        tuple[Annotated[str, Field(max_length=40)], ...],
        Field(max_length=20),
        Label(message("supporting departments")),
    ] = ()
    days: Annotated[int, Field(ge=1, le=1000), Label(message("days"))] = 90
    makes_task: Annotated[bool, Label(message("makes a task by itself"))] = False


class DiagnosticRule(NamedPart):
    """A rule over the figures of a platform. ``applies``: the condition under which it says anything at all."""

    group: Annotated[Code, Label(message("problem"))]
    applies: Annotated[Formula | None, Label(message("applies where"))] = None
    value: Annotated[Formula, Label(message("value"))]
    unit: Annotated[Bilingual | None, Label(message("unit"))] = None
    bands: Annotated[Bands, Label(message("lights"))]
    missing: Annotated[Light, Label(message("light of a missing value"))] = "none"
    missing_words: Annotated[Bilingual | None, Label(message("words for a missing value"))] = None
    evidence: Annotated[Bilingual | None, Label(message("evidence"))] = None
    calls_for: Annotated[CalledFor, Label(message("calls for"))]

    @model_validator(mode="after")
    def _words_for_the_missing(self) -> DiagnosticRule:
        if self.missing != "none" and self.missing_words is None:
            raise ValueError("say in `missing_words` what a missing value means: a light has its word")
        return self

    def words_of(self, light: str, value: float | None) -> Bilingual | None:
        """The words of the light that a value shows; those of a missing value; None where nothing is said."""
        if value is None:
            return self.missing_words if light != "none" else None
        return words_in(self.bands, value)


class CityRule(Part):
    """The light of a finding for the city: by the share, in per cent, of the platforms judged whose light is among
    ``counts``.
    """

    counts: Annotated[
        tuple[Literal["watch", "bad"], ...], Field(min_length=1), Label(message("lights that count"))
    ]
    bands: Annotated[Bands, Label(message("lights"))]


class DiagnosticRules(Part):
    """All rules: the problems, the rules that show them, and how lights of platforms make that of the city."""

    source: Annotated[Bilingual, Label(message("Source"))]
    groups: Annotated[
        tuple[ProblemGroup, ...], Field(min_length=1, max_length=20), Label(message("problems"))
    ]
    rules: Annotated[tuple[DiagnosticRule, ...], Field(min_length=1, max_length=200), Label(message("rules"))]
    city: Annotated[CityRule, Label(message("the city"))]

    def rule(self, code: str) -> DiagnosticRule | None:
        """The rule of a code."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def group_of(self, rule: DiagnosticRule) -> ProblemGroup:
        """The problem that a rule shows."""
        return next(group for group in self.groups if group.code == rule.group)


def names_of(measures: Collection[str]) -> frozenset[str]:
    """What an expression may read: measures, and the same of a year earlier."""
    return frozenset(measures) | {f"{code}{BEFORE}" for code in measures}


def check_rules(
    document: DiagnosticRules, positions: Positions, measures: Collection[str]
) -> Iterator[DocumentFinding]:
    """What is wrong with rules whose form is right: codes, problems, expressions, bands."""
    yield from _once(positions, "groups", [group.code for group in document.groups])
    yield from _once(positions, "rules", [rule.code for rule in document.rules])
    groups, names = {group.code for group in document.groups}, names_of(measures)
    for at, rule in enumerate(document.rules):
        if rule.group not in groups:
            sentence = message("there is no problem {code}", code=rule.group)
            remedy = message("Write one of: {codes}.", codes=", ".join(sorted(groups)))
            yield error_at(positions, ("rules", at, "group"), sentence, "group", remedy)
        for key, text in (("applies", rule.applies), ("value", rule.value)):
            if text is not None:
                yield from _expression(positions, ("rules", at, key), text, names)
        yield from check_bands(positions, ("rules", at, "bands"), rule.bands)
    yield from check_bands(positions, ("city", "bands"), document.city.bands, 0.0, 100.0)


def check_bands(
    positions: Positions,
    path: tuple[str | int, ...],
    bands: Sequence[NumberInterval],
    least: float = float("-inf"),
    most: float = float("inf"),
) -> Iterator[DocumentFinding]:
    """Gaps, overlaps and bands that hold no number: each value must show exactly one light."""
    for place, band in enumerate(bands):
        if start_of(band) > end_of(band):
            sentence = message("the band {numbers} holds no number", numbers=str(band.stretch))
            yield error_at(
                positions, (*path, place), sentence, "bands", message("Write the lower edge first.")
            )
            return
    for fault in interval_faults(bands, range(len(bands)), least, most):
        if fault.kind == "overlap":
            sentence = message("two bands name {numbers}", numbers=str(fault.stretch))
            remedy = message(
                "Say which band includes the edge: `from` and `up_to` include it, `above` and `below` do not."
            )
        else:
            sentence = message("no band names {numbers}: no light could be shown", numbers=str(fault.stretch))
            remedy = message("Widen a band or add one.")
        yield error_at(positions, (*path, max(fault.second, 0)), sentence, "bands", remedy)


def _expression(
    positions: Positions, path: tuple[str | int, ...], text: str, names: Collection[str]
) -> Iterable[DocumentFinding]:
    try:
        parse(text, names)
    except ExpressionError as error:
        yield error_at(positions, path, error.problem, "expression", error.remedy)


def _once(positions: Positions, part: str, codes: Sequence[str]) -> Iterator[DocumentFinding]:
    for at, code in enumerate(codes):
        if code in codes[:at]:
            sentence = message("the code {code} stands twice", code=code)
            yield error_at(positions, (part, at, "code"), sentence, "code", message("Give it another code."))
