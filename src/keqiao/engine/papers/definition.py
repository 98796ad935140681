"""What an official paper (公文) consists of: plain data, from which ``word_document.word`` makes a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Align = Literal["left", "center", "right"]

DIGITS = "零一二三四五六七八九"
MOST_HEADINGS = 99
"""Headings of one level that can be counted in Chinese numerals as they are used here."""


@dataclass(frozen=True)
class TextSpan:
    """A piece of running text.

    ``bound``: the name of the fact that it says; it is written as a hidden bookmark, by which the figure is found again
    after editing. ``doubtful``: nothing supports it yet; it is marked.
    """

    text: str
    bound: str = ""
    doubtful: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text, indented by two characters: plain, or in spans."""

    text: str | Sequence[TextSpan]

    @property
    def spans(self) -> Sequence[TextSpan]:
        """The text in its spans."""
        return (TextSpan(self.text),) if isinstance(self.text, str) else self.text


@dataclass(frozen=True)
class Subtitle:
    """A line in 楷体 under the title: who reports, to which session."""

    text: str


@dataclass(frozen=True)
class Addressee:
    """To whom the document goes (主送机关): a line of its own, not indented, before the text."""

    text: str


@dataclass(frozen=True)
class DocumentHeading:
    """A heading of level 1 (一、) or 2 (（一）); its number is counted by the document."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class DocumentTable:
    """A table: heads, rows of texts, and for each column its share of the width and how it is aligned.

    The head is repeated on every page, a row is never broken. Without ``widths`` all columns are of one width.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str | TextSpan]]
    widths: Sequence[float] = ()
    align: Sequence[Align] = ()
    caption: str = ""
    wide: bool = False
    """Whether it stands across: on pages of its own in landscape, the head on the side of the binding."""

    def shares(self) -> list[float]:
        """Return the width of each column as a share of the type area. Raises ValueError for widths that do not fit."""
        widths = list(self.widths) or [1.0] * len(self.heads)
        if len(widths) != len(self.heads) or min(widths, default=1.0) <= 0:
            raise ValueError("a table has a positive width for each of its columns")
        return [width / sum(widths) for width in widths]


@dataclass(frozen=True)
class PaperPicture:
    """A picture (PNG) across the type area, its caption below; ``words`` say what it shows to who cannot see it.

    Without content only the caption stands: the paper is looked at before its pictures are drawn.
    """

    content: bytes
    caption: str = ""
    words: str = ""


@dataclass(frozen=True)
class Signature:
    """Who issues the document, and the day (written without leading zeros, as the standard asks)."""

    by: str
    on: date

    @property
    def day(self) -> str:
        """The day as 2025年4月2日."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"


@dataclass(frozen=True)
class AttachmentList:
    """What is attached (附件说明), under the text and before the signature."""

    titles: Sequence[str]


@dataclass(frozen=True)
class Attachment:
    """An attachment begins: on a new page 附件 with its number (0: the only one), then its title."""

    title: str
    number: int = 0


Part = (
    Paragraph
    | Subtitle
    | Addressee
    | DocumentHeading
    | DocumentTable
    | PaperPicture
    | AttachmentList
    | Signature
    | Attachment
)


@dataclass(frozen=True)
class Document:
    """Title and parts in their order; ``at`` is the time of making.

    The same document gives the same bytes, so that the hash of a file that was sent can be kept.
    """

    title: str
    parts: Sequence[Part]
    at: datetime
    subject: str = ""
    keywords: Sequence[str] = field(default_factory=tuple)


def numeral(number: int) -> str:
    """Return a whole number from 1 to 99 in Chinese numerals: 3 → 三, 10 → 十, 21 → 二十一. Raises ValueError."""
    if not 1 <= number <= MOST_HEADINGS:
        raise ValueError(f"{number} cannot be counted in these numerals")
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def full_width(text: str) -> float:
    """About how many characters of full width a text takes."""
    return sum(0.5 if ord(sign) < 0x2000 else 1.0 for sign in text)
