"""Each scoring rule in one or a few sentences with its numbers."""

from __future__ import annotations

from keqiao.engine.schemes.explaining.wording import Wording, figure
from keqiao.engine.schemes.scoring import (
    BaseFull,
    Cases,
    Compared,
    Distance,
    Formula,
    Identity,
    Linear,
    MinMax,
    Percentile,
    Piecewise,
    Points,
    Rank,
    Rating,
    Scoring,
    Step,
    Steps,
    Target,
    ZScore,
)
from keqiao.engine.schemes.tree import BoxCox, Clip, Logarithm, Missing, Treatment, Winsorise
from keqiao.language import Message, message

_COMPARE = {
    ">=": message("from {at} on: {points} points"),
    ">": message("above {at}: {points} points"),
    "<=": message("up to {at}: {points} points"),
    "<": message("below {at}: {points} points"),
}
_TRANSFORMS = {
    "log": message("measured on the logarithm of the value"),
    "log1p": message("measured on the logarithm of 1 + value"),
    "sqrt": message("measured on the square root of the value"),
}
MISSING = {
    "zero": message("Without a value it scores 0, and the result says so."),
    "redistribute": message("Without a value its weight goes to its siblings, and the result says so."),
    "mean": message("A missing value is replaced by the mean of the other units, and the result says so."),
    "median": message(
        "A missing value is replaced by the median of the other units, and the result says so."
    ),
    "group_mean": message(
        "A missing value is replaced by the mean of the unit's group, and the result says so."
    ),
    "group_median": message(
        "A missing value is replaced by the median of the unit's group, and the result says so."
    ),
    "stop": message("Without a value the evaluation is refused."),
}


def rule_in_words(score: Scoring, words: Wording, unit: str, direction: int, of: float | None) -> list[str]:
    """Sentences for a scoring rule; ``of`` is the indicator's weight where the scheme counts in points."""
    match score:
        case BaseFull():
            return [_base_full(score, words, unit, direction)]
        case Linear():
            return _linear(score, words, unit)
        case Steps():
            return [_steps(score, words, unit, of)]
        case Piecewise():
            at = [
                words.say(
                    message("{points} points at {value}", points=figure(points), value=figure(value, unit))
                )
                for value, points in score.knots
            ]
            knots = words.listed(at)
            return [
                words.say(message("{knots}; straight lines between{of}", knots=knots, of=_of(score.of, of)))
            ]
        case Cases():
            return _cases(score, words, unit, direction, of)
        case Rating():
            sentence = message(
                "rated from {low} to {high}; the rating's share of that range is the share of the points",
                low=figure(score.minimum),
                high=figure(score.of),
            )
            return [words.say(sentence)]
        case Points():
            full = score.of if score.of is not None else of
            top = message(
                "the value is the points, from {low} to {high}",
                low=figure(score.minimum),
                high=figure(full) if full is not None else "…",
            )
            return [words.say(message("{rule}{of}", rule=top, of=_of(score.of, of)))]
        case Formula():
            sentence = message(
                "points = {formula}{of}", formula=words.formula(score.points), of=_of(score.of, of)
            )
            return [words.say(sentence), *_among(score, words)]
        case Target():
            return _target(score, words, unit, direction)
        case Identity():
            return [words.say(message("the value itself is the score"))]
        case _:
            return _statistical(score, words, unit, direction)


def _base_full(score: BaseFull, words: Wording, unit: str, direction: int) -> str:
    share = figure(score.base_share * 100, "%")
    base, full = words.quantity(score.base, unit), words.quantity(score.full, unit)
    if direction > 0:
        sentence = message(
            "0 at ≤ 0; {share} of the points at {base}; full marks from {full}; straight lines between",
            share=share,
            base=base,
            full=full,
        )
    else:
        sentence = message(
            "full marks up to {full}; {share} of the points at {base}; less in proportion beyond",
            share=share,
            base=base,
            full=full,
        )
    return words.say(sentence)


def _linear(score: Linear, words: Wording, unit: str) -> list[str]:
    base, full = words.quantity(score.base, unit), words.quantity(score.full, unit)
    downward = isinstance(score.base, float) and isinstance(score.full, float) and score.base > score.full
    if not score.clamp:
        sentence = message(
            "0 points at {base}, full marks at {full}, on a line that goes on beyond both",
            base=base,
            full=full,
        )
    elif downward:
        sentence = message(
            "0 points at {base} or more, full marks at {full} or less, a straight line between",
            base=base,
            full=full,
        )
    else:
        sentence = message(
            "0 points at {base} or less, full marks at {full} or more, a straight line between",
            base=base,
            full=full,
        )
    parts = [words.say(sentence)]
    if score.transform in _TRANSFORMS:
        parts.append(words.say(_TRANSFORMS[score.transform]))
    return parts


