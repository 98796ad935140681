"""From a text with {{names of facts}} and **bold** words to spans, each bound figure with the fact that it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from keqiao.engine.papers import TextSpan
from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports.amounts import printed_fact
from keqiao.language import Message, message

_PIECE = re.compile(r"\{\{(?P<field>[^{}]{1,80})\}\}|\*\*(?P<bold>[^*]{1,200})\*\*")
_UNIT = re.compile(r"[（(](?P<unit>[^（）()]{1,8})[）)]\s?$")
_OPEN = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True)
class BindingProblem(Exception):
    """A field that cannot be filled: what is wrong and what to do."""

    sentence: Message
    remedy: Message


def facts_by_name(facts: Sequence[SourceFact]) -> dict[str, SourceFact]:
    """The facts by every name that they have; the first one keeps a name that two have."""
    named: dict[str, SourceFact] = {}
    for fact in facts:
        for name in fact.names:
            named.setdefault(name, fact)
    return named


def unit_of_heading(heading: str) -> str:
    """The unit that the heading of a column tells in brackets (营业收入（万元）); empty where it tells none."""
    match = _UNIT.search(heading)
    return match["unit"] if match else ""


def spans_of(text: str, facts: Mapping[str, SourceFact], unit: str = "") -> list[TextSpan]:
    """The spans of a text. Raises :class:`BindingProblem` for a field that no fact or unit fits.

    A field is the name of a fact, then, divided by |, the unit for money (元, 万元, 亿元) and the number of decimals.
    ``unit`` is that of a column: figures of its cells are told in it, without saying it again.
    """
    spans: list[TextSpan] = []
    end = 0
    for match in _PIECE.finditer(text):
        spans.append(TextSpan(text[end : match.start()]))
        if match["field"] is not None:
            bound = _bound(match["field"], facts, unit)
            spans.append(replace(bound, text=bound.text.removesuffix(unit)))
        else:
            spans += [replace(span, bold=True) for span in spans_of(match["bold"], facts, unit)]
        end = match.end()
    spans.append(TextSpan(text[end:]))
    broken = next((span for span in spans if not span.bound and _OPEN.search(span.text)), None)
    if broken is not None:
        raise BindingProblem(
            message("“{text}” is a field that was not closed or has no name.", text=broken.text[:40]),
            message("Write it as {example}.", example="{{研发人员}}"),
        )
    return [span for span in spans if span.text]


def _bound(field: str, facts: Mapping[str, SourceFact], of_column: str) -> TextSpan:
    name, *options = (part.strip() for part in field.split("|"))
    fact = facts.get(name)
    if fact is None:
        near = "、".join(sorted(facts, key=lambda other: -_alike(name, other))[:3])
        raise BindingProblem(
            message("No fact is named “{name}”.", name=name),
            message("Use one of the facts, such as {names}, or add it to them.", names=near or "—"),
        )
    unit = next((option for option in options if not option.isdecimal()), of_column)
    places = next((int(option) for option in options if option.isdecimal()), None)
    try:
        return TextSpan(
            printed_fact(fact, unit, None if places is None else min(places, 6)), bound=fact.names[0]
        )
    except ValueError:
        raise BindingProblem(
            message("“{name}” is not told in {unit}.", name=name, unit=unit),
            message("It is in {unit}; money can be told in 元, 万元 or 亿元.", unit=fact.unit),
        ) from None


def _alike(name: str, other: str) -> float:
    """The share of characters that two names have in common (Jaccard)."""
    first, second = set(name), set(other)
    return len(first & second) / len(first | second) if first | second else 0.0
