"""Reads the figures that Chinese official prose says.

Patterns for each form of saying a number are tried from left to right; what stands before a number within its clause
decides what it claims (a level, a change, a share). Nothing is guessed: digits that no pattern reads are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from keqiao.engine.phrases.checks import inner_checks
from keqiao.engine.phrases.enumerations import with_neighbours
from keqiao.engine.phrases.forms import FORMS
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.lints import with_lints
from keqiao.engine.phrases.numerals import narrow
from keqiao.engine.phrases.phrase import Phrase, TextLint
from keqiao.engine.phrases.place import PlaceInText
from keqiao.engine.phrases.references import references, text_lints
from keqiao.engine.phrases.roles import with_roles

_DIGITS = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class ProseReading:
    """What a text says in figures."""

    text: str
    figures: tuple[Phrase, ...]
    checks: tuple[InnerCheck, ...]
    lints: tuple[TextLint, ...]
    unread: tuple[tuple[int, int], ...]
    """Places of digits that are neither a figure nor a reference."""


def read(text: str) -> ProseReading:
    """The figures of a text in their order, checks among them, weaknesses, and digits that were not read."""
    plain = narrow(text)
    taken = references(plain)
    figures = with_lints(plain, with_roles(plain, with_neighbours(plain, list(_figures(plain, taken)))))
    figures = [_as_written(figure, text) for figure in figures]
    places = sorted([*taken, *((figure.start, figure.end) for figure in figures)])
    unread = [
        (match.start(), match.end())
        for match in _DIGITS.finditer(plain)
        if not any(start < match.end() and match.start() < end for start, end in places)
    ]
    return ProseReading(
        text, tuple(figures), inner_checks(plain, figures), tuple(text_lints(plain)), tuple(unread)
    )


def _figures(text: str, taken: list[tuple[int, int]]) -> Iterator[Phrase]:
    """Of the forms that fit first, the most telling; places that are taken are no figures."""
    candidates = sorted(
        (
            (match.start(), rank, match, form)
            for rank, form in enumerate(FORMS)
            for match in form.pattern.finditer(text)
        ),
        key=lambda candidate: candidate[:2],
    )
    end = 0
    for start, _, match, form in candidates:
        number_start = match.start("number") if "number" in match.re.groupindex else start
        if start < end or any(
            begin < match.end() and number_start < stop for begin, stop in taken if stop > start
        ):
            continue
        figure = form.read(match, PlaceInText(text, end))
        if figure is not None:
            end = figure.end
            yield _without_spaces(figure, text)


def _without_spaces(figure: Phrase, text: str) -> Phrase:
    """The figure without the spaces around it."""
    span = text[figure.start : figure.end]
    start = figure.start + len(span) - len(span.lstrip())
    return replace(figure, start=start, end=figure.end - len(span) + len(span.rstrip()), span=span.strip())


def _as_written(figure: Phrase, text: str) -> Phrase:
    return replace(figure, span=text[figure.start : figure.end])
