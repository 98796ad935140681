"""The text of a scheme with only the changed numbers replaced where they stand; comments and layout stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from keqiao.engine.documents.positions import Path, Position, Positions
from keqiao.engine.documents.yaml_source import decoded
from keqiao.engine.schemes import Scheme, fingerprint, read_scheme
from keqiao.web.evaluations.what_if.proportional_weights import exact

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What YAML counts as the end of a line."""


class NotInPlace(ValueError):
    """The text is laid out in a way that does not let its numbers be replaced where they stand."""


@dataclass(frozen=True)
class Edit:
    """A value that is written otherwise at `path`, or a key that was not there (`new`)."""

    path: Path
    text: str
    new: bool = False


def edited(text: str, before: Scheme, after: Scheme) -> str:
    """Return the text of `before` as the text of `after`: only what differs is replaced.

    Raises NotInPlace where that is not possible (a number that stands for several by an alias, a part that the
    text does not have); what is returned loads to exactly `after`.
    """
    plain = decoded(text.encode("utf-8", "surrogatepass"), "scheme.yaml")
    reading = read_scheme(plain.encode(), "scheme.yaml")
    places = _Places(plain, reading.positions)
    spans = sorted((places.span(edit) for edit in edits(_written(before), _written(after))), reverse=True)
    for start, end, replacement in spans:
        plain = plain[:start] + replacement + plain[end:]
    again = read_scheme(plain.encode(), "scheme.yaml")
    if again.document is None or fingerprint(again.document) != fingerprint(after):
        raise NotInPlace
    return plain


def _written(scheme: Scheme) -> Any:
    return scheme.model_dump(by_alias=True, exclude_unset=True)


def edits(before: Any, after: Any, path: Path = ()) -> Iterator[Edit]:
    """Yield what differs between two schemes as keys and values. Raises NotInPlace for other than numbers and
    texts.
    """
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() <= after.keys():
        for key, value in after.items():
            if key in before:
                yield from edits(before[key], value, (*path, key))
            elif isinstance(value, int | float):
                yield Edit((*path, key), number(value), new=True)
            else:
                raise NotInPlace
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from edits(old, new, (*path, place))
    elif before != after:
        if isinstance(before, int | float | None) and isinstance(after, int | float):
            yield Edit(path, number(after))
        elif isinstance(before, str) and isinstance(after, str):
            yield Edit(path, json.dumps(after, ensure_ascii=False))
        else:
            raise NotInPlace


def number(value: float | Decimal) -> str:
    """Return a number as it is written in a scheme: 6.5, 40, never 4E+1."""
    parsed = value if isinstance(value, Decimal) else exact(value)
    return f"{parsed.normalize():f}"


class _Places:
    """Where values stand in a text, as numbers of characters from its start."""

    def __init__(self, text: str, positions: Positions) -> None:
        self.text, self.positions = text, positions
        self.lines = [0, *(match.end() for match in _BREAK.finditer(text))]
        self.ends = {
            event.start_mark.index: event.end_mark.index
            for event in yaml.parse(text, Loader=_LOADER)
            if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark
        }

    def span(self, edit: Edit) -> tuple[int, int, str]:
        """Return from where to where the text is replaced, and by what."""
        if edit.new:
            return self._before_the_first_key(edit)
        position = self.positions.values.get(edit.path)
        start = -1 if position is None else self._at(position)
        if start not in self.ends or self.text[start : start + 1] in {"*", "&"}:
            raise NotInPlace
        return start, self.ends[start], edit.text

    def _before_the_first_key(self, edit: Edit) -> tuple[int, int, str]:
        mapping, key = edit.path[:-1], edit.path[-1]
        keys = [place for path, place in self.positions.keys.items() if path[:-1] == mapping]
        opened = self.positions.values.get(mapping)
        if not keys or opened is None:
            raise NotInPlace
        first = min(keys, key=lambda place: (place.line, place.column))
        at = self._at(first)
        flow = self.text[self._at(opened)] == "{"
        after = ", " if flow else "\n" + " " * (first.column - 1)
        return at, at, f"{key}: {edit.text}{after}"

    def _at(self, position: Position) -> int:
        return self.lines[position.line - 1] + position.column - 1
