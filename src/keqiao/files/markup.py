"""XML from outside, pulled through expat: linear, without entities, bounded in depth, count and length of a token.

Nothing is kept: handlers are called as the mark-up goes by. A document type is refused, so no entity but the five of
XML and character references is ever unfolded. Expat before 2.6 scans an unfinished token anew with every block, which
makes a tag of a hundred megabytes quadratic: a token may be :data:`LONGEST_TOKEN` long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any
from xml.parsers import expat

BLOCK = 1 << 18
LONGEST_TOKEN = 1 << 21
"""Bytes of one tag, comment or name."""
MOST_ATTRIBUTES = 100
"""Attributes of one element: readers that come after this one compare each with each."""
DEEPEST = 1_000
"""Elements inside one another; asked at the end of each block."""
MOST_ELEMENTS = 60_000_000
"""Elements of one part, unless its reader sets ``most_elements``."""

Start = Callable[[str, dict[str, str]], None]
"""Called with the name of an element, its prefix included, and its attributes."""
End = Callable[[str], None]


class MarkupError(ValueError):
    """Mark-up that is not well-formed, declares entities, or goes beyond a bound."""


class Markup:
    """One pass over one part. Subclasses handle the elements; they count those that they open and close.

    A handler may set ``text`` while it runs, to be called with the text that follows; None: with nothing.
    """

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.most_elements = MOST_ELEMENTS
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self.start
        self._parser.EndElementHandler = self.end
        self._parser.StartDoctypeDeclHandler = _doctype

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens; must count it in ``opened``."""
        self.opened += 1

    def end(self, name: str) -> None:
        """An element ends; must count it in ``closed``."""
        self.closed += 1

    @property
    def text(self) -> Callable[[str], Any] | None:
        """What is called with text."""
        return self._parser.CharacterDataHandler

    @text.setter
    def text(self, handler: Callable[[str], Any] | None) -> None:
        self._parser.CharacterDataHandler = handler

    def read(self, stream: IO[bytes], most: int) -> None:
        """Read a part of at most ``most`` bytes. Raises MarkupError, and what the stream raises."""
        self.feed(iter(lambda: stream.read(BLOCK), b""), most)

    def feed(self, blocks: Iterable[bytes], most: int) -> None:
        """Read a part that comes in blocks. Raises MarkupError."""
        fed = 0
        try:
            for block in blocks:
                fed += len(block)
                if fed > most:
                    raise MarkupError(f"a part of more than {most // 1_000_000} MB")
                self._parser.Parse(block, False)
                if fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TOKEN + len(block):
                    raise MarkupError(f"a tag of more than {LONGEST_TOKEN // 1_000_000} MB")
                if self.opened > self.most_elements or self.opened - self.closed > DEEPEST:
                    raise MarkupError("too many elements, or elements too deep inside one another")
            self._parser.Parse(b"", True)
        except MarkupError:
            raise
        except (
            expat.ExpatError,
            LookupError,
            ValueError,
        ) as error:  # the latter two: an encoding nobody knows
            raise MarkupError(str(error)) from error


class Elements(Markup):
    """A pass that calls ``opens`` with each element's name, without its prefix, and ``closes`` at its end."""

    def __init__(self, opens: Start, closes: End | None = None) -> None:
        super().__init__()
        self._opens, self._closes = opens, closes

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.opened += 1
        if len(attributes) > MOST_ATTRIBUTES:
            raise too_many_attributes(name)
        self._opens(local(name), attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        self.closed += 1
        if self._closes is not None:
            self._closes(local(name))


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def prefixed(attributes: Mapping[str, str], name: str) -> str:
    """The value of an attribute that has a prefix (``r:id``), whichever; "" where there is none."""
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


def too_many_attributes(name: str) -> MarkupError:
    """The error of an element with more attributes than any program writes."""
    return MarkupError(f"too many attributes of {name[:40]}")


def _doctype(*_args: object) -> None:
    raise MarkupError("the file declares entities")
