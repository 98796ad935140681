"""What a reader sees of a number under an Excel number format: a percentage, a scaled or hidden number, a unit.

The format language is that of ECMA-376 part 1, 18.8.31: up to four sections by sign or ``[condition]``, placeholders
``0 # ?``, a comma behind the digits divides by 1000, ``%`` multiplies by 100, text in quotes or behind ``\\`` or ``!``
is shown as it stands. Excel has no scale of ten thousand, so Chinese books show 万 by a literal point among the digits
of thousands: ``0!.0,"万"``. Dates are not read here. Time is linear in the format and in the text that is shown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property

from keqiao.engine.workbooks.grid import HiddenCell, PercentCell, ScaledCell

LONGEST_FORMAT = 255
"""Characters of a format: as many as Excel takes."""
BUILT_IN = {9: "0%", 10: "0.00%"}
"""The formats that have a number instead of a text and show a number otherwise than it is stored."""

FOREIGN = frozenset(
    {"$", "US$", "USD", "HK$", "HKD", "€", "EUR", "£", "GBP", "JPY", "美元", "港元", "欧元", "日元", "英镑"}
)
"""Money of other countries; the sign of the yuan stands before 万元 in many a sheet and says nothing of the unit."""
_GENERAL = ("general", "g/通用格式", "g/標準")
_DATES = frozenset("ymdhsYMDHSeEgGbB")
_CONDITIONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "<>": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
_POINTS = ".．"
_JOINED = frozenset("0123456789,，" + _POINTS)
_PROBE = Decimal(123456789)
_WIDTH = 400
"""Digits that any float has, written out."""

Mark = float | PercentCell | ScaledCell | HiddenCell
Token = tuple[str, str]
"""Kind (digit, point, comma, percent, exponent, general, date, literal) and text."""


class FormatError(ValueError):
    """A number format that no program writes."""


@dataclass(frozen=True)
class NumberFormat:
    """A format read once; :meth:`mark` tells how it shows a number."""

    sections: tuple[FormatSection, ...]

    def mark(self, value: float) -> Mark:
        """The number itself where it is shown as it is stored, else the mark that says how it is shown."""
        return self._section(value).mark(value)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every number is shown as it is stored."""
        if len(self.sections) == 3 and not any(section.condition for section in self.sections):
            return all(section.is_plain for section in self.sections[:2]) and self.mark(0.0) == 0.0
        return all(section.is_plain for section in self.sections)

    def _section(self, value: float) -> FormatSection:
        """The section that shows a number: by its conditions, else by its sign."""
        sections = self.sections
        if any(section.condition for section in sections[:2]):
            for section in sections[:2]:
                if section.condition and section.condition(value):
                    return section
            both = len(sections) > 1 and sections[1].condition is not None
            rest = 2 if both or sections[0].condition is None else 1
            return sections[rest] if rest < len(sections) else _AS_STORED
        if len(sections) == 1 or value > 0:
            return sections[0]
        return sections[1] if value < 0 else sections[2] if len(sections) > 2 else sections[0]


