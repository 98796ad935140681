"""The figures that a scheme needs, each with its unit, source, definition and how it is rated."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.blocks import Block, HeadingBlock, grid
from keqiao.engine.schemes.explaining.wording import Wording, figure
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import message

_SOURCES = {
    "register": message("register"),
    "third_party": message("third party"),
    "evidence": message("evidence"),
    "self_report": message("own report"),
    "expert": message("experts"),
}


def measures_section(scheme: Scheme, words: Wording) -> Iterator[Block]:
    """The table of measures under its heading."""
    yield HeadingBlock(words.say(message("Figures needed")))
    heads = (message("code"), message("name"), message("unit"), message("source"), message("definition"))
    rows = []
    for item in scheme.measures:
        if item.formula is not None:
            definition = words.formula(item.formula)
        elif item.previous_of is not None:
            definition = words.say(
                message(
                    "{name}, {periods} periods earlier",
                    name=words.names[item.previous_of.measure],
                    periods=item.previous_of.periods,
                )
                if item.previous_of.measure in words.names
                else message("")
            )
        else:
            definition = words.say(item.definition) if item.definition is not None else ""
        definition = " ".join(part for part in (definition, *_rated(item, words)) if part)
        source = words.say(_SOURCES[item.source])
        cells = (item.code, words.say(item.name), words.unit(item.unit), source, definition)
        rows.append(cells)
    yield grid([words.say(head) for head in heads], rows)


def _rated(item: Measure, words: Wording) -> Iterator[str]:
    """The words of a rating, and how several experts' ratings become one."""
    if item.levels:
        listed = ", ".join(f"{word} {figure(number)}" for word, number in item.levels.items())
        yield words.say(message("Levels: {levels}.", levels=listed))
    if item.raters is None:
        return
    raters = item.raters
    if raters.combine == "trimmed_mean":
        yield words.say(
            message(
                "Several experts rate: mean without the {trim} highest and the {trim} lowest.",
                trim=raters.trim,
            )
        )
    elif raters.combine == "mean":
        yield words.say(message("Several experts rate: mean."))
    else:
        yield words.say(message("Several experts rate: median."))
    if raters.minimum > 1:
        yield words.say(message("Fewer than {count} ratings count as a missing value.", count=raters.minimum))
