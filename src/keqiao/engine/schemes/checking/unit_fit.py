"""Units that do not fit: unlike figures added or compared, results in another unit than declared."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path
from keqiao.engine.expressions.tree import Binary, Node
from keqiao.engine.schemes.checking.context import Context, Site
from keqiao.engine.schemes.units import PURE, FigureUnit, Mismatch, combined, derived, unit_of
from keqiao.language import message


def check_units(context: Context) -> Iterator[DocumentFinding]:
    """Inside every expression, then each result against the unit declared, then yardsticks against the indicator."""
    units: dict[str, FigureUnit | None] = {}
    for measure in context.scheme.measures:
        pure = measure.type in {"share", "boolean"} and not measure.unit
        units[measure.code] = PURE if pure else unit_of(measure.unit)
    for parameter in context.scheme.parameters:
        units[parameter.code] = unit_of(parameter.unit) or PURE
    results: dict[tuple[str | int, ...], FigureUnit | None] = {}
    for site in context.sites:
        if site.expression is None:
            continue
        try:
            results[site.path] = derived(site.expression.tree, units.get)
        except Mismatch as mismatch:
            yield _mismatch(context, site, mismatch)
    for place, measure in enumerate(context.scheme.measures):
        if measure.previous_of is not None and measure.previous_of.measure in context.measures:
            earlier = context.measures[measure.previous_of.measure]
            if measure.unit != earlier.unit and unit_of(measure.unit) != unit_of(earlier.unit):
                yield context.finding(
                    "error",
                    "units.previous",
                    ("measures", place, "unit"),
                    message(
                        "the unit is {unit}, but {code} has {other}",
                        unit=measure.unit or "–",
                        code=earlier.code,
                        other=earlier.unit or "–",
                    ),
                    message("Write {other}.", other=earlier.unit),
                )
        path: Path = ("measures", place, "formula")
        if path in results:
            yield from _result(context, path, results[path], measure.unit, (), "measure")
    for leaf in context.all_leaves:
        path = leaf.at("formula") if leaf.at("formula") in results else (*leaf.written, "formula")
        value = results.get(path)
        below = leaf.at("denominator")
        if leaf.indicator.denominator is not None:
            divisor = results.get(below) or results.get((*leaf.written, "denominator"))
            quotient = None if value is None or divisor is None else _quotient(value, divisor)
            # The unit may be written as it is before the division or after it.
            value = None if value is None or _fits(value, leaf.indicator.unit) else quotient
        yield from _result(context, path, value, leaf.indicator.unit, leaf.at("unit"), "indicator")
        declared = unit_of(leaf.indicator.unit) or value
        for site in context.sites:
            if (
                site.role != "yardstick"
                or site.path[: len(leaf.path)] != leaf.path
                or site.path not in results
            ):
                continue
            yardstick = results[site.path]
            if yardstick is None or declared is None or yardstick == PURE:
                continue
            try:
                combined(Node(0, 0), declared, yardstick)
            except Mismatch:
                yield context.finding(
                    "error",
                    "units.yardstick",
                    site.path,
                    message(
                        "the yardstick is in {unit}, the value in {other}",
                        unit=yardstick.in_words(),
                        other=leaf.indicator.unit or declared.in_words(),
                    ),
                    message("Convert one of them."),
                )


def _quotient(above: FigureUnit, below: FigureUnit) -> FigureUnit | None:
    powers = dict(above.dimensions)
    for name, exponent in below.dimensions:
        powers[name] = powers.get(name, 0 * exponent) - exponent
    dimensions = tuple(sorted((name, exponent) for name, exponent in powers.items() if exponent))
    scales = frozenset(float(f"{a / b:.12g}") for a in above.scales for b in below.scales)
    return FigureUnit(dimensions, scales, above.weighed or below.weighed)


def _mismatch(context: Context, site: Site, mismatch: Mismatch) -> DocumentFinding:
    left, right = mismatch.left, mismatch.right
    text = site.text[mismatch.node.start : mismatch.node.end][:100]
    start = mismatch.node.right.start if isinstance(mismatch.node, Binary) else mismatch.node.start
    position = context.positions.inside(site.path, 1, start + 1)
    if mismatch.kind == "scale":
        ratio = min(left.scales) / min(right.scales)
        factor = ratio if ratio >= 1 else 1 / ratio
        return context.finding(
            "error",
            "units.scale",
            site.path,
            message(
                "“{text}” puts {left} and {right} together",
                text=text,
                left=left.in_words(),
                right=right.in_words(),
            ),
            message("Convert first: they differ by a factor of {factor}.", factor=f"{factor:,.10g}"),
            position,
        )
    return context.finding(
        "error",
        "units.kind",
        site.path,
        message(
            "“{text}” puts {left} and {right} together, which are different things",
            text=text,
            left=left.in_words(),
            right=right.in_words(),
        ),
        message("Correct the formula or the unit of a measure; a sum of points gives each a factor."),
        position,
    )


def _result(  # noqa: PLR0917
    context: Context,
    path: tuple[str | int, ...],
    value: FigureUnit | None,
    word: str,
    unit_path: tuple[str | int, ...],
    what: str,
) -> Iterator[DocumentFinding]:
    declared = unit_of(word)
    if (
        value is None
        or declared is None
        or word in {"分", "分值", "级"}
        or value.weighed
        or _fits(value, word)
    ):
        return
    if value.dimensions == declared.dimensions:
        ratio = min(value.scales, key=lambda s: abs(s - 1)) / min(declared.scales)
        remedy = message("Multiply by {factor}, or correct the unit.", factor=f"{ratio:,.6g}")
    else:
        remedy = message("Correct the unit, or the formula.")
    yield context.finding(
        "warning",
        f"units.{what}",
        unit_path or path,
        message("the formula gives {derived}, the unit says {unit}", derived=value.in_words(), unit=word),
        remedy,
    )


def _fits(value: FigureUnit, word: str) -> bool:
    declared = unit_of(word)
    return (
        declared is not None
        and value.dimensions == declared.dimensions
        and any(abs(a / b - 1) < 1e-9 for a in value.scales for b in declared.scales)
    )