@dataclass(frozen=True)
class FormatSection:
    """One section of a format. ``signed``: it shows the minus of a negative number itself."""

    tokens: tuple[Token, ...]
    condition: Callable[[float], bool] | None = None
    signed: bool = True
    percents: int = field(init=False)
    scales: int = field(init=False)
    unit: str = field(init=False)
    factor: float = field(init=False)

    def __post_init__(self) -> None:
        """Read scale, unit and factor off the tokens."""
        kinds = [kind for kind, _text in self.tokens]
        object.__setattr__(self, "percents", kinds.count("percent"))
        object.__setattr__(self, "scales", self._scaling_commas())
        object.__setattr__(self, "unit", self._unit())
        object.__setattr__(self, "factor", self._factor())

    @cached_property
    def shows_date(self) -> bool:
        """Whether it shows a date or a time."""
        return any(kind == "date" for kind, _text in self.tokens)

    @cached_property
    def shows_digits(self) -> bool:
        """Whether it shows digits of the number at all."""
        return any(kind in {"digit", "general"} for kind, _text in self.tokens)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every number is shown as it is stored, at least one digit of it."""
        if self.shows_date:
            return True
        always = any(kind == "general" or (kind == "digit" and text == "0") for kind, text in self.tokens)
        return always and self.factor == 1 and not self.unit and not self._leading_zeros

    @cached_property
    def _is_percentage(self) -> bool:
        return self.shows_digits and self.percents == 1 and self.factor == 100 and self.unit == "%"

    def mark(self, value: float) -> Mark:
        """How the section shows a number; the number itself where it is shown as it is stored."""
        if self.is_plain:
            return value
        if self._is_percentage:
            return PercentCell(value)
        text = self.text(value)
        if not self.shows_digits or not any(letter.isdigit() for letter in text):
            dash = value == 0 and text and not any(letter.isalnum() for letter in text)
            return value if dash else HiddenCell(value, text)
        if self.factor != 1 or self.unit:
            return ScaledCell(value, text, self.factor, self.unit)
        padded = self._leading_zeros and value.is_integer() and len(text) > len(str(int(value)))
        return ScaledCell(value, text, 1.0, "") if padded else value

    def text(self, value: float) -> str:
        """What a reader sees of a number, without the blanks around it."""
        if not self.shows_digits:
            return "".join(text for kind, text in self.tokens if kind in {"literal", "percent"}).strip()
        exact = Decimal(repr(value)) * 100**self.percents / Decimal(1000) ** self.scales
        sign = "-" if value < 0 and self.signed else ""
        return sign + "".join(text for text, _own in self._pieces(abs(exact))).strip()

    def _scaling_commas(self) -> int:
        """The commas behind the last digit before the point, or behind the last digit of all."""
        count = pending = 0
        for kind, _text in self.tokens:
            if kind == "comma":
                pending += 1
            elif kind in {"point", "exponent"}:
                count, pending = count + pending, 0
            elif kind == "digit":
                pending = 0
        digits = any(kind == "digit" for kind, _text in self.tokens)
        return count + pending if digits else 0

    @cached_property
    def _grouped(self) -> bool:
        """Whether a comma between the digits before the point groups them by three."""
        before = self.tokens[: self._point]
        places = [at for at, (kind, _text) in enumerate(before) if kind == "digit"]
        return bool(places) and any(
            kind == "comma" and places[0] < at < places[-1] for at, (kind, _text) in enumerate(before)
        )

    @cached_property
    def _point(self) -> int:
        """The place of the decimal point among the tokens, else their number."""
        return next((at for at, (kind, _text) in enumerate(self.tokens) if kind == "point"), len(self.tokens))

    @cached_property
    def _leading_zeros(self) -> bool:
        zeros = sum(kind == "digit" and text == "0" for kind, text in self.tokens[: self._point])
        return zeros > 1 and self._point == len(self.tokens) and not self._loose

    @cached_property
    def _loose(self) -> bool:
        """Whether the digits are those of a power or a fraction, which are not laid out one by one."""
        places = [at for at, (kind, _text) in enumerate(self.tokens) if kind in {"digit", "exponent"}]
        if any(kind in {"exponent", "general"} for kind, _text in self.tokens):
            return True
        inner = self.tokens[places[0] : places[-1]] if places else ()
        return any(kind == "literal" and text == "/" for kind, text in inner)

    def _unit(self) -> str:
        """The literal text behind the last digit, a per cent sign included, or foreign money before the first."""
        last = max(
            (at for at, (kind, _text) in enumerate(self.tokens) if kind in {"digit", "general"}), default=-1
        )
        if last < 0:
            return ""
        first = next(at for at, (kind, _text) in enumerate(self.tokens) if kind in {"digit", "general"})
        before = "".join(text for kind, text in self.tokens[:first] if kind == "literal").strip(" -(")
        if before.upper() in FOREIGN:
            return before
        after = "".join(text for kind, text in self.tokens[last + 1 :] if kind in {"literal", "percent"})
        bare = after.lstrip("0123456789,，" + _POINTS).strip() if after[:1] in _JOINED else after.strip()
        if "(" not in bare and "（" not in bare:
            bare = bare.rstrip(")） ")
        if any(kind == "percent" for kind, _text in self.tokens[:last]):
            bare = f"%{bare}"
        return bare if any(letter.isalnum() or letter in "%％‰°℃" for letter in bare) else ""

    def _factor(self) -> float:
        """Shown ÷ stored, found by showing a number and reading what stands there as a reader does."""
        if not self.shows_digits or self.shows_date:
            return 1.0
        scale = Decimal(100) ** self.percents / Decimal(1000) ** self.scales
        if self._loose and not any(kind == "general" for kind, _text in self.tokens):
            return float(scale)
        pieces = self._pieces(_PROBE)
        own = [at for at, (_text, is_own) in enumerate(pieces) if is_own]
        first, last = own[0], own[-1]
        while first > 0 and pieces[first - 1][0] in _JOINED:
            first -= 1
        while last + 1 < len(pieces) and pieces[last + 1][0] in _JOINED:
            last += 1
        digits = "".join(text for text, _own in pieces[first : last + 1])
        digits = "".join(
            "." if letter in _POINTS else letter for letter in digits if letter in _JOINED - set(",，")
        )
        if digits.count(".") > 1:  # points that group by three
            digits = digits.replace(".", "")
        return float(Decimal(digits.rstrip(".") or "0") / _PROBE * scale)

    def _pieces(self, number: Decimal) -> list[tuple[str, bool]]:
        """The letters that show a scaled number that is not negative, each with whether it is a digit of its own."""
        with localcontext() as context:
            context.prec = _WIDTH
            if self._loose:
                return self._loose_pieces(number)
            return self._placed(number)

    def _loose_pieces(self, number: Decimal) -> list[tuple[str, bool]]:
        """A power, a fraction or General: the number in short, between the literals around it."""
        digits = f"{number:.10g}" if number % 1 else f"{int(number)}" if number < 10**11 else f"{number:.5E}"
        pieces: list[tuple[str, bool]] = []
        done = False
        for kind, text in self.tokens:
            if kind in {"digit", "general"} and not done:
                pieces.extend((letter, True) for letter in digits)
                done = True
            elif kind in {"literal", "percent"} and text != "/":
                pieces.extend((letter, False) for letter in text)
        return pieces

    def _placed(self, number: Decimal) -> list[tuple[str, bool]]:
        """The digits on their placeholders, the literals between them."""
        places = sum(kind == "digit" for kind, _text in self.tokens[self._point :])
        rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        whole, _, fraction = f"{rounded:f}".partition(".")
        behind = list(fraction)
        kinds = [text for kind, text in self.tokens[self._point :] if kind == "digit"]
        for at in reversed(range(len(behind))):  # zeros at the end under # are not shown
            if behind[at] != "0" or kinds[at] == "0":
                break
            behind[at] = " " if kinds[at] == "?" else ""
        before = self._whole(whole.lstrip("0"))
        pieces: list[tuple[str, bool]] = []
        digits = iter([*before, *behind])
        for kind, text in self.tokens:
            if kind == "digit":
                pieces.extend((letter, letter not in ", ") for letter in next(digits))
            elif kind == "point":
                pieces.append((".", True))
            elif kind in {"literal", "percent"}:
                pieces.extend((letter, False) for letter in text)
        return pieces

    def _whole(self, digits: str) -> list[str]:
        """What stands on each placeholder before the point; the first takes all digits that are left."""
        kinds = [text for kind, text in self.tokens[: self._point] if kind == "digit"]
        if not kinds:
            return []
        places = []
        for at, kind in enumerate(reversed(kinds)):
            own = digits[-1 - at] if at < len(digits) else {"0": "0", "?": " "}.get(kind, "")
            comma = "," if own.strip() and self._grouped and at and at % 3 == 0 else ""
            # The comma stands between this digit and the one to its right.
            places.append(own + comma)
        rest = digits[: max(len(digits) - len(kinds), 0)]
        if rest and self._grouped:
            lead = ""
            for at, letter in enumerate(reversed(rest), start=len(kinds)):
                lead = letter + ("," if at % 3 == 0 else "") + lead
            rest = lead
        places[-1] = rest + places[-1]
        return places[::-1]


_AS_STORED = FormatSection((("general", "General"),))


def read_format(code: str) -> NumberFormat:
    """Read a format code as it stands in a file. FormatError for one longer than Excel takes."""
    if len(code) > LONGEST_FORMAT:
        raise FormatError(f"a number format of {len(code)} characters")
    if not code.strip():
        return NumberFormat((_AS_STORED,))
    parts: list[tuple[list[Token], Callable[[float], bool] | None]] = [([], None)]
    at = 0
    while at < len(code):
        tokens, condition = parts[-1]
        if code[at] == ";":
            parts.append(([], None))
            at += 1
        elif code[at] == "[" and (end := code.find("]", at)) > 0:
            condition = _bracket(code[at + 1 : end], tokens) or condition
            parts[-1] = tokens, condition
            at = end + 1
        else:
            at = _token(code, at, tokens)
    bare = not any(condition for _tokens, condition in parts)
    return NumberFormat(
        tuple(
            FormatSection(tuple(tokens), condition, signed=not (bare and place == 1))
            for place, (tokens, condition) in enumerate(parts[:3])
        )
    )


def _token(code: str, at: int, tokens: list[Token]) -> int:
    """Read one token; returns the place behind it."""
    letter = code[at]
    following = code[at + 1 : at + 2]
    if letter == '"':
        end = code.find('"', at + 1)
        end = len(code) if end < 0 else end
        tokens.append(("literal", code[at + 1 : end]))
        return end + 1
    if letter in "\\!":
        tokens.append(("literal", following))
        return at + 2
    if letter in "_*":
        return at + 2
    general = next((word for word in _GENERAL if code[at : at + len(word)].lower() == word), "")
    if general:
        tokens.append(("general", general))
        return at + len(general)
    if letter in "eE" and following in ("+", "-") and any(kind == "digit" for kind, _text in tokens):
        tokens.append(("exponent", letter + following))
        return at + 2
    for marker in ("am/pm", "a/p", "上午/下午", "aaaa", "aaa"):
        if code[at : at + len(marker)].lower() == marker:
            tokens.append(("date", marker))
            return at + len(marker)
    kind = {
        "0": "digit",
        "#": "digit",
        "?": "digit",
        ".": "point",
        ",": "comma",
        "%": "percent",
        "@": "general",
    }
    kinds = kind.get(letter, "date" if letter in _DATES else "literal")
    if kinds == "point" and any(kind == "point" for kind, _text in tokens):
        kinds = "literal"
    tokens.append((kinds, letter))
    return at + 1


def _bracket(inside: str, tokens: list[Token]) -> Callable[[float], bool] | None:
    """Read ``[…]``: a condition is returned, a currency is a literal, hours are a date, colours are nothing."""
    if inside.startswith("$"):
        tokens.append(("literal", inside[1:].rpartition("-")[0] if "-" in inside else inside[1:]))
        return None
    if inside and inside.lower().strip("hms") == "":
        tokens.append(("date", inside))
        return None
    for sign, compare in _CONDITIONS.items():
        if inside.startswith(sign):
            try:
                limit = float(inside[len(sign) :])
            except ValueError:
                return None
            return lambda value: compare(value, limit)
    return None
