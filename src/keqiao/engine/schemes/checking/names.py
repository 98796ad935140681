"""Codes that stand for two things, names that stand for nothing, and parts that nobody reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.parts import NamedPart
from keqiao.engine.documents.positions import Path
from keqiao.engine.schemes.checking.context import Context, scores_of
from keqiao.engine.schemes.scoring import Compared
from keqiao.language import Bilingual, message

RESERVED = frozenset({"unit", "name", "period", "total"})
"""Column names of the data and results, which no measure may take."""
INPUTS = ("attributes", "parameters", "measures")
SECTIONS = ("attributes", "parameters", "measures", "variants", "adjustments", "vetoes", "grades")


def check_names(context: Context) -> Iterator[DocumentFinding]:
    """Doubled and reserved codes, unknown references, unused parts, missing English."""
    yield from _doubled(context)
    yield from _references(context)
    yield from _unused(context)
    yield from _without_english(context)


def _parts(context: Context) -> Iterator[tuple[Path, NamedPart]]:
    yield from context.nodes
    for section in SECTIONS:
        for place, part in enumerate(getattr(context.scheme, section)):
            yield (section, place), part


def _doubled(context: Context) -> Iterator[DocumentFinding]:
    """Formulas read attributes, parameters and measures by code; results show all other parts by code.

    An indicator may bear the code of the measure that it reads, and of no other.
    """
    read: dict[str, Path] = {}
    places: dict[str, Path] = {}
    for path, part in _parts(context):
        seen = read if path[0] in INPUTS else places
        first = seen.get(part.code)
        if first is not None:
            yield context.finding(
                "error",
                "names.duplicate",
                (*path, "code"),
                message(
                    "the code {code} is already taken by {other}",
                    code=part.code,
                    other=_words(context, first),
                ),
                message("Give every part a code of its own."),
            )
        seen.setdefault(part.code, path)
        if part.code in RESERVED and path[0] in {*INPUTS, "indicators"}:
            yield context.finding(
                "error",
                "names.reserved",
                (*path, "code"),
                message("the code {code} is a word of the results", code=part.code),
                message("Choose another code; taken are {names}.", names=", ".join(sorted(RESERVED))),
            )
    for code, path in places.items():
        site = context.site((*path, "formula"))
        own = site is not None and (site.expression is None or code in site.expression.names)
        if code in read and not own:
            yield context.finding(
                "error" if path[0] != "indicators" else "warning",
                "names.duplicate",
                (*path, "code"),
                message(
                    "the code {code} is already taken by {other}",
                    code=code,
                    other=_words(context, read[code]),
                ),
                message("Give every part a code of its own."),
            )


def _references(context: Context) -> Iterator[DocumentFinding]:
    scheme = context.scheme
    attributes = {attribute.code: attribute for attribute in scheme.attributes}
    for path, code in _attribute_references(context):
        if code not in attributes:
            yield _unknown(context, path, code, list(attributes), "attribute")
    for place, parameter in enumerate(scheme.parameters):
        words = attributes[parameter.by].values if parameter.by in attributes else {}
        if not words:
            continue
        for word in parameter.values:
            if word not in words:
                yield _unknown(context, ("parameters", place, "values", word), word, list(words), "word")
        absent = [word for word in words if word not in parameter.values]
        if absent and parameter.default is None:
            yield context.finding(
                "warning",
                "names.table",
                ("parameters", place, "values"),
                message("the table says nothing for {words}", words=", ".join(absent)),
                message("Add them, or give `default`; else the figure is missing for these units."),
            )
    for place, measure in enumerate(scheme.measures):
        if measure.previous_of is not None and measure.previous_of.measure not in context.measures:
            here: Path = ("measures", place, "previous_of", "measure")
            yield _unknown(context, here, measure.previous_of.measure, list(context.measures), "measure")
        if measure.previous_of is not None and measure.formula is not None:
            yield context.finding(
                "error",
                "names.two_sources",
                ("measures", place),
                message("a measure is computed by `formula` or taken from `previous_of`, not both"),
                message("Remove one."),
            )
        if measure.minimum is not None and measure.maximum is not None and measure.minimum >= measure.maximum:
            yield context.finding(
                "error",
                "names.range",
                ("measures", place, "minimum"),
                message(
                    "minimum {low} is not below maximum {high}", low=measure.minimum, high=measure.maximum
                ),
                message("Exchange or correct them."),
            )
    for place, attribute in enumerate(scheme.attributes):
        if attribute.default is not None and attribute.values and attribute.default not in attribute.values:
            here = ("attributes", place, "default")
            yield _unknown(context, here, attribute.default, list(attribute.values), "word")


def _attribute_references(context: Context) -> Iterator[tuple[Path, str]]:
    scheme = context.scheme
    for place, parameter in enumerate(scheme.parameters):
        if parameter.by is not None:
            yield ("parameters", place, "by"), parameter.by
    if scheme.profiles is not None:
        yield ("profiles", "by"), scheme.profiles.by
    if scheme.ranking.within is not None:
        yield ("ranking", "within"), scheme.ranking.within
    for place, grade in enumerate(scheme.grades):
        if grade.quota is not None and grade.quota.within is not None:
            yield ("grades", place, "quota", "within"), grade.quota.within
    if scheme.defaults.missing.group is not None:
        yield ("defaults", "missing", "group"), scheme.defaults.missing.group
    scores = list(scores_of(("defaults", "score"), scheme.defaults.score))
    for leaf in context.all_leaves:
        if leaf.indicator.missing is not None and leaf.indicator.missing.group is not None:
            yield leaf.at("missing", "group"), leaf.indicator.missing.group
        scores += scores_of(leaf.at("score"), leaf.indicator.score)
    for path, score in scores:
        if isinstance(score, Compared) and score.within is not None:
            yield (*path, "within"), score.within


def _unused(context: Context) -> Iterator[DocumentFinding]:
    read: set[str] = {code for _, code in _attribute_references(context)}
    waiting: list[str] = []
    for site in context.sites:
        if site.role != "measure" and site.expression is not None:
            waiting += site.expression.names
        if site.error is not None:
            return  # What a broken formula reads is not known.
    formulas = {site.owner: site.expression for site in context.sites if site.role == "measure"}
    while waiting:
        name = waiting.pop()
        if name in read:
            continue
        read.add(name)
        formula = formulas.get(name)
        waiting += formula.names if formula is not None else ()
        measure = context.measures.get(name)
        if measure is not None and measure.previous_of is not None:
            waiting.append(measure.previous_of.measure)
        waiting += [p.by for p in context.scheme.parameters if p.code == name and p.by is not None]
    for section, what in (
        ("measures", message("measure")),
        ("parameters", message("parameter")),
        ("attributes", message("attribute")),
    ):
        for place, part in enumerate(getattr(context.scheme, section)):
            if part.code not in read:
                yield context.finding(
                    "warning",
                    "names.unused",
                    (section, place),
                    message("the {what} {code} is read by nothing", what=what, code=part.code),
                    message("Use it in a formula, or remove it so that nobody has to report it."),
                )


def _without_english(context: Context) -> Iterator[DocumentFinding]:
    texts: list[tuple[Path, Bilingual]] = [(("name",), context.scheme.name)]
    texts += [((*path, "name"), part.name) for path, part in _parts(context)]
    absent = [path for path, text in texts if not text.en]
    if absent:
        listed = ", ".join(_words(context, path[:-1]) or "name" for path in absent[:5])
        yield context.finding(
            "notice",
            "names.english",
            absent[0],
            message(
                "{count} names have no English: {names}{more}",
                count=len(absent),
                names=listed,
                more="…" if len(absent) > 5 else "",
            ),
            message("Write {form}.", form="name: {zh: …, en: …}"),
        )


def _unknown(context: Context, path: Path, code: str, known: list[str], what: str) -> DocumentFinding:
    near = difflib.get_close_matches(code, known, n=2, cutoff=0.5)
    kinds = {
        "attribute": message("there is no attribute {code}", code=code),
        "measure": message("there is no measure {code}", code=code),
        "word": message("{code} is not a word of the attribute", code=code),
        "indicator": message("there is no indicator {code}", code=code),
        "node": message("there is no indicator or branch {code}", code=code),
        "grade": message("there is no grade {code}", code=code),
    }
    remedy = (
        message("Did you mean {names}?", names=", ".join(near))
        if near
        else message("Known here: {names}.", names=", ".join(known) or "–")
    )
    return context.finding("error", f"names.unknown_{what}", path, kinds[what], remedy)


unknown = _unknown
"""An error for a code that stands for nothing; used by the other checks too."""


def _words(context: Context, path: Path) -> str:
    return context.finding("notice", "", path, message("")).key
