"""What is said about words of SQL that the language does not take, and about names that it does not know."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection

from keqiao.engine.expressions.errors import ExpressionError
from keqiao.engine.expressions.functions import (
    AGGREGATES,
    ALIASES,
    FUNCTIONS,
    RESERVED,
    STATEMENT_WORDS,
    WINDOW_FUNCTIONS,
)
from keqiao.engine.expressions.tokens import Token
from keqiao.language import Message, message


def unknown_function(text: str, word: Token) -> ExpressionError:
    """A call of something that is no function of the language."""

    def complaint(problem: Message, remedy: Message) -> ExpressionError:
        return ExpressionError(problem, text, word.start, remedy)

    if word.upper in STATEMENT_WORDS:
        return complaint(
            message("sub-queries and statements are not allowed"),
            message("Write a scalar expression over the declared names."),
        )
    if word.upper in AGGREGATES:
        remedy = (
            message("Write LEAST or GREATEST to compare values of the same unit.")
            if word.upper in {"MIN", "MAX"}
            else message("An expression reads the figures of one unit; scoring rules compare units.")
        )
        return complaint(message("{function} over several units is not allowed", function=word.upper), remedy)
    if word.upper in WINDOW_FUNCTIONS:
        return complaint(
            message("window functions such as {function} are not allowed", function=word.upper),
            message("An expression reads the figures of one unit; scoring rules compare units."),
        )
    near = closest(word.upper, (*FUNCTIONS, *ALIASES))
    return complaint(
        message("{function} is not a function of the language", function=word.text[:64]),
        message("Did you mean {names}?", names=", ".join(near))
        if near
        else message("The functions are: {names}.", names=", ".join(FUNCTIONS)),
    )


def refuse_known_mistakes(text: str, token: Token) -> None:
    """Raise where the token is a word of SQL that has no place in an expression."""

    def complaint(problem: Message, remedy: Message | None = None) -> ExpressionError:
        return ExpressionError(problem, text, token.start, remedy)

    word = token.upper
    if word in STATEMENT_WORDS:
        raise complaint(
            message("sub-queries and statements are not allowed"),
            message("Write a scalar expression over the declared names."),
        )
    if word == "OVER":
        raise complaint(
            message("window functions such as {function} are not allowed", function="OVER"),
            message("An expression reads the figures of one unit; scoring rules compare units."),
        )
    if word == "AS":
        raise complaint(message("an alias is not allowed"), message("The part's `code` is its name."))
    if word in RESERVED and token.kind == "word":
        raise complaint(message("a value is expected here, not {found}", found=token_text(text, token)))


def token_text(text: str, token: Token) -> Message | str:
    """A token as a message names it."""
    if token.kind == "end":
        return message("the end")
    return f"“{text[token.start : token.end][:40]}”"


def closest(word: str, names: Collection[str]) -> list[str]:
    """Up to three of ``names`` that look like ``word``: same but for case or width first, then near spellings."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    same = [name for name in names if name.casefold() == folded]
    return same or difflib.get_close_matches(word[:64], sorted(names), n=3, cutoff=0.6)
