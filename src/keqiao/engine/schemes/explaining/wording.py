"""Formulas and figures in words: codes become names, operators become signs of arithmetic."""

from __future__ import annotations

from collections.abc import Mapping

from keqiao.engine.expressions import ExpressionError, parse
from keqiao.engine.expressions.tree import (
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
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.unit_names import unit_name, with_unit
from keqiao.language import Bilingual, Message, message

_SIGNS = {
    "*": " × ",
    "/": " ÷ ",
    "+": " + ",
    "-": " − ",
    "=": " = ",
    "<>": " ≠ ",
    "<=": " ≤ ",
    ">=": " ≥ ",
    "<": " < ",
}
_SIGNS |= {">": " > "}
_TIGHT = {
    "OR": 1,
    "AND": 2,
    "=": 4,
    "<>": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_FUNCTIONS = {
    "ABS": message("the absolute value of"),
    "ROUND": message("rounded:"),
    "FLOOR": message("rounded down:"),
    "CEIL": message("rounded up:"),
    "SQRT": message("the square root of"),
    "LEAST": message("the smallest of"),
    "GREATEST": message("the largest of"),
    "COALESCE": message("the first that is known of"),
    "NULLIF": message("unless equal:"),
    "MOD": message("the remainder of"),
    "POWER": message("the power of"),
    "SIGN": message("the sign of"),
}


class Wording:
    """Words for the expressions of one scheme in one language."""

    def __init__(self, scheme: Scheme, language: str) -> None:
        self.language = language
        self.names: dict[str, Bilingual] = {}
        for part in (*scheme.walk(), *scheme.attributes, *scheme.parameters, *scheme.measures):
            self.names[part.code] = part.name
        self.names |= {
            "total": Bilingual(zh="总分", en="the total"),
            "x": Bilingual(zh="指标值", en="the value"),
            "x_rank": Bilingual(zh="名次", en="its rank"),
            "x_count": Bilingual(zh="参评数", en="the number of units"),
            "x_min": Bilingual(zh="最小值", en="the lowest value"),
            "x_max": Bilingual(zh="最大值", en="the highest value"),
            "x_mean": Bilingual(zh="平均值", en="the mean"),
            "x_median": Bilingual(zh="中位数", en="the median"),
            "x_sd": Bilingual(zh="标准差", en="the standard deviation"),
        }

    def say(self, sentence: Message | Bilingual) -> str:
        """A message or name in the language."""
        return sentence.in_language(self.language)

    def unit(self, unit: str) -> str:
        """A unit in the language."""
        return self.say(unit_name(unit)) if unit else ""

    def listed(self, sentences: list[str]) -> str:
        """Several clauses in one sentence."""
        return self.say(message("; ")).join(sentences)

    def formula(self, text: str) -> str:
        """An expression in words; the text itself where it does not parse."""
        try:
            tree = parse(text, _Everything(self.names)).tree
        except ExpressionError:
            return text
        return self._node(tree)[0]

    def condition(self, text: str, nodes: Mapping[str, Bilingual]) -> str:
        """A condition of a grade in words: nodes stand in it as scores, which their names then say."""
        own = self.names
        self.names = own | {
            code: Bilingual(
                zh=f"{name.zh}得分（百分制）", en=f"the score of {name.in_language('en')} (0–100)"
            )
            for code, name in nodes.items()
        }
        try:
            return self.formula(text)
        finally:
            self.names = own

    def quantity(self, quantity: float | str, unit: str = "") -> str:
        """A yardstick with its unit, or the formula that gives it."""
        if isinstance(quantity, str):
            return self.formula(quantity)
        return figure(quantity, unit)

    def _node(self, node: Node) -> tuple[str, int]:
        """Words and how tightly they hold together (8 = one thing)."""
        match node:
            case Number(value=value):
                return figure(value), 8
            case Text(value=text):
                return f"“{text}”", 8
            case Truth(value=truth):
                return self.say(message("always") if truth else message("never")), 8
            case Null():
                return self.say(message("nothing")), 8
            case Name(name=name):
                return self.say(self.names[name]) if name in self.names else name, 8
            case Unary(operator="-", operand=operand):
                return "−" + self._within(operand, 7), 7
            case Unary(operand=operand):
                return self.say(message("not ({what})", what=self._node(operand)[0])), 8
            case Binary():
                return self._chain(node)
            case Between():
                low, high = self._within(node.low, 5), self._within(node.high, 5)
                sentence = message(
                    "{value} from {low} to {high}", value=self._within(node.value, 5), low=low, high=high
                )
                return self._perhaps_not(sentence, node.negated)
            case Among():
                options = ", ".join(self._node(option)[0] for option in node.options)
                sentence = message(
                    "{value} is one of {options}", value=self._within(node.value, 5), options=options
                )
                return self._perhaps_not(sentence, node.negated)
            case IsNull():
                subject = self._within(node.value, 5)
                known = message("{value} is known", value=subject)
                return self.say(known if node.negated else message("{value} is missing", value=subject)), 4
            case Like():
                sentence = message(
                    "{value} is like {pattern}", value=self._within(node.value, 5), pattern=node.pattern.value
                )
                return self._perhaps_not(sentence, node.negated)
            case CaseWhen():
                return self._case(node), 8
            case Call():
                return self._call(node)
        return "", 8

    def _perhaps_not(self, sentence: Message, negated: bool) -> tuple[str, int]:
        return (self.say(message("not ({what})", what=sentence)), 8) if negated else (self.say(sentence), 4)

    def _within(self, node: Node, tight: int) -> str:
        words, own = self._node(node)
        return words if own >= tight else f"({words})"

    def _chain(self, node: Binary) -> tuple[str, int]:
        spine = [node]
        while isinstance(spine[-1].left, Binary):
            spine.append(spine[-1].left)
        words, own = self._node(spine[-1].left)
        for binary in reversed(spine):
            tight = _TIGHT[binary.operator]
            left = words if own >= tight and not _mixed(binary, own) else f"({words})"
            right = self._within(binary.right, tight + 1)
            if (
                binary.operator == "OR"
                and isinstance(binary.right, Binary)
                and binary.right.operator == "AND"
            ):
                right = f"({right})"
            if binary.operator in {"AND", "OR"}:
                joined = message("{left} and {right}", left=left, right=right)
                words = self.say(
                    joined
                    if binary.operator == "AND"
                    else message("{left} or {right}", left=left, right=right)
                )
            else:
                words = f"{left}{_SIGNS[binary.operator]}{right}"
            own = tight
        return words, own

    def _case(self, node: CaseWhen) -> str:
        parts = [
            self.say(
                message(
                    "{value} if {condition}", value=self._node(value)[0], condition=self._node(condition)[0]
                )
            )
            for condition, value in node.branches
        ]
        if node.otherwise is not None:
            parts.append(self.say(message("otherwise {value}", value=self._node(node.otherwise)[0])))
        return "[" + self.listed(parts) + "]"

    def _call(self, node: Call) -> tuple[str, int]:
        if (
            node.function == "NULLIF"
            and isinstance(node.arguments[1], Number)
            and node.arguments[1].value == 0
        ):
            return self._node(node.arguments[0])
        inner = ", ".join(self._node(argument)[0] for argument in node.arguments)
        if node.function not in _FUNCTIONS:
            return f"{node.function.lower()}({inner})", 8
        return self.say(message("{function} ({inner})", function=_FUNCTIONS[node.function], inner=inner)), 8


def _mixed(binary: Binary, own: int) -> bool:
    """Whether the left side is an AND under an OR: in words only brackets tell which holds together."""
    return binary.operator == "OR" and own == _TIGHT["AND"]


class _Everything(dict[str, str]):
    """Any name is declared: the words of an expression matter here, not its check."""

    def __init__(self, names: Mapping[str, object]) -> None:
        super().__init__()
        self.known = names

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)


def figure(value: float, unit: str = "") -> str:
    """A number as people write it, with its unit: 1500 万元, 60 %, −5."""
    text = f"{abs(value):.10f}".rstrip("0").rstrip(".") if 1e-6 <= abs(value) < 1e15 else f"{abs(value):g}"
    return with_unit(f"{'−' if value < 0 else ''}{text}", unit)
