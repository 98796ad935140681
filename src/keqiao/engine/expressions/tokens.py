"""From text to words: the tokens of sqlglot, with everything refused that could hide or mislead."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from sqlglot import TokenType
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Tokenizer

from keqiao.engine.expressions.errors import ExpressionError
from keqiao.language import message

MAX_LENGTH = 2000
Kind = Literal["number", "text", "word", "quoted", "sign", "end"]
SIGNS = frozenset({"+", "-", "*", "/", "(", ")", ",", "=", "<>", "!=", "<", "<=", ">", ">="})
_WORD = re.compile(r"[^\W\d]\w*\Z")
_WIDE = {
    "（": "(",
    "）": ")",
    "，": ",",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "；": ";",
    "：": ":",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "×": "*",
    "÷": "/",
    "−": "-",
    "≥": ">=",
    "≤": "<=",
    "≠": "<>",
    "、": ",",
    "。": ".",
    "％": "/ 100",
    "\u3000": " ",
    "\xa0": " ",
}


@dataclass(frozen=True)
class Token:
    """One word: its kind, its text (unquoted), and its place."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """The text in capitals where it is a plain word or sign; quoted names and texts give ""."""
        return self.text.upper() if self.kind in {"word", "sign"} else ""


def tokens_of(text: str) -> list[Token]:
    """The words of ``text``, closed by an "end" token; refuses comments, foreign signs and unclosed quotes."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            message(
                "the expression has {length} characters; {most} are allowed",
                length=len(text),
                most=MAX_LENGTH,
            ),
            text,
            MAX_LENGTH,
            message("Compute parts of it as measures of their own with `formula`."),
        )
    _refuse_strange_characters(text)
    try:
        tokens = Tokenizer().tokenize(text)
    except SqlglotError:
        raise ExpressionError(
            message("a quotation mark or comment is opened and not closed"),
            text,
            _unclosed(text),
            message("Close it, or remove it."),
        ) from None
    result: list[Token] = []
    for token in tokens:
        if token.comments:
            place = max(text.find("--"), text.find("/*"), 0)
            raise ExpressionError(
                message("a comment is not allowed in an expression"),
                text,
                place,
                message("Write it in `note` of the part."),
            )
        end = token.end + 1
        if (
            result
            and result[-1].end == token.start
            and result[-1].kind == "number"
            and _WORD.match(token.text)
        ):
            raise ExpressionError(
                message("a number is followed by letters: {word}", word=text[result[-1].start : end]),
                text,
                token.start,
                message("A name starts with a letter; put an operator between number and name."),
            )
        result.append(
            Token(_kind(token.token_type, token.text, text, token.start), token.text, token.start, end)
        )
    if not result:
        raise ExpressionError(
            message("the expression is empty"), text, 0, message("Write a formula over the measures.")
        )
    result.append(Token("end", "", len(text), len(text)))
    return result


def _kind(token_type: TokenType, word: str, text: str, start: int) -> Kind:
    if token_type is TokenType.NUMBER:
        return "number"
    if token_type is TokenType.STRING:
        return "text"
    if token_type is TokenType.IDENTIFIER:
        return "quoted"
    if word in SIGNS:
        return "sign"
    if _WORD.match(word):
        return "word"
    remedies = {
        ";": message("Write one expression only."),
        ".": message("Write the name alone, without the part before the point."),
        "=>": message("Did you mean {names}?", names=">="),
        "==": message("Write = to compare."),
        "%": message("Write / 100 for per cent, MOD(a, b) for a remainder."),
        "||": message("Texts cannot be joined; compare them instead."),
        "&&": message("Write AND."),
        "^": message("Write POWER(a, b)."),
        "::": message("Numbers need no conversion."),
        "`": message('Write quoted names in double quotes: "name".'),
        "{": message("Write the name alone, without braces."),
    }
    first_line = word.split("\n", maxsplit=1)[0][:40]
    raise ExpressionError(
        message("“{sign}” is not part of the language", sign=first_line),
        text,
        start,
        remedies.get(word, message("Only + - * / ( ) , = <> < <= > >= and the listed functions are known.")),
    )


def _refuse_strange_characters(text: str) -> None:
    """Refuse control characters, and full-width signs outside quotes (which would silently become part of a name)."""
    quote = ""
    for place, character in enumerate(text):
        if character not in "\t\n\r" and unicodedata.category(character) in {"Cc", "Cs", "Cf", "Co", "Cn"}:
            raise ExpressionError(
                message("a character that cannot be seen (U+{code})", code=f"{ord(character):04X}"),
                text,
                place,
                message("Delete it."),
            )
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in _WIDE:
            raise ExpressionError(
                message("“{sign}” is not the sign of the keyboard's half-width mode", sign=character),
                text,
                place,
                message("Write {sign} instead.", sign=f"“{_WIDE[character]}”"),
            )


def _unclosed(text: str) -> int:
    quote, opened = "", 0
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote, opened = character, place
    return opened if quote else max(text.find("/*"), 0)