def _steps(score: Steps, words: Wording, unit: str, of: float | None) -> str:
    def in_words(step: Step) -> str:
        points = figure(step.points)
        if step.at is not None:
            template = _COMPARE[score.compare].template
            return words.say(Message(template, {"at": figure(step.at, unit), "points": points}))
        if step.lower is None:
            return words.say(
                message("below {at}: {points} points", at=figure(step.upper or 0.0, unit), points=points)
            )
        if step.upper is None:
            return words.say(
                message("from {at} on: {points} points", at=figure(step.lower, unit), points=points)
            )
        return words.say(
            message(
                "from {low} to below {high}: {points} points",
                low=figure(step.lower, unit),
                high=figure(step.upper, unit),
                points=points,
            )
        )

    listed = words.listed([in_words(step) for step in score.steps])
    rest = message(
        "{steps}; otherwise {points}{of}", steps=listed, points=figure(score.otherwise), of=_of(score.of, of)
    )
    return words.say(rest)


def _cases(score: Cases, words: Wording, unit: str, direction: int, of: float | None) -> list[str]:
    lines = []
    for case in score.cases:
        inner = words.listed(rule_in_words(case.score, words, unit, direction, of))
        lines.append(
            words.say(message("where {condition}: {rule}", condition=words.formula(case.when), rule=inner))
        )
    if score.otherwise is not None:
        inner = words.listed(rule_in_words(score.otherwise, words, unit, direction, of))
        lines.append(words.say(message("otherwise: {rule}", rule=inner)))
    return lines


def _target(score: Target, words: Wording, unit: str, direction: int) -> list[str]:
    target = words.quantity(score.target, unit)
    sentence = (
        message(
            "the share of the target {target} that is reached, at most {cap}",
            target=target,
            cap=figure(score.cap * 100, "%"),
        )
        if direction > 0
        else message(
            "the target {target} divided by the value, at most {cap}",
            target=target,
            cap=figure(score.cap * 100, "%"),
        )
    )
    lines = [words.say(sentence)]
    if score.floor:
        lines.append(
            words.say(message("0 points below {floor} of the target", floor=figure(score.floor * 100, "%")))
        )
    return lines


def _statistical(score: Scoring, words: Wording, unit: str, direction: int) -> list[str]:
    sentence: Message
    if isinstance(score, MinMax):
        sentence = message(
            "compared with the other units: the worst has {low}, the best {high}, the others in proportion",
            low=figure(score.range[0]),
            high=figure(score.range[1]),
        )
    elif isinstance(score, ZScore):
        sentence = message(
            "distance to the mean of the units in standard deviations, × {deviation} + {mean}",
            deviation=figure(score.deviation),
            mean=figure(score.mean),
        )
    elif isinstance(score, Rank):
        sentence = message("its rank among the units, 1 for the worst")
    elif isinstance(score, Percentile):
        sentence = message(
            "the share of units that it leaves behind, from {low} to {high}",
            low=figure(score.range[0]),
            high=figure(score.range[1]),
        )
    elif isinstance(score, Distance):
        references = {
            "best": message("the best unit"),
            "mean": message("the mean of the units"),
            "median": message("the median of the units"),
            "unit": message("the unit {name}", name=score.unit or ""),
            "value": message(
                "{value}", value=words.quantity(score.value if score.value is not None else 0.0, unit)
            ),
        }
        sentence = message(
            "closeness to {reference}, from {low} to {high}",
            reference=references[score.to],
            low=figure(score.range[0]),
            high=figure(score.range[1]),
        )
    else:
        return []
    lines = [words.say(sentence)]
    if direction < 0:
        lines.append(words.say(message("less is better")))
    return [*lines, *(_among(score, words) if isinstance(score, Compared) else [])]


def _among(score: Compared, words: Wording) -> list[str]:
    lines = []
    if score.within is not None:
        name = words.names.get(score.within)
        lines.append(
            words.say(
                message("only units of the same {attribute} are compared", attribute=name or score.within)
            )
        )
    if score.window == "pooled":
        lines.append(words.say(message("all periods are compared together")))
    return lines


def _of(of: float | None, weight: float | None) -> Message:
    if of is None or weight is None or of == weight:
        return message("")
    return message(" (of {of}, scaled to the weight {weight})", of=figure(of), weight=figure(weight))


def treatment_in_words(treatment: tuple[Treatment, ...], words: Wording, unit: str) -> list[str]:
    """What happens to a value before it is scored."""
    lines = []
    for step in treatment:
        match step:
            case Clip():
                if step.upper is not None:
                    lines.append(
                        words.say(
                            message("Values above {limit} count as {limit}.", limit=figure(step.upper, unit))
                        )
                    )
                if step.lower is not None:
                    lines.append(
                        words.say(
                            message("Values below {limit} count as {limit}.", limit=figure(step.lower, unit))
                        )
                    )
            case Winsorise():
                lines.append(
                    words.say(
                        message(
                            "At most {count} outliers are drawn in while skewness ≥ {skew} and kurtosis ≥ {kurtosis}.",
                            count=step.maximum_points,
                            skew=figure(step.skew),
                            kurtosis=figure(step.kurtosis),
                        )
                    )
                )
            case Logarithm():
                lines.append(words.say(message("The logarithm of the value is taken first.")))
            case BoxCox():
                lines.append(words.say(message("A Box–Cox transformation is applied first.")))
    return lines


def missing_in_words(missing: Missing, words: Wording) -> str:
    """What happens where there is no value."""
    return words.say(MISSING[missing.policy])
