"""The grammar: tokens → syntax tree, by precedence climbing, with a place for every complaint.

Precedence from loose to tight: OR, AND, NOT, comparison (not chained), + −, * /, unary −, a value.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from keqiao.engine.expressions.complaints import closest, refuse_known_mistakes, token_text, unknown_function
from keqiao.engine.expressions.errors import ExpressionError
from keqiao.engine.expressions.functions import (
    ALIASES,
    FUNCTIONS,
    RESERVED,
    STATEMENT_WORDS,
)
from keqiao.engine.expressions.tokens import Token, tokens_of
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
from keqiao.language import Message, message

MAX_DEPTH = 20
MAX_COPIED = 1000
"""How many parts all copies of subjects may have: CASE x WHEN … compares x with each WHEN, and x may be a CASE itself.
So the tree, and with it every reader of the tree, stays in proportion to the text."""


def tree_of(text: str, names: Collection[str]) -> Node:
    """The syntax tree of ``text``, whose names must be among ``names``; raises :class:`ExpressionError`."""
    return _Parser(text, names).parse()


class _Parser:
    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text = text
        self.names = names
        self.tokens = tokens_of(text)
        self.place = 0
        self.depth = 0
        self.copied = 0

    # -- reading -------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.tokens[self.place]
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def accept(self, *words: str) -> Token | None:
        return self.take() if self.token.upper in words else None

    def expect(self, word: str, opened: Token | None = None) -> Token:
        token = self.accept(word)
        if token is not None:
            return token
        if opened is not None and self.token.kind == "end":
            raise self.error(
                message("“{opened}” is not closed", opened=opened.text),
                message("Add {word} at the end.", word=word),
                opened,
            )
        self.refuse_known_mistakes()
        raise self.error(
            message("{word} is expected here, not {found}", word=word, found=self.token_in_words())
        )

    def error(
        self, problem: Message, remedy: Message | None = None, token: Token | None = None
    ) -> ExpressionError:
        return ExpressionError(problem, self.text, (token or self.token).start, remedy)

    def token_in_words(self) -> Message | str:
        return token_text(self.text, self.token)

    def refuse_known_mistakes(self) -> None:
        refuse_known_mistakes(self.text, self.token)

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(
                message("the expression is nested more than {most} deep", most=MAX_DEPTH),
                message("Compute parts of it as measures of their own with `formula`."),
            )

    def copy(self, parts: int, subject: Token) -> None:
        """Count the parts of a subject that is written once and compared again."""
        self.copied += parts
        if self.copied > MAX_COPIED:
            raise self.error(
                message("the expression is too complicated"),
                message("Compute the value after CASE as a measure of its own with `formula`."),
                subject,
            )

    # -- grammar -------------------------------------------------------------------------------------------

    def parse(self) -> Node:
        tree = self.expression()
        if self.token.kind != "end":
            self.refuse_known_mistakes()
            raise self.error(
                message("an operator is expected before {found}", found=self.token_in_words()),
                message("Put + - * / or a comparison between two values; one expression only."),
            )
        return tree

    def expression(self) -> Node:
        self.enter()
        tree = self.conjunction()
        while self.accept("OR"):
            tree = self.binary("OR", tree, self.conjunction())
        self.depth -= 1
        return tree

    def conjunction(self) -> Node:
        tree = self.negation()
        while self.accept("AND"):
            tree = self.binary("AND", tree, self.negation())
        return tree

    def negation(self) -> Node:
        word = self.accept("NOT")
        if word is None:
            return self.comparison()
        self.enter()
        operand = self.negation()
        self.depth -= 1
        return Unary(word.start, operand.end, "NOT", operand)

    def comparison(self) -> Node:
        tree = self.sum()
        sign = self.accept(*COMPARISONS, "!=")
        if sign is not None:
            tree = self.binary("<>" if sign.text == "!=" else sign.text, tree, self.sum())
            if (isinstance(tree, Binary) and isinstance(tree.right, Null | Null)) or isinstance(
                tree.children()[0], Null
            ):
                raise self.error(
                    message("nothing is ever equal to, above or below NULL"),
                    message("Write IS NULL or IS NOT NULL."),
                    sign,
                )
        else:
            tree = self.predicate(tree)
        if self.token.upper in COMPARISONS or self.token.upper == "!=":
            raise self.error(
                message("comparisons cannot be chained"),
                message("Write a < b AND b < c, or b BETWEEN a AND c."),
            )
        return tree

    def predicate(self, value: Node) -> Node:
        if self.accept("IS"):
            negated = self.accept("NOT") is not None
            end = self.expect("NULL")
            return IsNull(value.start, end.end, value, negated)
        negated = self.accept("NOT") is not None
        if self.accept("BETWEEN"):
            low = self.sum()
            self.expect("AND")
            high = self.sum()
            return Between(value.start, high.end, value, low, high, negated)
        if self.accept("IN"):
            opened = self.expect("(")
            options = [self.sum()]
            while self.accept(","):
                options.append(self.sum())
            end = self.expect(")", opened)
            return Among(value.start, end.end, value, tuple(options), negated)
        if self.accept("LIKE"):
            pattern = self.sum()
            if not isinstance(pattern, Text):
                raise ExpressionError(
                    message("LIKE needs a text in single quotes"),
                    self.text,
                    pattern.start,
                    message("Write LIKE 'AB%'."),
                )
            return Like(value.start, pattern.end, value, pattern, negated)
        if negated:
            raise self.error(
                message(
                    "{word} is expected here, not {found}",
                    word="BETWEEN, IN, LIKE",
                    found=self.token_in_words(),
                )
            )
        return value

    def sum(self) -> Node:
        tree = self.product()
        while sign := self.accept("+", "-"):
            tree = self.binary(sign.text, tree, self.product())
        return tree

    def product(self) -> Node:
        tree = self.signed()
        while sign := self.accept("*", "/"):
            tree = self.binary(sign.text, tree, self.signed())
        return tree

    def signed(self) -> Node:
        sign = self.accept("-", "+")
        if sign is None:
            return self.value()
        self.enter()
        operand = self.signed()
        self.depth -= 1
        return operand if sign.text == "+" else Unary(sign.start, operand.end, "-", operand)

    def value(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.number(self.take())
        if token.kind == "text":
            self.take()
            return Text(token.start, token.end, token.text)
        if token.kind == "quoted":
            return self.name(self.take())
        if token.upper == "(":
            self.take()
            if self.token.upper in STATEMENT_WORDS:
                self.refuse_known_mistakes()
            inner = self.expression()
            self.expect(")", token)
            return inner
        if token.kind == "word":
            return self.word(token)
        raise self.error(
            message("a value is expected here, not {found}", found=self.token_in_words()),
            message("Write a number, a name, or a function of them.")
            if token.upper != "*"
            else message("Name each measure; “*” for all is not allowed."),
        )

    def number(self, token: Token) -> Node:
        try:
            value = float(token.text)
        except ValueError as error:
            raise self.error(
                message("“{number}” is no number", number=token.text[:40]),
                message("Write it as 1200 or 1200.5; an exponent has digits: 1e3."),
                token,
            ) from error
        if not math.isfinite(value):
            raise self.error(
                message("the number {number} is too large", number=token.text[:40]),
                message("Numbers reach up to about 1.8e308."),
                token,
            )
        return Number(token.start, token.end, value)

    def word(self, token: Token) -> Node:
        if token.upper in {"TRUE", "FALSE"}:
            self.take()
            return Truth(token.start, token.end, token.upper == "TRUE")
        if token.upper == "NULL":
            self.take()
            return Null(token.start, token.end)
        if token.upper == "CASE":
            return self.case()
        followed_by_bracket = self.tokens[self.place + 1].upper == "("
        if followed_by_bracket and token.upper not in RESERVED:
            return self.call()
        if token.text not in self.names:
            self.refuse_known_mistakes()
        return self.name(self.take())

    def name(self, token: Token) -> Node:
        if token.text not in self.names:
            near = closest(token.text, self.names)
            raise self.error(
                message("“{name}” is not declared", name=token.text[:64]),
                message("Did you mean {names}?", names=", ".join(near))
                if near
                else message(
                    "Declare it under `measures`, `parameters` or `attributes`, or correct the name."
                ),
                token,
            )
        return Name(token.start, token.end, token.text)

    def case(self) -> Node:
        opened = self.take()
        subject = None if self.token.upper == "WHEN" else self.expression()
        size = 0 if subject is None else sum(1 for _ in subject.walk())
        branches: list[tuple[Node, Node]] = []
        while when := self.accept("WHEN"):
            condition = self.expression()
            if subject is not None:
                self.copy(size if branches else 0, opened)
                condition = Binary(when.start, condition.end, "=", subject, condition)
            self.expect("THEN", opened)
            branches.append((condition, self.expression()))
        if not branches:
            raise self.error(
                message("CASE has no WHEN"), message("Write CASE WHEN condition THEN value ELSE value END.")
            )
        otherwise = self.expression() if self.accept("ELSE") else None
        end = self.expect("END", opened)
        return CaseWhen(opened.start, end.end, tuple(branches), otherwise)

    def call(self) -> Node:
        word = self.take()
        function = ALIASES.get(word.upper, word.upper)
        if function not in FUNCTIONS:
            raise unknown_function(self.text, word)
        opened = self.expect("(")
        arguments: list[Node] = []
        if self.token.upper != ")":
            arguments.append(self.expression())
            while self.accept(","):
                arguments.append(self.expression())
        end = self.expect(")", opened)
        if self.token.upper == "OVER":
            self.refuse_known_mistakes()
        known = FUNCTIONS[function]
        if len(arguments) < known.least or (known.most is not None and len(arguments) > known.most):
            wanted = str(known.least) if known.least == known.most else f"{known.least}–{known.most or '…'}"
            raise self.error(
                message(
                    "{function} takes {wanted} values, not {given}",
                    function=function,
                    wanted=wanted,
                    given=len(arguments),
                ),
                None,
                word,
            )
        if function == "IF":
            otherwise = arguments[2] if len(arguments) == 3 else None
            return CaseWhen(word.start, end.end, ((arguments[0], arguments[1]),), otherwise)
        return Call(word.start, end.end, function, tuple(arguments))

    def binary(self, operator: str, left: Node, right: Node) -> Node:
        return Binary(left.start, right.end, operator, left, right)
