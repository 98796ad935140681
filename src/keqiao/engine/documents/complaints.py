"""What pydantic found, in our words: each error of the model becomes a finding at its place in the file."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.documents.positions import Path, Positions
from keqiao.language import Message, message

_WANTED = {
    "float": message("a number"),
    "decimal": message("a number"),
    "int": message("a whole number"),
    "string": message("a text"),
    "bool": message("true or false"),
    "dict": message("keys with values"),
    "model": message("keys with values"),
    "mapping": message("keys with values"),
    "tuple": message("a list"),
    "list": message("a list"),
    "date": message("a date such as 2024-12-31"),
}


def findings_of(
    error: ValidationError, data: Any, positions: Positions, model: type[BaseModel]
) -> list[DocumentFinding]:
    """One finding for each place that is wrong."""
    by_place: dict[Path, list[tuple[ErrorDetails, Path]]] = {}
    for detail in error.errors(include_url=False):
        path = written_path(detail["loc"], data)
        if detail["type"] in {"extra_forbidden", "missing"}:
            by_place[(*path, detail["type"])] = [(detail, path)]
        else:
            by_place.setdefault(path, []).append((detail, path))
    # A list whose members are wrong is also called too short: that is no news.
    complaints = {
        place: details for place, details in by_place.items() if not _follows(place, details, by_place)
    }
    torn: set[Path] = set()
    for place, details in list(complaints.items()):
        key = _torn(details[0][1], data) if details[0][0]["type"] == "extra_forbidden" else None
        if key is not None:
            # Several commas tear one text into several keys: that is said once.
            whole = (*details[0][1][:-1], key)
            if whole in torn:
                del complaints[place]
            torn.add(whole)
    return [_finding(details, data, positions, model) for details in complaints.values()]


def _follows(place: Path, details: list[tuple[ErrorDetails, Path]], others: Collection[Path]) -> bool:
    inner = any(len(other) > len(place) and other[: len(place)] == place for other in others)
    return inner and all(detail["type"] == "too_short" for detail, _ in details)


def written_path(location: tuple[str | int, ...], data: Any) -> Path:
    """The path as written in the file: pydantic's location without the names of union members."""
    path: list[str | int] = []
    here: Any = data
    fresh = True
    for step in location:
        if fresh and isinstance(step, str) and isinstance(here, Mapping):
            tagged = step in (here.get("rule"), here.get("method"))  # (which may be anything, a list too)
            node = len(path) >= 2 and isinstance(path[-1], int) and path[-2] in {"indicators", "children"}
            form = step in {"text", "group"} and step not in here
            if tagged or form or (node and step in {"branch", "indicator"}):
                fresh = False
                continue
        try:
            inner = here[step]
        except (KeyError, IndexError, TypeError):
            if isinstance(here, Mapping) and step == location[-1]:
                path.append(step)
            continue
        path.append(step)
        here, fresh = inner, True
    return tuple(path)


def _finding(
    details: list[tuple[ErrorDetails, Path]], data: Any, positions: Positions, model: type[BaseModel]
) -> DocumentFinding:
    detail, path = details[0]
    problem, remedy = _words(detail, path, data, model)
    kinds = {item["type"] for item, _ in details}
    if len(details) > 1 and {"float_type", "string_type"} <= kinds:
        problem = message(
            "{wanted} is needed here, not {given}",
            wanted=message("a number or an expression"),
            given=_input_text(detail.get("input")),
        )
    position = positions.of(path if detail["type"] != "missing" else path[:-1])
    return DocumentFinding(
        "error",
        problem,
        key=positions.words(path),
        file=positions.file,
        line=position.line,
        column=position.column,
        check=f"form.{detail['type']}",
        remedy=remedy,
    )


def _words(
    detail: ErrorDetails, path: Path, data: Any, model: type[BaseModel]
) -> tuple[Message, Message | None]:
    kind, context = detail["type"], detail.get("ctx", {})
    last = str(path[-1])[:80] if path else ""
    if kind == "missing":
        return message("{key} is missing", key=last), message("Add `{key}: …`.", key=last)
    if kind == "extra_forbidden":
        known = keys_at(model, path[:-1], data)
        torn = _torn(path, data)
        if torn is not None:
            return message("the comma ends the text of {key} here", key=torn), message(
                'Put the whole text in quotes: {key}: "f(a, b)".', key=torn
            )
        near = _closest(last, known)
        remedy = (
            message("Did you mean {names}?", names=near)
            if near
            else message("Known here: {names}.", names=", ".join(known))
        )
        return message("the key {key} is not known here", key=last), remedy
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _tag(context, detail)
    if kind in {"literal_error", "enum"}:
        expected = str(context.get("expected", "")).replace("'", "")
        near = _closest(str(detail.get("input")), expected.replace(" or ", ", ").split(", "))
        return (
            message("{given} is not a word known here", given=_input_text(detail.get("input"))),
            message("Did you mean {names}?", names=near)
            if near
            else message("Write one of: {names}.", names=expected.replace(" or ", ", ")),
        )
    if kind == "string_pattern_mismatch":
        return (
            message("{given} cannot be a code", given=_input_text(detail.get("input"))),
            message("A code has Latin letters, digits and underscores, and starts with a letter."),
        )
    if kind == "value_error":
        return Message(str(context.get("error", detail["msg"])).replace("{", "(").replace("}", ")")), None
    if kind == "decimal_max_places":
        return (
            message("{given} has too many digits after the point", given=_input_text(detail.get("input"))),
            message("Write at most {most}.", most=context.get("decimal_places", "")),
        )
    if kind in {"decimal_max_digits", "decimal_whole_digits"}:
        most = context.get("max_digits", context.get("whole_digits", ""))
        return (
            message("{given} has too many digits", given=_input_text(detail.get("input"))),
            message("Write at most {most}.", most=most),
        )
    if kind == "finite_number":
        return message("the number is not finite"), message("Write a number.")
    stem = kind.split("_", maxsplit=1)[0]
    if kind.endswith(("_type", "_parsing", "_from_float")) or stem == "date":
        wanted = _WANTED.get(stem, message("another kind of value"))
        remedy_text = None
        if stem == "string" and isinstance(detail.get("input"), int | float):
            remedy_text = message('Put it in quotes: "{value}".', value=detail["input"])
        return message(
            "{wanted} is needed here, not {given}", wanted=wanted, given=_input_text(detail.get("input"))
        ), remedy_text
    return _bounds(kind, context, detail)


