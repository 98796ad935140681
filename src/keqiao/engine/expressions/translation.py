"""From syntax tree to the SQL that Polars runs, with kinds checked and missing values kept missing.

What is settled here, because Polars' SQL settles it otherwise:

- every number is a 64-bit float (integer and decimal literals would divide, overflow and round in their own ways);
- a division by zero, LN and LOG10 of a number ≤ 0, SQRT of a negative one, and results beyond the range of floats
  are missing, never infinite or not-a-number;
- LEAST and GREATEST are missing where one of their values is (Polars would skip it: a cap would become a gift);
- ROUND rounds half away from zero, as official figures are (Polars rounds half to even); a binary fraction within
  10⁻⁹ of the half counts as the half, so that 1.005 typed by a clerk becomes 1.01;
- a literal stands on the right of a comparison (see ``comparisons``);
- computed values that differ by a binary fraction only are equal: 100 * 0.29 reaches 29 (see ``comparisons``);
  FLOOR and CEIL of a computed value forgive 10⁻⁹, so that FLOOR(100 * 0.29) is 29;
- a condition used as a number is 1 or 0; a number used as a condition is true where it is not 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from keqiao.engine.expressions.comparisons import comparison, tolerant_comparison
from keqiao.engine.expressions.dates import COPIES, DATE_FUNCTIONS, between
from keqiao.engine.expressions.errors import ExpressionError
from keqiao.engine.expressions.node_forms import is_computed, is_literal, names_of_texts, never_zero
from keqiao.engine.expressions.sql_pieces import LARGEST, MAX_COST, TIGHTNESS, Kind, Piece, literal
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
from keqiao.language import message


class Translator:
    """Translates one tree. ``kinds`` says which names are texts or conditions; without it texts are told by use."""

    def __init__(self, text: str, names: Collection[str], tree: Node) -> None:
        self.text = text
        self.kinds: dict[str, Kind] = dict(names) if isinstance(names, Mapping) else {}
        for name in names_of_texts(tree):
            self.kinds.setdefault(name, "text")

    def translate(self, tree: Node) -> Piece:
        """The whole expression; raises :class:`ExpressionError` where kinds do not fit."""
        return self._piece(tree)

    def _done(self, node: Node, sql: str, kind: Kind, tight: int, cost: int) -> Piece:
        if cost > MAX_COST:
            raise ExpressionError(
                message("the expression is too complicated"),
                self.text,
                node.start,
                message("Compute parts of it as measures of their own with `formula`."),
            )
        return Piece(sql, kind, tight, cost + 1)

    # -- kinds ---------------------------------------------------------------------------------------------

    def _wrong(self, node: Node, wanted: Kind) -> ExpressionError:
        words = {"number": message("a number"), "boolean": message("a condition"), "text": message("a text")}
        return ExpressionError(
            message("{wanted} is needed here; this is a text", wanted=words[wanted])
            if wanted != "text"
            else message("a text cannot be compared with a number"),
            self.text,
            node.start,
            message("Compare a text with a text in single quotes: industry = '…'."),
        )

    def number(self, node: Node) -> Piece:
        """An operand as a number; a condition counts 1 or 0."""
        piece = self._piece(node)
        return self._to_number(node, piece)

    def _to_number(self, node: Node, piece: Piece) -> Piece:
        if piece.kind == "number":
            return piece
        if piece.kind == "text":
            raise self._wrong(node, "number")
        return Piece(f"CAST({piece.sql} AS DOUBLE)", "number", TIGHTNESS["value"], piece.cost + 1)

    def _condition(self, node: Node) -> Piece:
        piece = self._piece(node)
        return self._to_condition(node, piece)

    def _to_condition(self, node: Node, piece: Piece) -> Piece:
        if piece.kind == "boolean":
            return piece
        if piece.kind == "text":
            raise self._wrong(node, "boolean")
        if piece.kind == "null":
            return Piece("CAST(NULL AS BOOLEAN)", "boolean", TIGHTNESS["value"], 1)
        return Piece(f"{piece.within(5)} <> 0e0", "boolean", TIGHTNESS["="], piece.cost + 1)

    def _alike(self, nodes: tuple[Node, ...], conditions: bool = False) -> tuple[list[Piece], Kind]:
        """The operands brought to one kind: all texts, all conditions (where ``conditions``), else numbers."""
        pieces = [self._piece(node) for node in nodes]
        kinds = {piece.kind for piece in pieces} - {"null"}
        if kinds == {"text"}:
            return pieces, "text"
        if "text" in kinds:
            raise self._wrong(next(n for n, p in zip(nodes, pieces, strict=True) if p.kind == "text"), "text")
        if conditions and kinds == {"boolean"}:
            return [self._to_condition(n, p) for n, p in zip(nodes, pieces, strict=True)], "boolean"
        return [self._to_number(n, p) for n, p in zip(nodes, pieces, strict=True)], "number"

    # -- nodes ---------------------------------------------------------------------------------------------

    def _piece(self, node: Node) -> Piece:
        value = TIGHTNESS["value"]
        match node:
            case Number(value=number):
                return Piece(literal(number), "number", value, 1)
            case Text(value=text):
                return Piece("'" + text.replace("'", "''") + "'", "text", value, 1)
            case Truth(value=truth):
                return Piece("TRUE" if truth else "FALSE", "boolean", value, 1)
            case Null():
                return Piece("NULL", "null", value, 1)
            case Name(name=name):
                return Piece('"' + name.replace('"', '""') + '"', self.kinds.get(name, "number"), value, 1)
            case Unary(operator="-", operand=operand):
                piece = self.number(operand)
                return self._done(node, f"(-{piece.within(value)})", "number", value, piece.cost)
            case Unary(operand=operand):
                piece = self._condition(operand)
                return self._done(node, f"NOT ({piece.sql})", "boolean", TIGHTNESS["NOT"], piece.cost)
            case Binary():
                return self._chain(node)
            case Between():
                return self._between(node)
            case Among():
                return self._among(node)
            case IsNull():
                piece = self._piece(node.value)
                word = "IS NOT NULL" if node.negated else "IS NULL"
                return self._done(node, f"{piece.within(5)} {word}", "boolean", TIGHTNESS["="], piece.cost)
            case Like():
                piece = self._piece(node.value)
                if piece.kind != "text":
                    raise self._wrong(node.value, "text")
                pattern = self._piece(node.pattern)
                word = "NOT LIKE" if node.negated else "LIKE"
                sql = f"{piece.within(5)} {word} {pattern.sql}"
                return self._done(node, sql, "boolean", TIGHTNESS["="], piece.cost)
            case CaseWhen():
                return self._case(node)
            case Call():
                return self._call(node)
        raise AssertionError(node)

    def _chain(self, node: Binary) -> Piece:
        """Operators, the left spine without recursion: a sum of two hundred terms is one loop."""
        spine = [node]
        while isinstance(spine[-1].left, Binary):
            spine.append(spine[-1].left)
        left = self._piece(spine[-1].left)
        for binary in reversed(spine):
            left = self._binary(binary, left)
        return left

    def _binary(self, node: Binary, left: Piece) -> Piece:
        operator = node.operator
        if operator in {"AND", "OR"}:
            first, second = self._to_condition(node.left, left), self._condition(node.right)
            tight = TIGHTNESS[operator]
            sql = f"{first.within(tight)} {operator} {second.within(tight + 1)}"
            return self._done(node, sql, "boolean", tight, first.cost + second.cost)
        if operator in COMPARISONS:
            second = self._piece(node.right)
            if "text" in {left.kind, second.kind} and {left.kind, second.kind} != {"text"}:
                raise self._wrong(node.left if left.kind == "text" else node.right, "text")
            if left.kind != "text":
                left, second = self._to_number(node.left, left), self._to_number(node.right, second)
            return self._compared(node, (node.left, left), operator, (node.right, second))
        first, second = self._to_number(node.left, left), self.number(node.right)
        tight = TIGHTNESS[operator]
        if operator == "/":
            second = self._divisor(node.right, second)
        sql = f"{first.within(tight)} {operator} {second.within(tight + 1)}"
        return self._done(node, sql, "number", tight, first.cost + second.cost)

    def _compared(
        self, node: Node, left: tuple[Node, Piece], operator: str, right: tuple[Node, Piece]
    ) -> Piece:
        sql, cost = tolerant_comparison(left, operator, right)
        return self._done(node, sql, "boolean", TIGHTNESS["="], cost)

    def _divisor(self, node: Node, piece: Piece) -> Piece:
        """The denominator, missing where it is zero; left alone where it cannot be."""
        if never_zero(node):
            return piece
        return self._done(node, f"NULLIF({piece.sql}, 0e0)", "number", TIGHTNESS["value"], 3 * piece.cost)

    def _between(self, node: Between) -> Piece:
        (value, low, high), _ = self._alike((node.value, node.low, node.high))
        if any(is_computed(inner) for inner in node.children()):
            above = self._compared(node, (node.value, value), ">=", (node.low, low))
            below = self._compared(node, (node.value, value), "<=", (node.high, high))
            sql = f"{'NOT ' if node.negated else ''}({above.sql} AND {below.sql})"
            return self._done(node, sql, "boolean", TIGHTNESS["NOT"], above.cost + below.cost)
        word = "NOT BETWEEN" if node.negated else "BETWEEN"
        sql = f"{value.within(5)} {word} {low.within(5)} AND {high.within(5)}"
        if is_literal(node.value):
            first, second = (
                comparison(node.value, value, ">=", low),
                comparison(node.value, value, "<=", high),
            )
            sql = f"{'NOT ' if node.negated else ''}({first} AND {second})"
            return self._done(node, sql, "boolean", TIGHTNESS["NOT"], 2 * value.cost + low.cost + high.cost)
        return self._done(node, sql, "boolean", TIGHTNESS["="], 2 * value.cost + low.cost + high.cost)

    def _among(self, node: Among) -> Piece:
        pieces, _ = self._alike((node.value, *node.options))
        value = pieces[0]
        if any(isinstance(option, Null) for option in node.options):
            raise ExpressionError(
                message("nothing is ever equal to, above or below NULL"),
                self.text,
                node.start,
                message("Write IS NULL or IS NOT NULL."),
            )
        # Written as comparisons: Polars' IN with computed options would need a list column.
        joined = " OR ".join(comparison(node.value, value, "=", option) for option in pieces[1:])
        sql = f"NOT ({joined})" if node.negated else f"({joined})"
        cost = sum(value.cost + option.cost + 1 for option in pieces[1:])
        return self._done(node, sql, "boolean", TIGHTNESS["NOT" if node.negated else "value"], cost)

    def _case(self, node: CaseWhen) -> Piece:
        values = tuple(value for _, value in node.branches)
        if node.otherwise is not None:
            values = (*values, node.otherwise)
        pieces, kind = self._alike(values, conditions=True)
        conditions = [self._condition(condition) for condition, _ in node.branches]
        parts = [
            f"WHEN {condition.sql} THEN {piece.sql}"
            for condition, piece in zip(conditions, pieces, strict=False)
        ]
        if node.otherwise is not None:
            parts.append(f"ELSE {pieces[-1].sql}")
        cost = sum(piece.cost for piece in pieces) + 2 * sum(condition.cost for condition in conditions)
        return self._done(node, f"CASE {' '.join(parts)} END", kind, TIGHTNESS["value"], cost)

    def _call(self, node: Call) -> Piece:
        value, function = TIGHTNESS["value"], node.function
        if function == "ROUND":
            return self._round(node)
        if function in DATE_FUNCTIONS:
            return self._between_dates(node)
        conditions = function in {"COALESCE", "NULLIF"}
        if conditions:
            pieces, kind = self._alike(node.arguments, conditions=True)
        else:
            pieces, kind = [self.number(argument) for argument in node.arguments], "number"
        inner = ", ".join(piece.sql for piece in pieces)
        cost = sum(piece.cost for piece in pieces)
        first = pieces[0]
        match function:
            case "LN" | "LOG10":
                sql, cost = f"CASE WHEN {first.within(5)} > 0e0 THEN {function}({inner}) END", 3 * cost
            case "SQRT":
                sql, cost = f"CASE WHEN {first.within(5)} >= 0e0 THEN SQRT({inner}) END", 3 * cost
            case "EXP":
                sql, cost = f"CASE WHEN {first.within(5)} <= 709e0 THEN EXP({inner}) END", 3 * cost
            case "POWER":
                power = f"POWER({inner})"
                sql, cost = f"CASE WHEN ABS({power}) <= {LARGEST} THEN {power} END", 3 * cost + 4
            case "MOD":
                divisor = self._divisor(node.arguments[1], pieces[1])
                sql, cost = f"({first.within(7)} % {divisor.within(7)})", first.cost + divisor.cost
            case "LEAST" | "GREATEST":
                computed = [
                    piece
                    for piece, argument in zip(pieces, node.arguments, strict=True)
                    if not isinstance(argument, Number)
                ]
                known = " AND ".join(f"{piece.within(5)} IS NOT NULL" for piece in computed) or "TRUE"
                sql, cost = f"CASE WHEN {known} THEN {function}({inner}) END", 3 * cost
            case "NULLIF":
                test = comparison(node.arguments[0], first, "=", pieces[1])
                literal = f"CASE WHEN {test} THEN NULL ELSE {first.sql} END"
                sql = literal if is_literal(node.arguments[0]) else f"NULLIF({inner})"
                cost = 3 * cost
            case "FLOOR" | "CEIL" if is_computed(node.arguments[0]):
                sql = f"{function}({first.within(5)} {'+' if function == 'FLOOR' else '-'} 1e-9)"
            case _:
                sql = f"{function}({inner})"
        return self._done(node, sql, kind, value, cost)

    def _between_dates(self, node: Call) -> Piece:
        pieces = [self._piece(argument) for argument in node.arguments]
        for argument, piece in zip(node.arguments, pieces, strict=True):
            if piece.kind != "text":
                raise ExpressionError(
                    message("{function} takes two dates", function=node.function),
                    self.text,
                    argument.start,
                    message("Write the name of a date or a day in single quotes: '2024-03-01'."),
                )
        sql = between(node.function, *(piece.within(8) for piece in pieces))
        return self._done(node, sql, "number", 8, COPIES * sum(piece.cost for piece in pieces))

    def _round(self, node: Call) -> Piece:
        decimals = node.arguments[1] if len(node.arguments) > 1 else Number(node.end, node.end, 0.0)
        if not isinstance(decimals, Number) or decimals.value not in range(11):
            raise ExpressionError(
                message("ROUND needs a whole number of decimals from 0 to 10"),
                self.text,
                decimals.start,
                message("Write ROUND(value, 2)."),
            )
        piece = self.number(node.arguments[0])
        scale = literal(10.0**decimals.value)
        inner = piece.within(7)
        sql = f"(SIGN({piece.sql}) * FLOOR(ABS({inner}) * {scale} + 0.500000001e0) / {scale})"
        return self._done(node, sql, "number", TIGHTNESS["value"], 2 * piece.cost + 6)
