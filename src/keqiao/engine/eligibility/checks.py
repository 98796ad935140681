"""What is wrong with a programme before any figure comes: codes, references, groups, formulas, and its content."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding, in_order
from keqiao.engine.documents.positions import Path, Positions
from keqiao.engine.eligibility.compiled_programme import compiled, in_reading_order
from keqiao.engine.eligibility.content_checks import check_bands, check_ranges, check_sources, check_words
from keqiao.engine.eligibility.context import ProgrammeContext
from keqiao.engine.eligibility.parts import Acceptance, ConditionGroup
from keqiao.engine.eligibility.programme import AS_OF, SupportProgramme
from keqiao.engine.expressions import ExpressionError
from keqiao.engine.schemes.checking.division import check_division
from keqiao.engine.schemes.checking.expressions import check_expressions
from keqiao.engine.schemes.checking.unit_fit import check_units
from keqiao.language import message

RESERVED = frozenset({"unit", "name", "period", "total", AS_OF, "class", "whole", "excused"})
"""Column names of data and results, which no figure may take."""


def check(programme: SupportProgramme, positions: Positions | None = None) -> tuple[DocumentFinding, ...]:
    """All findings about a programme whose form is right, errors first."""
    context = ProgrammeContext.of(programme, positions or Positions())
    subjects = (
        check_expressions,
        _codes,
        _references,
        _cycles,
        check_bands,
        check_words,
        check_ranges,
        check_sources,
        check_division,
        check_units,
    )
    findings = [finding for subject in subjects for finding in subject(context)]
    if not any(finding.severity == "error" for finding in findings):
        findings += _compiles(context)
    return in_order(findings)


def _compiles(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    """What only shows when everything is put together."""
    try:
        compiled(context.programme)
    except (ExpressionError, ValueError, RecursionError) as error:
        said = (
            error.problem
            if isinstance(error, ExpressionError)
            else message("{reason}", reason=str(error)[:200])
        )
        yield context.finding(
            "error",
            "expression",
            (),
            said,
            message("Compute parts of it as measures of their own with `formula`."),
        )


def _codes(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    """Figures are one family of codes, conditions, classes and benefits another each."""
    programme = context.programme
    families = (
        ("attributes", "dates", "parameters", "measures", "tables"),
        ("conditions",),
        ("classes",),
        ("benefits",),
    )
    for family in families:
        seen: dict[str, str] = {}
        for section in family:
            for at, part in enumerate(getattr(programme, section)):
                place: Path = (section, at, "code")
                if part.code in seen:
                    yield context.finding(
                        "error",
                        "names.duplicate",
                        place,
                        message(
                            "the code {code} is already taken by {other}",
                            code=part.code,
                            other=seen[part.code],
                        ),
                        message("Give every part a code of its own."),
                    )
                seen.setdefault(part.code, f"{section}.{part.code}")
                if len(family) > 1 and part.code in RESERVED:
                    yield context.finding(
                        "error",
                        "names.reserved",
                        place,
                        message("the code {code} is a word of the results", code=part.code),
                        message("Choose another code; taken are {names}.", names=", ".join(sorted(RESERVED))),
                    )
    for at, measure in enumerate(programme.measures):
        for key in ("previous_of", "raters"):
            if getattr(measure, key) is not None:
                yield context.finding(
                    "error",
                    "names.reference",
                    ("measures", at, key),
                    message("a programme reads the figures of one day: `{key}` has no meaning here", key=key),
                    message("Declare a measure of its own, such as revenue_before."),
                )


def _references(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    programme = context.programme
    used: set[str] = set()
    yield from _members(context, programme.accept, ("accept",), used)
    for at, part in enumerate(programme.classes):
        if part.accept in {"all", "any"}:
            yield context.finding(
                "error",
                "groups",
                ("classes", at, "accept"),
                message("a class names the conditions that it asks"),
                message("Write {form}.", form="accept: {all: [condition, …]}"),
            )
        elif part.accept is not None:
            yield from _members(context, part.accept, ("classes", at, "accept"), used)
    if programme.accept not in {"all", "any"}:
        for at, condition in enumerate(programme.conditions):
            if condition.code not in used:
                yield context.finding(
                    "warning",
                    "groups",
                    ("conditions", at),
                    message(
                        "the condition {code} decides nothing: `accept` does not name it", code=condition.code
                    ),
                    message("Name it in `accept`, or remove it."),
                )
    classes = [part.code for part in programme.classes]
    for at, benefit in enumerate(programme.benefits):
        for place, code in enumerate(benefit.classes):
            if code not in classes:
                yield _unknown(context, ("benefits", at, "classes", place), code, classes)
    words = [attribute.code for attribute in programme.attributes]
    if (
        programme.quota is not None
        and programme.quota.within is not None
        and programme.quota.within not in words
    ):
        yield _unknown(context, ("quota", "within"), programme.quota.within, words)
    for at, parameter in enumerate(programme.parameters):
        if parameter.by is not None and parameter.by not in words:
            yield _unknown(context, ("parameters", at, "by"), parameter.by, words)
    for at, exclusion in enumerate(programme.excludes):
        if exclusion.programme == programme.code and exclusion.issuer in {None, programme.issuer}:
            yield context.finding(
                "error",
                "excludes",
                ("excludes", at, "programme"),
                message("a programme does not exclude itself"),
                message("Write `once: true`."),
            )


def _members(
    context: ProgrammeContext, accept: Acceptance, path: Path, used: set[str]
) -> Iterator[DocumentFinding]:
    codes = [condition.code for condition in context.programme.conditions]
    if isinstance(accept, str):
        site = context.site(path)
        if site is not None and site.expression is not None:
            used |= {name for name in site.expression.names if name in codes}
        return
    key = "all" if accept.all is not None else "any" if accept.any is not None else "of"
    if accept.at_least is not None and accept.at_least > len(accept.members):
        yield context.finding(
            "error",
            "groups",
            (*path, "at_least"),
            message(
                "at least {count} of {all} can never hold", count=accept.at_least, all=len(accept.members)
            ),
            message("Write at most {all}.", all=len(accept.members)),
        )
    plain = [member for member in accept.members if isinstance(member, str)]
    for at, member in enumerate(accept.members):
        here: Path = (*path, key, at)
        if isinstance(member, ConditionGroup):
            yield from _members(context, member, here, used)
        elif member not in codes:
            yield _unknown(context, here, member, codes)
        else:
            used.add(member)
            if plain.count(member) > 1:
                yield context.finding(
                    "error",
                    "groups",
                    here,
                    message("the condition {code} stands twice in this group", code=member),
                    message("Keep one."),
                )


def _unknown(context: ProgrammeContext, path: Path, code: str, known: list[str]) -> DocumentFinding:
    near = difflib.get_close_matches(code, known, n=2, cutoff=0.5)
    return context.finding(
        "error",
        "names.reference",
        path,
        message("there is nothing of the code {code} here", code=code),
        message("Did you mean {names}?", names=", ".join(near))
        if near
        else message("There are: {names}.", names=", ".join(known) or "—"),
    )


def _cycles(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    reads: dict[str, set[str]] = {}
    places: dict[str, Path] = {}
    for site in context.sites:
        if site.path[0] in {"measures", "tables"} and site.expression is not None:
            reads[site.owner] = set(site.expression.names)
            places[site.owner] = site.path[:2]
    try:
        in_reading_order(reads)
    except ValueError as error:
        ring = str(error)
        yield context.finding(
            "error",
            "cycles",
            places[ring.split(" → ", maxsplit=1)[0]],
            message("{ring}: these measures are computed from each other", ring=ring),
            message("One of them must come from the data."),
        )
