"""Characters that nobody sees, and the forms in which texts are compared.

Zero-width spaces, byte-order marks, directional marks and soft hyphens come with texts copied from chats, web pages and
PDF. They are taken away wherever a name, a heading, a unit or a number is read, and what was taken away is listed.
"""

from __future__ import annotations

import unicodedata

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0")
"""Characters without any picture that Unicode does not count among the format characters."""
_BREAKS = frozenset("\n\r\t")


def _is_invisible(letter: str) -> bool:
    if letter < "\x7f":
        return letter < " " and letter not in _BREAKS
    if letter in _FILLERS or "\ufe00" <= letter <= "\ufe0f":
        return True
    return unicodedata.category(letter) in {"Cf", "Cc"}


def visible(text: str) -> str:
    """``text`` without characters that nobody sees, no-break and other odd spaces as plain blanks."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if letter not in " " and unicodedata.category(letter) == "Zs" else letter
        for letter in text
        if not _is_invisible(letter)
    )


def invisible_in(text: str) -> tuple[str, ...]:
    """The characters that :func:`visible` takes away or makes plain, as ``U+200B``, each once, in order.

    The full-width blank is left out: it is seen, and it is how blanks are typed in Chinese.
    """
    if text.isascii() and text.isprintable():
        return ()
    odd = (
        letter
        for letter in text
        if _is_invisible(letter) or (letter not in " \u3000" and unicodedata.category(letter) == "Zs")
    )
    return tuple(dict.fromkeys(f"U+{ord(letter):04X}" for letter in odd))


def same_text(text: str) -> str:
    """Narrow, visible, without white space, lower case: the form in which words are compared."""
    return "".join(visible(unicodedata.normalize("NFKC", text)).split()).casefold()


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as their ASCII twins.

    Not the compatibility form of Unicode: that would make 52 of 5² and 11 of 1①.
    """
    return "".join(chr(ord(letter) - 0xFEE0) if "\uff01" <= letter <= "\uff5e" else letter for letter in text)


def shortened(text: str, most: int = 40) -> str:
    """A text as messages repeat it: on one line, no longer than ``most``."""
    line = " ".join(visible(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


EXACT = 10.0**15
"""Excel keeps fifteen digits: a whole number from here on may have lost its last ones."""


def digits_of(value: float) -> str | None:
    """A number where a code or a name stands, as its digits; None where it is no whole number or has lost digits."""
    return str(int(value)) if abs(value) < EXACT and value == value // 1 else None
