"""What a verification says, in sentences: of a check, of a figure against its fact, of a verdict and of a lint."""

from __future__ import annotations

from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.verification import ProseVerification, VerifiedFigure
from keqiao.language import Message, message

VERDICTS = {
    "holds": message("is consistent"),
    "holds_by_rounding": message("is consistent only by rounding"),
    "changed_since": message("changed since"),
    "contradicts": message("contradicts"),
    "no_source": message("no source"),
}
LINTS = {
    "double_approx": message("says “about” twice"),
    "contradictory": message("two qualifiers that exclude each other"),
    "double_bound": message("says a bound twice"),
    "decrease_by_multiple": message("nothing can decrease by a multiple of itself"),
    "percent_for_points": message("a share grew: percentage points are meant, or say of what"),
    "no_measure_word": message("the measure word is missing"),
    "glued_date": message("a character of the date is missing"),
    "relative_period": message("only the day of writing tells which period is meant"),
    "false_precision": message("an estimate with so many digits"),
    "unsupported_claim": message("a claim without a figure"),
    "range_percent_sign": message("the percent sign is missing after the first number"),
}


def words_of_check(check: InnerCheck, verification: ProseVerification) -> Message:
    """One sentence that says what was tried and what came out."""
    figures = [verified.figure.span for verified in verification.figures]
    place = verification.figures[next(at for at in (*check.of, check.over) if at is not None)].place
    parts = "、".join(figures[at] for at in check.of)
    whole = figures[check.equals] if check.equals is not None else ""
    if check.only_by_rounding:
        return message(
            "{place}: {parts} and {whole} agree only by rounding.", place=place, parts=parts, whole=whole
        )
    if check.type == "table":
        return message(
            "{place}: the table says {parts}, the text {whole}.", place=place, parts=parts, whole=whole
        )
    if check.type == "rank":
        return message("{place}: the ranks do not follow the points: {parts}.", place=place, parts=parts)
    if check.type == "average" and check.over is not None:
        return message(
            "{place}: {parts} over {count} are not {whole} on average.",
            place=place,
            parts=parts,
            count=figures[check.over],
            whole=whole,
        )
    if check.type == "share" and check.over is None and len(check.of) > 1:
        return message(
            "{place}: {parts} are not {whole} of those that are listed.",
            place=place,
            parts=parts,
            whole=whole,
        )
    if check.type == "share" and check.over is None:
        return message(
            "{place}: {parts} are not {whole} of the days of a year.", place=place, parts=parts, whole=whole
        )
    if check.type == "sum":
        return message("{place}: {parts} do not add up to {whole}.", place=place, parts=parts, whole=whole)
    if check.type == "growth" and check.over is not None:
        return message(
            "{place}: {level} after a change by {change} is no change by {whole}.",
            place=place,
            level=figures[check.over],
            change=parts,
            whole=whole,
        )
    if check.type == "share":
        over = figures[check.over] if check.over is not None else ""
        return message(
            "{place}: {parts} of {over} are not {whole}.", place=place, parts=parts, over=over, whole=whole
        )
    if check.rate is not None:
        base = figures[check.of[0] if check.of else check.over or 0]
        return message(
            "{place}: no whole number gives {rate} with {base}.",
            place=place,
            rate=figures[check.rate],
            base=base,
        )
    first, second = figures[check.of[1]], figures[check.of[0]]
    return message(
        "{place}: from {first} to {second} is not {whole}.",
        place=place,
        first=first,
        second=second,
        whole=whole,
    )


def words_of_fact(verified: VerifiedFigure) -> Message:
    """One sentence that says what the fact tells that a figure names. Raises ValueError where it names none."""
    fact = verified.fact
    if fact is None:
        raise ValueError("the figure names no fact")
    return message(
        "{place}: “{span}” – the source says {value} {unit} {as_of}.",
        place=verified.place,
        span=verified.figure.span,
        value=format(fact.value.normalize(), "f"),
        unit=fact.unit,
        as_of=fact.as_of,
    )
