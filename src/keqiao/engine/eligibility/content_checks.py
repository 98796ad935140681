"""What a programme says that cannot be meant: bands that overlap, words against comparisons, ranges, open sources."""

from __future__ import annotations

import math
from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.eligibility.bands import faults
from keqiao.engine.eligibility.comparison_words import OPERATORS, SOFT
from keqiao.engine.eligibility.context import ProgrammeContext
from keqiao.engine.schemes.checking.bounds import bounds
from keqiao.language import Message, message


def check_bands(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    """Overlaps and gaps between the bands of each table, with the numbers."""
    for at, table in enumerate(context.programme.tables):
        for place, band in enumerate(table.bands):
            low = band.from_ if band.from_ is not None else band.above
            high = band.up_to if band.up_to is not None else band.below
            both_ends = band.from_ is not None and band.up_to is not None
            if low is not None and high is not None and (low > high or (low == high and not both_ends)):
                yield context.finding(
                    "error",
                    "bands",
                    ("tables", at, "bands", place),
                    message(
                        "the band from {low} to {high} holds no number", low=f"{low:g}", high=f"{high:g}"
                    ),
                    message("Write the lower edge first."),
                )
        site = context.site(("tables", at, "of"))
        least, most = -math.inf, math.inf
        if site is not None and site.expression is not None:
            least, most = bounds(site.expression.tree, context)
        for fault in faults(table, least, most):
            path: Path = ("tables", at, "bands", max(fault.second, 0))
            if fault.kind == "overlap":
                first = table.overlap == "first"
                yield context.finding(
                    "warning" if first else "error",
                    "bands",
                    path,
                    message("two bands name {numbers} and give different values", numbers=str(fault.stretch)),
                    message("The band written first counts.")
                    if first
                    else message(
                        "Say which band includes the edge (`from`, `up_to` include it; `above`, `below` do not), "
                        "or write `overlap: first`."
                    ),
                )
            elif table.otherwise is None:
                yield context.finding(
                    "warning",
                    "bands",
                    path,
                    message("no band names {numbers}: nothing is known there", numbers=str(fault.stretch)),
                    message("Add a band, or `otherwise` if the text means so."),
                )


def check_words(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    """Words of the text against the comparison that is written."""
    for at, condition in enumerate(context.programme.conditions):
        path: Path = ("conditions", at, "word")
        word = (condition.word or "").strip()
        if not word:
            continue
        if word in SOFT:
            if not condition.soft:
                yield context.finding(
                    "warning",
                    "words",
                    path,
                    message("“{word}” leaves exceptions to a decision", word=word),
                    message("Write `soft: true`."),
                )
            continue
        operator = OPERATORS.get(word)
        if condition.compare is None:
            yield context.finding(
                "warning",
                "words",
                path,
                message("the word “{word}” is not compared with a formula of one piece", word=word),
                message("Write the condition as `value`, `compare` and `than`."),
            )
        elif operator is None:
            yield context.finding(
                "notice",
                "words",
                path,
                message("“{word}” is no word of comparison that is known", word=word),
                message("Known are: {names}.", names="、".join(OPERATORS)),
            )
        elif operator != condition.compare and condition.override is None:
            yield context.finding(
                "error",
                "words",
                path,
                message(
                    "“{word}” means {operator}, but the condition compares by {compare}",
                    word=word,
                    operator=operator,
                    compare=condition.compare,
                ),
                message(
                    "Correct one of them, or quote in `override` the words that say otherwise (不含70分)."
                ),
            )


def check_ranges(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    """Dates of validity, limits of benefits, bounds of measures: the first must not lie beyond the second."""
    programme = context.programme
    if programme.valid_from and programme.valid_to and programme.valid_from > programme.valid_to:
        yield context.finding(
            "error",
            "validity",
            ("valid_to",),
            message("the programme ends before it begins"),
            message("Correct valid_from or valid_to."),
        )
    for at, benefit in enumerate(programme.benefits):
        if benefit.least is not None and benefit.most is not None and benefit.least > benefit.most:
            yield _turned_round(context, ("benefits", at, "most"), message("`least` is above `most`"))
    for at, measure in enumerate(programme.measures):
        if measure.minimum is not None and measure.maximum is not None and measure.minimum >= measure.maximum:
            yield _turned_round(
                context, ("measures", at, "maximum"), message("`minimum` is not below `maximum`")
            )


def _turned_round(context: ProgrammeContext, path: Path, problem: Message) -> DocumentFinding:
    return context.finding("error", str(path[0]), path, problem, message("Exchange them."))


def check_sources(context: ProgrammeContext) -> Iterator[DocumentFinding]:
    """One notice for all that nobody compared with the original."""
    programme = context.programme
    open_: list[Path] = []
    for section in ("parameters", "tables", "conditions", "benefits"):
        for at, part in enumerate(getattr(programme, section)):
            if part.article is None or not part.article.checked:
                open_.append((section, at))
    if open_:
        names = ", ".join(context.words(path) for path in open_[:5]) + ("…" if len(open_) > 5 else "")
        yield context.finding(
            "notice",
            "sources",
            open_[0],
            message(
                "{count} parts are not checked against the original: {names}", count=len(open_), names=names
            ),
            message(
                "They are shown for reference; write `article: {form}` after comparing.",
                form="{article: …, checked: true}",
            ),
        )