def _torn(path: Path, data: Any) -> str | None:
    """The key before ``path`` whose text a comma cut off: ``{formula: f(a, b)}`` reads as ``f(a`` and a key ``b)``."""
    here: Any = data
    for step in path[:-1]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return None
    if not isinstance(here, Mapping) or here.get(path[-1], "") is not None:
        return None
    before = list(here)[: list(here).index(path[-1])]
    for key in reversed(before):
        text = here[key]
        if isinstance(text, str):
            return str(key) if text.count("(") > text.count(")") else None
        if text is not None:
            return None
    return None


def _bounds(kind: str, context: dict[str, Any], detail: ErrorDetails) -> tuple[Message, Message | None]:
    given = _input_text(detail.get("input"))
    for name, sign in (("gt", ">"), ("ge", "≥"), ("lt", "<"), ("le", "≤")):
        if name in context:
            bound = context[name]
            wanted = (
                message("Write a day {sign} {bound}.", sign=sign, bound=bound.isoformat())
                if isinstance(bound, date)
                else message("Write a number {sign} {bound}.", sign=sign, bound=bound)
            )
            return message("{given} is out of range", given=given), wanted
    if kind.endswith("too_short"):
        least = context.get("min_length", 1)
        return message("this is empty or too short"), message("Give at least {least}.", least=least)
    if kind.endswith("too_long"):
        return message("this is too long"), message(
            "Give at most {most}.", most=context.get("max_length", "")
        )
    return message("this does not fit: {reason}", reason=detail["msg"][:160]), None


def _tag(context: dict[str, Any], detail: ErrorDetails) -> tuple[Message, Message | None]:
    discriminator = str(context.get("discriminator", "rule")).strip("'")
    expected = str(context.get("expected_tags", "")).replace("'", "")
    given = detail.get("input")
    tag = context.get("tag")
    if tag is None:
        if not isinstance(given, Mapping):
            return message(
                "{wanted} is needed here, not {given}", wanted=_WANTED["model"], given=_input_text(given)
            ), None
        return message("{key} is missing", key=discriminator), message("Add `{key}: …`.", key=discriminator)
    near = _closest(str(tag), expected.split(", "))
    return (
        message("{given} is not a word known here", given=_input_text(tag)),
        message("Did you mean {names}?", names=near)
        if near
        else message("Write one of: {names}.", names=expected),
    )


def _input_text(value: Any) -> Message | str:
    if value is None:
        return message("nothing")
    if isinstance(value, Mapping):
        return message("keys with values")
    if isinstance(value, list | tuple):
        return message("a list")
    text = str(value)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"


def _closest(word: str, known: list[str]) -> str:
    return ", ".join(difflib.get_close_matches(word[:64], known, n=2, cutoff=0.6))


def keys_at(model: type[BaseModel], path: Path, data: Any) -> list[str]:
    """The keys that the language knows at ``path``."""
    here: Any = model
    value: Any = data
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(here, type) and issubclass(here, BaseModel):
            by_name = {info.alias or name: info for name, info in here.model_fields.items()}
            if step not in by_name:
                return []
            here = _annotation(by_name[str(step)])
        here = _member(here, step, value)
    return _keys(here, value)


def _annotation(info: FieldInfo) -> Any:
    return info.annotation


def _member(annotation: Any, step: str | int, value: Any) -> Any:
    """The model (or mapping) that an annotation allows for ``value``."""
    for candidate in _alternatives(annotation):
        origin = typing.get_origin(candidate)
        if origin is tuple and isinstance(step, int):
            return _member(typing.get_args(candidate)[0], "", value)
        if origin is tuple and isinstance(value, list):
            return candidate
        if origin is dict and isinstance(value, Mapping):
            return candidate
    models = [
        item for item in _alternatives(annotation) if isinstance(item, type) and issubclass(item, BaseModel)
    ]
    if typing.get_origin(annotation) is dict:
        return _member(typing.get_args(annotation)[1], "", value)
    return _choose(models, value)


def _choose(models: list[type[BaseModel]], value: Any) -> Any:
    if len(models) <= 1:
        return models[0] if models else None
    given = value if isinstance(value, Mapping) else {}
    for model in models:
        for tag in ("rule", "method"):
            info = model.model_fields.get(tag)
            if info is not None and given.get(tag) in typing.get_args(info.annotation):
                return model
    with_children = [model for model in models if ("children" in model.model_fields) == ("children" in given)]
    return with_children[0] if len(with_children) == 1 else None


def _alternatives(annotation: Any) -> list[Any]:
    """An annotation's members, through Annotated, Optional and unions."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _alternatives(typing.get_args(annotation)[0])
    if origin in {typing.Union, types.UnionType}:
        return [member for part in typing.get_args(annotation) for member in _alternatives(part)]
    return [annotation]


def _keys(here: Any, value: Any) -> list[str]:
    models = [item for item in _alternatives(here) if isinstance(item, type) and issubclass(item, BaseModel)]
    chosen = _choose(models, value)
    return [info.alias or name for name, info in chosen.model_fields.items()] if chosen else []
