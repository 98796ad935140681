"""What differs between two versions of a document, key by key, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from keqiao.engine.documents.positions import Path, path_in_words
from keqiao.language import Message, message

_NOTHING = object()
LONGEST_VALUE = 200
"""So many characters of a value are shown."""


@dataclass(frozen=True)
class KeyChange:
    """One key that differs; ``key`` is its path in words, ``before`` and ``after`` its values (None:
    it is not there).
    """

    key: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> Message:
        """The change as a sentence."""
        if self.before is None:
            return message("{key}: added: {after}", key=self.key, after=self.after)
        if self.after is None:
            return message("{key}: removed (was {before})", key=self.key, before=self.before)
        return message("{key}: {before} → {after}", key=self.key, before=self.before, after=self.after)

    def in_language(self, language: str) -> str:
        """The change on one line."""
        return self.sentence.in_language(language)


def changes(before: BaseModel, after: BaseModel) -> list[KeyChange]:
    """Return what differs, in the order of the document; parts of a list are the same part by their code.

    Layout, comments and values written although they are the default make no difference.
    """
    first = before.model_dump(mode="json", by_alias=True)
    second = after.model_dump(mode="json", by_alias=True)
    return list(_compared(first, second, (), first, second))


def _compared(before: Any, after: Any, path: Path, first: Any, second: Any) -> Iterator[KeyChange]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(key for key in after if key not in before)]:
            inner = before.get(key, _NOTHING), after.get(key, _NOTHING)
            yield from _compared(*inner, (*path, key), first, second)
    elif isinstance(before, list) and isinstance(after, list) and _coded(before) and _coded(after):
        here = {part["code"]: (at, part) for at, part in enumerate(after)}
        codes = {part["code"] for part in before}
        for at, part in enumerate(before):
            _place, other = here.get(part["code"], (0, _NOTHING))
            yield from _compared(part, other, (*path, at), first, second)
        for at, part in enumerate(after):
            if part["code"] not in codes:
                yield from _compared(_NOTHING, part, (*path, at), second, second)
        if [part["code"] for part in before if part["code"] in here] != [
            part["code"] for part in after if part["code"] in codes
        ]:
            words = path_in_words(path, first)
            yield KeyChange(words, ", ".join(map(_code, before)), ", ".join(map(_code, after)))
    else:
        words = path_in_words(path, second if before is _NOTHING else first)
        yield KeyChange(words, _value(before), _value(after))


def _coded(parts: Sequence[Any]) -> bool:
    codes = [part.get("code") for part in parts if isinstance(part, Mapping)]
    return len(codes) == len(parts) and None not in codes and len(set(codes)) == len(codes)


def _code(part: Mapping[str, Any]) -> str:
    return str(part["code"])


def _value(value: Any) -> str | None:
    """A value on one line, cut where it is long."""
    if value is _NOTHING or value is None:
        return None
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Mapping):
        text = ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items() if inner is not None)
    elif isinstance(value, list):
        text = ", ".join(str(_value(inner)) for inner in value)
    elif isinstance(value, float):
        text = f"{value:.12g}"
    else:
        text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
