"""Units of practice (元, 万元, 件/百人年, % …) and the unit that a formula's result has.

A unit is a product of dimensions with a scale: 万元 is 元 × 10⁴, % a pure number × 0.01, 件/百人年 is 件 · 人⁻¹ · 年⁻¹
× 0.01. A power of ten written in a formula may convert (``100 * a / b`` is a percentage) or may just weigh, so both
scales are kept as possible; any other factor weighs and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import log10

from keqiao.engine.expressions.tree import (
    COMPARISONS,
    Among,
    Between,
    Binary,
    Call,
    CaseWhen,
    IsNull,
    Like,
    Name,
    Node,
    Null,
    Number,
    Text,
    Truth,
    Unary,
)

Dimensions = tuple[tuple[str, Fraction], ...]

COUNTS = frozenset(
    [
        "人",
        "名",
        "位",
        "家",
        "户",
        "件",
        "项",
        "个",
        "次",
        "篇",
        "台",
        "种",
        "场",
        "套",
        "款",
        "部",
        "只",
        "支",
        "条",
        "人次",
        "家次",
        "团队",
        "期",
        "份",
    ]
)
"""Words that count things. Adding different ones may be meant (patents and standards), adding one to money is not."""
_SAME = {
    "名": "人",
    "位": "人",
    "户": "家",
    "㎡": "平方米",
    "m²": "平方米",
    "m2": "平方米",
    "￥": "元",
    "人民币元": "元",
}
_PURE = {
    "%": 0.01,
    "％": 0.01,
    "百分点": 0.01,
    "‰": 0.001,
    "倍": 1.0,
    "比": 1.0,
    "比值": 1.0,
    "系数": 1.0,
    "1": 1.0,
}
_TIME = {"年": 1.0, "年度": 1.0, "季度": 0.25, "月": 1 / 12, "个月": 1 / 12, "天": 1 / 365, "日": 1 / 365}
_PREFIXES = {"千万": 1e7, "百万": 1e6, "十": 10.0, "百": 100.0, "千": 1e3, "万": 1e4, "亿": 1e8, "每": 1.0}
_KNOWN = COUNTS | {"元", "平方米", "美元", "吨", "股", "级", "分", "亩", "公里", "千瓦时"}


@dataclass(frozen=True)
class FigureUnit:
    """Dimensions and the scales that the figure may stand in.

    ``weighed``: a factor other than a power of ten was applied.
    """

    dimensions: Dimensions
    scales: frozenset[float]
    weighed: bool = False

    @property
    def is_pure(self) -> bool:
        """A ratio, percentage or plain number."""
        return not self.dimensions

    @property
    def is_count(self) -> bool:
        """One kind of thing counted."""
        return (
            len(self.dimensions) == 1
            and self.dimensions[0] == (self.dimensions[0][0], Fraction(1))
            and (self.dimensions[0][0] in COUNTS)
        )

    def in_words(self) -> str:
        """The unit in words, at its simplest scale."""
        scale = min(self.scales, key=lambda s: abs(log10(s)))
        if not self.dimensions:
            return {1.0: "倍", 0.01: "%", 0.001: "‰"}.get(round(scale, 9), f"×{scale:g}")
        above = "·".join(_power(name, exponent) for name, exponent in self.dimensions if exponent > 0)
        below = "·".join(_power(name, -exponent) for name, exponent in self.dimensions if exponent < 0)
        words = {1e4: "万", 1e8: "亿", 1e3: "千", 1e6: "百万", 100.0: "百", 1.0: ""}
        near = next((word for size, word in words.items() if abs(scale / size - 1) < 1e-9), f"{scale:g} ")
        return f"{near}{above or '1'}{'/' + below if below else ''}"


PURE = FigureUnit((), frozenset({1.0}))


class Mismatch(Exception):
    """Two operands whose units do not fit: at ``node``, ``left`` against ``right``.

    ``kind`` is "scale" (元 and 万元) or "dimension" (件 and 万元).
    """

    def __init__(self, node: Node, left: FigureUnit, right: FigureUnit, kind: str) -> None:
        self.node, self.left, self.right, self.kind = node, left, right, kind
        super().__init__(kind)


def unit_of(word: str) -> FigureUnit | None:
    """The unit that a word of practice means; None for the empty word. Unknown words are dimensions of their own."""
    text = re.sub(r"[\s()（）]", "", word).replace("／", "/")
    if not text:
        return None
    parts = text.split("/")
    dimensions: dict[str, Fraction] = {}
    scale = 1.0
    for place, part in enumerate(parts):
        sign = 1 if place == 0 else -1
        for factor in re.split(r"[·*×]", part):
            for name, exponent, size in _factors(factor):
                scale *= size**sign
                if name:
                    dimensions[name] = dimensions.get(name, Fraction(0)) + sign * exponent
    return FigureUnit(_sorted(dimensions), frozenset({scale}))


def is_known(word: str) -> bool:
    """Whether every part of a unit is a word of practice that this module knows."""
    unit = unit_of(word)
    return unit is not None and all(name in _KNOWN or name == "年" for name, _ in unit.dimensions)


def _factors(word: str) -> list[tuple[str, Fraction, float]]:
    """One word as dimensions with exponents and scale: 万元 → 元 × 10⁴, 人月 → 人 · 年 × 1/12."""
    unity = Fraction(1)
    word = _SAME.get(word, word)
    if word in _PURE:
        return [("", unity, _PURE[word])]
    if word in _TIME:
        return [("年", unity, _TIME[word])]
    if word in _KNOWN or not word:
        return [(word, unity, 1.0)]
    for prefix in sorted(_PREFIXES, key=len, reverse=True):
        rest = word.removeprefix(prefix)
        if rest != word and rest:
            inner = _factors(rest)
            if all(
                not name or name in _KNOWN or name == "年" or name.startswith("吨") for name, _, _ in inner
            ):
                return [("", unity, _PREFIXES[prefix]), *inner]
    for time in sorted(_TIME, key=len, reverse=True):
        rest = word.removesuffix(time)
        if rest != word and _SAME.get(rest, rest) in COUNTS:
            return [*_factors(rest), ("年", unity, _TIME[time])]
    return [(word, unity, 1.0)]


def derived(tree: Node, units: Callable[[str], FigureUnit | None]) -> FigureUnit | None:
    """The unit of an expression's result, None where it cannot be told; raises :class:`Mismatch`.

    ``units`` gives the unit of each name (None: unknown).
    """
    result = _derive(tree, units)
    return result if isinstance(result, FigureUnit) else None


class _Any:
    """The unit of a bare number, which fits anything it is added to or compared with."""


_ANY = _Any()
_Result = FigureUnit | _Any | None


def _derive(node: Node, units: Callable[[str], FigureUnit | None]) -> _Result:
    match node:
        case Number() | Null():
            return _ANY
        case Truth() | Text() | Like():
            return PURE if isinstance(node, Truth) else _ANY
        case Name(name=name):
            return units(name)
        case Unary(operator="-", operand=operand):
            return _derive(operand, units)
        case Unary(operand=operand):
            _derive(operand, units)
            return _ANY
        case IsNull(value=value):
            _derive(value, units)
            return _ANY
        case Between() | Among():
            _together(node, [_derive(child, units) for child in node.children()])
            return _ANY
        case CaseWhen():
            for condition, _ in node.branches:
                _derive(condition, units)
            values = [value for _, value in node.branches]
            values += [node.otherwise] if node.otherwise is not None else []
            return _together(node, [_derive(value, units) for value in values])
        case Call():
            return _call(node, units)
        case Binary():
            return _spine(node, units)
    return None


def _spine(node: Binary, units: Callable[[str], FigureUnit | None]) -> _Result:
    spine = [node]
    while isinstance(spine[-1].left, Binary):
        spine.append(spine[-1].left)
    left = _derive(spine[-1].left, units)
    for binary in reversed(spine):
        right = _derive(binary.right, units)
        if binary.operator in {"+", "-"}:
            left = _together(binary, [left, right])
        elif binary.operator in COMPARISONS:
            _together(binary, [left, right])
            left = _ANY
        elif binary.operator in {"AND", "OR"}:
            left = _ANY
        else:
            left = _product(binary, left, right)
    return left


def _product(node: Binary, left: _Result, right: _Result) -> _Result:
    sign = 1 if node.operator == "*" else -1
    if isinstance(left, _Any) and isinstance(right, _Any):
        return _ANY
    if left is None or right is None:
        return None
    if isinstance(right, _Any):
        return _scaled(left, node.right, sign) if isinstance(left, FigureUnit) else _ANY
    if isinstance(left, _Any):
        if sign > 0:
            return _scaled(right, node.left, 1)
        return _scaled(_inverse(right), node.left, 1)
    other = right if sign > 0 else _inverse(right)
    dimensions = dict(left.dimensions)
    for name, exponent in other.dimensions:
        dimensions[name] = dimensions.get(name, Fraction(0)) + exponent
    scales = frozenset(_round(a * b) for a in left.scales for b in other.scales)
    return FigureUnit(_sorted(dimensions), scales, left.weighed or other.weighed)


def _scaled(unit: FigureUnit, factor: Node, sign: int) -> FigureUnit:
    """A unit after multiplication by a bare number: a power of ten may have converted it."""
    if isinstance(factor, Number) and factor.value > 0:
        power = log10(factor.value)
        if abs(power - round(power)) < 1e-12:
            step = 10.0 ** (sign * round(power))
            return FigureUnit(
                unit.dimensions, unit.scales | {_round(s / step) for s in unit.scales}, unit.weighed
            )
    return FigureUnit(unit.dimensions, unit.scales, True)


def _inverse(unit: FigureUnit) -> FigureUnit:
    return FigureUnit(
        _sorted({n: -e for n, e in unit.dimensions}),
        frozenset(_round(1 / s) for s in unit.scales),
        unit.weighed,
    )


def _together(node: Node, results: list[_Result]) -> _Result:
    """The common unit of values that are added, compared or chosen between."""
    known = [result for result in results if isinstance(result, FigureUnit)]
    if not known:
        return None if any(result is None for result in results) else _ANY
    common: FigureUnit | None = known[0]
    for other in known[1:]:
        if common is None:
            break
        common = combined(node, common, other)
    return None if any(result is None for result in results) else common


def combined(node: Node, left: FigureUnit, right: FigureUnit) -> FigureUnit | None:
    """The unit of ``left + right``; None where unlike things are weighed on purpose; raises :class:`Mismatch`."""
    if left.dimensions == right.dimensions:
        common = frozenset(s for s in left.scales if any(abs(s / other - 1) < 1e-9 for other in right.scales))
        if not common:
            raise Mismatch(node, left, right, "scale")
        return FigureUnit(left.dimensions, common, left.weighed or right.weighed)
    if left.weighed or right.weighed or (left.is_count and right.is_count):
        return None
    raise Mismatch(node, left, right, "dimension")


def _call(node: Call, units: Callable[[str], FigureUnit | None]) -> _Result:
    results = [_derive(argument, units) for argument in node.arguments]
    first = results[0]
    match node.function:
        case "ABS" | "ROUND" | "FLOOR" | "CEIL":
            return first
        case "MOD":
            return first
        case "SIGN" | "LN" | "LOG10" | "EXP":
            return _ANY
        case "SQRT":
            return _raised(first, Fraction(1, 2))
        case "POWER":
            exponent = node.arguments[1]
            if isinstance(exponent, Number):
                return _raised(first, Fraction(exponent.value).limit_denominator(12))
            return None
        case _:
            return _together(node, results)


def _raised(unit: _Result, exponent: Fraction) -> _Result:
    if not isinstance(unit, FigureUnit):
        return unit
    try:
        scales = frozenset(_round(s ** float(exponent)) for s in unit.scales)
    except (OverflowError, ZeroDivisionError):
        return None
    if any(not 0 < scale < 1e300 for scale in scales):
        return None
    return FigureUnit(
        _sorted({name: power * exponent for name, power in unit.dimensions}), scales, unit.weighed
    )


def _sorted(dimensions: dict[str, Fraction]) -> Dimensions:
    return tuple(sorted((name, exponent) for name, exponent in dimensions.items() if exponent))


def _round(scale: float) -> float:
    return float(f"{scale:.12g}")


def _power(name: str, exponent: Fraction) -> str:
    return name if exponent == 1 else f"{name}^{exponent}"
