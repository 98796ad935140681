"""The whole explanation, as blocks: weights, indicators, variants, adjustments, vetoes, grades, parameters."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.blocks import (
    Block,
    Bullets,
    HeadingBlock,
    ParagraphBlock,
    RowBlock,
    TableBlock,
    paragraph,
)
from keqiao.engine.documents.parts import NamedPart
from keqiao.engine.schemes.explaining.measures import measures_section
from keqiao.engine.schemes.explaining.rules import missing_in_words, rule_in_words, treatment_in_words
from keqiao.engine.schemes.explaining.weights import points_of
from keqiao.engine.schemes.explaining.wording import Wording, figure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.tree import Aggregation, Branch, Indicator, Node, Weighting
from keqiao.engine.schemes.variants import resolved
from keqiao.language import Bilingual, Message, message

_AGGREGATIONS = {
    "arithmetic": message("weighted mean"),
    "geometric": message("weighted geometric mean"),
    "harmonic": message("weighted harmonic mean"),
    "power": message("weighted generalised mean"),
    "copeland": message("Copeland's comparison by pairs"),
}
_WEIGHTINGS = {
    "equal": message("equal weights"),
    "entropy": message("weights by entropy"),
    "critic": message("weights by CRITIC"),
    "standard_deviation": message("weights by standard deviation"),
    "pca": message("weights by principal components"),
    "ahp": message("weights by pairwise judgement (AHP)"),
}


def explain_scheme(scheme: Scheme, language: str = "zh") -> list[Block]:
    """The scheme in plain words, as blocks in ``language`` ("zh…" or "en…")."""
    words = Wording(scheme, language)
    sections = (
        _head,
        _weights,
        _indicators,
        _variants,
        _adjustments,
        _vetoes,
        _grades,
        _parameters,
        measures_section,
    )
    return [block for section in sections for block in section(scheme, words)]


def _head(scheme: Scheme, words: Wording) -> Iterator[Block]:
    yield HeadingBlock(words.say(scheme.name), 1)
    yield paragraph(*map(words.say, _about(scheme)))


def _about(scheme: Scheme) -> Iterator[Message]:
    """What the scheme is and what its total is."""
    yield message("Code {code}, version {version}.", code=scheme.code, version=scheme.version)
    if scheme.issuer is not None:
        yield message("Issued by: {issuer}.", issuer=scheme.issuer)
    if scheme.regulation is not None:
        yield message("Basis: {regulation}.", regulation=scheme.regulation)
    if scheme.valid_from is not None or scheme.valid_to is not None:
        yield message(
            "Valid from {start} to {end}.", start=scheme.valid_from or "…", end=scheme.valid_to or "…"
        )
    if scheme.note is not None:
        yield message("Note: {note}.", note=scheme.note)
    yield message(
        "Each {unit} is scored on {count} indicators; full marks are {total} points.",
        unit=scheme.unit,
        count=len(scheme.leaves()),
        total=figure(scheme.total),
    )
    if scheme.minimum is not None or scheme.maximum is not None:
        yield _bounds(scheme)
    top = _aggregation(scheme, None)
    yield message("The total is the {method} of the parts.", method=_AGGREGATIONS[top.method])
    if scheme.ranking.decimals is not None:
        yield message(
            "The total is rounded half up to {count} decimals before ranks and grades.",
            count=scheme.ranking.decimals,
        )
    if scheme.screening is not None:
        share = figure(scheme.screening.minimum * 100, "%")
        yield (
            message("Units with values for less than {share} of the indicators are left out.", share=share)
            if scheme.screening.action == "exclude"
            else message("Units with values for less than {share} of the indicators are marked.", share=share)
        )


def _bounds(scheme: Scheme) -> Message:
    """The limits of the total; one that is not set is not spoken of."""
    low, high = scheme.minimum, scheme.maximum
    if low is None:
        return message("With adjustments the total is at most {high} points.", high=figure(high or 0.0))
    if high is None:
        return message("With adjustments the total is at least {low} points.", low=figure(low))
    return message(
        "With adjustments the total is kept between {low} and {high}.", low=figure(low), high=figure(high)
    )


def _aggregation(scheme: Scheme, branch: Branch | None) -> Aggregation:
    """How a branch (None: the top) joins its parts, by its own word or by the defaults."""
    own = scheme.aggregation if branch is None else branch.aggregation
    level = _height(scheme.indicators if branch is None else branch.children)
    return own or scheme.defaults.levels.get(level) or scheme.defaults.aggregation


def _height(nodes: tuple[Node, ...]) -> int:
    return 1 + max((_height(node.children) for node in nodes if isinstance(node, Branch)), default=0)


def _weights(scheme: Scheme, words: Wording) -> Iterator[Block]:
    yield HeadingBlock(words.say(message("Weights")))
    columns = [("", points_of(scheme))]
    if scheme.profiles is not None:
        columns = [(word, points_of(scheme, weights)) for word, weights in scheme.profiles.weights.items()]
    titles = [title or words.say(message("points")) for title, _ in columns]

    def rows(nodes: tuple[Node, ...], depth: int) -> Iterator[RowBlock]:
        for node in nodes:
            points = (f"{points[node.code]:.4g}" for _, points in columns)
            yield RowBlock((node.code, words.say(node.name), *points), depth, isinstance(node, Branch))
            if isinstance(node, Branch):
                yield from rows(node.children, depth + 1)

    total = RowBlock(("", words.say(message("total")), *(figure(scheme.total) for _ in columns)), strong=True)
    heads = (words.say(message("code")), words.say(message("name")), *titles)
    yield TableBlock(heads, (*rows(scheme.indicators, 0), total), frozenset(range(2, len(heads))))
    if scheme.profiles is not None and scheme.profiles.regulation is not None:
        yield paragraph(words.say(message("Basis: {regulation}.", regulation=scheme.profiles.regulation)))
    parts: list[tuple[Bilingual, Weighting | None]] = [
        (scheme.name, scheme.weighting or scheme.defaults.weighting)
    ]
    parts += [(node.name, node.weighting) for node in scheme.walk() if isinstance(node, Branch)]
    for name, weighting in parts:
        if weighting is not None:
            sentence = (
                message(
                    "{name}: {method}, found from each run.", name=name, method=_WEIGHTINGS[weighting.method]
                )
                if weighting.method not in {"equal", "ahp"}
                else message("{name}: {method}.", name=name, method=_WEIGHTINGS[weighting.method])
            )
            yield paragraph(words.say(sentence))


def _indicators(scheme: Scheme, words: Wording) -> Iterator[Block]:
    yield HeadingBlock(words.say(message("Indicators")))
    for node in scheme.walk():
        if isinstance(node, Branch):
            yield HeadingBlock(f"{node.code} {words.say(node.name)}", 3)
            lines = [*_notes(node, words)]
            joined = _aggregation(scheme, node)
            if joined != Aggregation():
                method = _AGGREGATIONS[joined.method]
                lines.append(words.say(message("Its score is the {method} of its parts.", method=method)))
            if lines:
                yield paragraph(*lines)
        else:
            yield ParagraphBlock((f"{node.code} {words.say(node.name)}",), strong=True)
            yield Bullets(tuple(_indicator(scheme, node, words)))


def indicator_in_words(scheme: Scheme, leaf: Indicator, language: str = "zh") -> list[str]:
    """Return what an indicator measures and how its value is scored; ``leaf`` may be one that a variant replaced."""
    return list(_indicator(scheme, leaf, Wording(scheme, language)))


def scoring_in_words(scheme: Scheme, leaf: Indicator, language: str = "zh") -> str:
    """Return how the value of an indicator becomes its score, in one sentence; empty where the value is the score."""
    return _scoring(scheme, leaf, Wording(scheme, language))


def _scoring(scheme: Scheme, leaf: Indicator, words: Wording) -> str:
    score = leaf.score or scheme.defaults.score
    if score is None:
        return ""
    of = leaf.weight if scheme.weights == "points" else None
    sentence = rule_in_words(score, words, words.unit(leaf.unit), leaf.direction, of)
    return words.say(message("Score: {rule}.", rule=words.listed(sentence)))


def _indicator(scheme: Scheme, leaf: Indicator, words: Wording) -> Iterator[str]:
    value = words.formula(leaf.formula)
    if leaf.denominator is not None:
        value = f"({value}) ÷ ({words.formula(leaf.denominator)})"
    unit = f" ({words.unit(leaf.unit)})" if leaf.unit else ""
    yield words.say(message("Value{unit}: {value}", unit=unit, value=value))
    if leaf.decimals is not None:
        yield words.say(message("Rounded half up to {count} decimals.", count=leaf.decimals))
    treatment = scheme.defaults.treatment if leaf.treatment is None else leaf.treatment
    for line in treatment_in_words(treatment, words, words.unit(leaf.unit)):
        yield line
    if scored := _scoring(scheme, leaf, words):
        yield scored
    if leaf.applies is not None:
        yield words.say(
            message(
                "Applies only where {condition}; else its weight goes to its siblings.",
                condition=words.formula(leaf.applies),
            )
        )
    yield missing_in_words(leaf.missing or scheme.defaults.missing, words)
    if leaf.evidence is not None:
        yield words.say(message("Evidence: {evidence}.", evidence=leaf.evidence))
    for line in _notes(leaf, words):
        yield line


def _variants(scheme: Scheme, words: Wording) -> Iterator[Block]:
    if not scheme.variants:
        return
    yield HeadingBlock(words.say(message("Different yardsticks")))
    others = resolved(scheme)
    for variant in scheme.variants:
        yield HeadingBlock(words.say(variant.name), 3)
        lines = [words.say(message("Holds where {condition}.", condition=words.formula(variant.when)))]
        if variant.grade is not None:
            lines.append(words.say(message("Instead of a grade “{grade}” is shown.", grade=variant.grade)))
        yield paragraph(*lines, *_notes(variant, words))
        left_out = tuple(
            words.say(
                message(
                    "{name} does not apply; its weight goes to its siblings.",
                    name=words.names.get(code, code),
                )
            )
            for code in variant.exclude
        )
        if left_out:
            yield Bullets(left_out)
        for code, leaf in others[variant.code].items():
            yield ParagraphBlock((f"{code} {words.say(leaf.name)}",), strong=True)
            yield Bullets(tuple(_indicator(scheme, leaf, words)))


def _adjustments(scheme: Scheme, words: Wording) -> Iterator[Block]:
    if scheme.adjustments:
        yield HeadingBlock(words.say(message("Bonuses and deductions")))
        yield Bullets(tuple(_adjustment_lines(scheme, words)))


def _adjustment_lines(scheme: Scheme, words: Wording) -> Iterator[str]:
    for item in scheme.adjustments:
        limits = ""
        if item.maximum is not None:
            limits += words.say(message("; at most {limit}", limit=figure(item.maximum)))
        if item.minimum is not None:
            limits += words.say(message("; at least {limit}", limit=figure(item.minimum)))
        sentence = message(
            "{name}: {points}{limits}.", name=item.name, points=words.formula(item.points), limits=limits
        )
        yield words.say(sentence) + "".join(" " + line for line in _notes(item, words))
    if scheme.adjustment_limits.bonus is not None:
        limit = figure(scheme.adjustment_limits.bonus)
        yield words.say(message("All bonuses together at most {limit}.", limit=limit))
    if scheme.adjustment_limits.deduction is not None:
        limit = figure(scheme.adjustment_limits.deduction)
        yield words.say(message("All deductions together at most {limit}.", limit=limit))


def _vetoes(scheme: Scheme, words: Wording) -> Iterator[Block]:
    if scheme.vetoes:
        yield HeadingBlock(words.say(message("Vetoes")))
        yield Bullets(tuple(_veto_lines(scheme, words)))


def _veto_lines(scheme: Scheme, words: Wording) -> Iterator[str]:
    grades = {grade.code: grade.name for grade in scheme.grades}
    for veto in scheme.vetoes:
        follows = []
        if veto.demote is not None:
            follows.append(words.say(message("{count} grades lower", count=veto.demote)))
        elif grades:
            name = grades.get(veto.grade or "", scheme.grades[-1].name)
            follows.append(words.say(message("grade “{grade}”", grade=name)))
        if veto.maximum is not None:
            follows.append(words.say(message("at most {limit} points", limit=figure(veto.maximum))))
        sentence = message(
            "{name}: where {condition} → {follows}.",
            name=veto.name,
            condition=words.formula(veto.when),
            follows=words.listed(follows),
        )
        yield words.say(sentence) + "".join(" " + line for line in _notes(veto, words))


def _grades(scheme: Scheme, words: Wording) -> Iterator[Block]:
    if scheme.grades:
        yield HeadingBlock(words.say(message("Grades")))
        yield Bullets(tuple(_grade_lines(scheme, words)))


def _grade_lines(scheme: Scheme, words: Wording) -> Iterator[str]:
    nodes = {node.code: node.name for node in scheme.walk()}
    for place, grade in enumerate(scheme.grades):
        condition = "" if grade.when is None else words.condition(grade.when, nodes)
        # Nobody is before the best grade, so that it takes no “others”.
        first = place == 0 and grade.at is None and grade.quota is None and bool(condition)
        sentence = (
            message("{name}: from {at} points on", name=grade.name, at=figure(grade.at))
            if grade.at is not None
            else message("{name}: units with {condition}", name=grade.name, condition=condition)
            if first
            else message("{name}: all others", name=grade.name)
            if grade.quota is None
            else message("{name}: the best of the others by total", name=grade.name)
        )
        line = words.say(sentence)
        if condition and not first:
            line += words.say(message(", where {condition}", condition=condition))
        if grade.quota is not None:
            quota = grade.quota
            line += words.say(
                message(", at most {share} of the units", share=figure(quota.share * 100, "%"))
                if quota.share is not None
                else message(", at most {count} units", count=quota.count)
            )
            if quota.share is not None:
                rounding = {
                    "down": message(" (rounded down)"),
                    "up": message(" (rounded up)"),
                    "nearest": message(" (rounded to the nearest)"),
                }
                line += words.say(rounding[quota.rounding])
            if quota.ties == "lower":
                line += words.say(message(" (units tied at the edge get none)"))
            else:
                line += words.say(message(" (units tied at the edge all get one)"))
            if quota.within is not None:
                line += words.say(
                    message(", for each {attribute}", attribute=words.names.get(quota.within, quota.within))
                )
        yield line + "".join(" " + text for text in _notes(grade, words))
    names = {grade.code: grade.name for grade in scheme.grades}
    for item in scheme.consecutive:
        yield words.say(
            message(
                "“{grade}” {periods} periods running: {outcome}.",
                grade=names.get(item.grade, item.grade),
                periods=item.periods,
                outcome=item.outcome,
            )
        )


def _parameters(scheme: Scheme, words: Wording) -> Iterator[Block]:
    if scheme.parameters:
        yield HeadingBlock(words.say(message("Parameters")))
        yield Bullets(tuple(_parameter_lines(scheme, words)))


def _parameter_lines(scheme: Scheme, words: Wording) -> Iterator[str]:
    for item in scheme.parameters:
        if item.value is not None:
            value = figure(item.value, words.unit(item.unit))
        else:
            value = ", ".join(
                f"{word} {figure(number, words.unit(item.unit))}" for word, number in item.values.items()
            )
            if item.default is not None:
                value += ", " + words.say(
                    message("otherwise {value}", value=figure(item.default, words.unit(item.unit)))
                )
        sentence = message("{name}: {value}.", name=item.name, value=value)
        yield words.say(sentence) + "".join(" " + line for line in _notes(item, words))


def _notes(part: NamedPart, words: Wording) -> Iterator[str]:
    if part.note is not None:
        yield words.say(message("Note: {note}.", note=part.note))
    if part.regulation is not None:
        yield words.say(message("Basis: {regulation}.", regulation=part.regulation))
