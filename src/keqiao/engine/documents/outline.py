"""Any document in plain words by its structure: what each key is called (:class:`~.parts.Label`) and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from keqiao.engine.documents.blocks import Block, HeadingBlock, grid
from keqiao.engine.documents.parts import Label
from keqiao.language import Bilingual, message


def outline(document: BaseModel, language: str) -> list[Block]:
    """Return a document as blocks: a table of its plain values, then its parts under headings of their own."""
    return _blocks(document, language, 2)


def label(name: str, info: FieldInfo) -> str:
    """What a key is called: by its label, else as it is written."""
    return next((str(item) for item in info.metadata if isinstance(item, Label)), info.alias or name)


def _blocks(document: BaseModel, language: str, level: int) -> list[Block]:
    plain: list[tuple[str, str]] = []
    parts: list[Block] = []
    for name, info in type(document).model_fields.items():
        value = getattr(document, name)
        title = label(name, info)
        if value is None:
            continue
        if isinstance(value, BaseModel) and not isinstance(value, Bilingual):
            parts += [HeadingBlock(title, level), *_blocks(value, language, level + 1)]
        elif _is_rows(value):
            parts += [HeadingBlock(title, level), _rows(value, language)]
        elif isinstance(value, Mapping) and value:
            head = (message("key").in_language(language), message("what it says").in_language(language))
            rows = [(str(key), _text(inner, language)) for key, inner in value.items()]
            parts += [HeadingBlock(title, level), grid(head, rows)]
        else:
            plain.append((title, _text(value, language)))
    heads = (message("what").in_language(language), message("what it says").in_language(language))
    return [*([grid(heads, plain)] if plain else []), *parts]


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) > 0
        and all(isinstance(item, BaseModel) and not isinstance(item, Bilingual) for item in value)
    )


def _rows(parts: Sequence[BaseModel], language: str) -> Block:
    """A table of parts: a column for each key that one of them uses."""
    names: dict[str, str] = {}
    for part in parts:
        for name, info in type(part).model_fields.items():
            if _text(getattr(part, name), language):
                names.setdefault(name, label(name, info))
    rows = [tuple(_text(getattr(part, name, None), language) for name in names) for part in parts]
    return grid(tuple(names.values()), rows)


def _text(value: Any, language: str) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, Bilingual):
        return value.in_language(language)
    if isinstance(value, bool):
        return (message("yes") if value else message("no")).in_language(language)
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, BaseModel):
        pairs = ((label(name, info), getattr(value, name)) for name, info in type(value).model_fields.items())
        return _joined(
            [f"{title}: {_text(inner, language)}" for title, inner in pairs if inner is not None], language
        )
    if isinstance(value, Mapping):
        return _joined([f"{key}: {_text(inner, language)}" for key, inner in value.items()], language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _joined([_text(inner, language) for inner in value], language)
    return str(value)


def _joined(texts: list[str], language: str) -> str:
    return ("、" if language.startswith("zh") else ", ").join(texts)
