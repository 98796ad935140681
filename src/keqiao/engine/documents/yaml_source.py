"""From YAML text to plain data with the place of every key and value, safely.

The values are those of YAML 1.2's core schema: ``null``, ``true``/``false``, decimal numbers, and texts; so ``no``,
``on``, ``1:30`` and ``010`` mean what an official who types them means. Dates stay texts and are read by the model.
The tree is built from parser events without recursion; depth, size and the copies that aliases make are limited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from keqiao.engine.documents.findings import DocumentError, DocumentFinding
from keqiao.engine.documents.positions import Path, Position, Positions
from keqiao.language import Message, message

MAX_BYTES = 2_000_000
MAX_DEPTH = 60
MAX_VALUES = 200_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL: dict[str, bool | float | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_SPECIAL |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_SPECIAL |= {word: float("nan") for word in (".nan", ".NaN", ".NAN")}
_SPECIAL |= {sign + word: float(sign + "inf") for sign in ("", "-", "+") for word in (".inf", ".Inf", ".INF")}


@dataclass
class _Open:
    """A mapping or list whose end has not come yet."""

    value: Any
    path: Path
    anchor: str | None
    key: str | None = None
    position: Position = field(default_factory=lambda: Position(0, 0))


def decoded(content: bytes, file: str) -> str:
    """The text of a UTF-8 file (with or without byte order mark); raises :class:`DocumentError`."""
    if len(content) > MAX_BYTES:
        raise _problem(
            file,
            Position(1, 1),
            message(
                "the file has {size} bytes; a document has at most {most}", size=len(content), most=MAX_BYTES
            ),
            message("Is this the right file?"),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise _problem(
            file,
            Position(line, column),
            message("the file is not UTF-8 text"),
            message("Save it as UTF-8 (Windows editors may have written GBK or UTF-16)."),
        ) from None


def read_yaml(text: str, file: str) -> tuple[Any, Positions, list[DocumentFinding]]:
    """Plain data, places, and findings such as doubled keys; raises :class:`DocumentError` where it cannot be read."""
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _yaml_problem(file, error) from None
    except RecursionError:
        raise _too_much(file, Position(1, 1)) from None
    builder.positions.data = builder.document
    return builder.document, builder.positions, builder.findings


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.positions = Positions(file=file)
        self.findings: list[DocumentFinding] = []
        self.document: Any = None
        self.documents = 0
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.count = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _problem(
                    self.file,
                    _position(event),
                    message("the file holds several YAML documents"),
                    message("Keep one."),
                )
        elif isinstance(event, yaml.ScalarEvent):
            self.refuse_tag(event, event.tag)
            self.scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self.refuse_tag(event, event.tag)
            self.open(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            closed = self.stack.pop()
            if closed.anchor:
                self.anchors[closed.anchor] = (closed.value, _size(closed.value))

    def refuse_tag(self, event: yaml.Event, tag: str | None) -> None:
        if tag is not None and tag != "!":
            raise _problem(
                self.file,
                _position(event),
                message("the tag {tag} is not allowed", tag=tag[:60]),
                message("Write the value without “!”."),
            )

    def open(self, event: Any, value: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _too_much(self.file, _position(event))
        path = self.place(value, event, _position(event))
        if path is not None:
            self.stack.append(_Open(value, path, event.anchor, position=_position(event)))

    def scalar(self, event: Any) -> None:
        if self.awaits_key():
            self.key(event)
            return
        value = _scalar(event.value) if event.implicit[0] else event.value
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        inline: int | None = None
        if event.start_mark.line == event.end_mark.line:
            if event.style in {None, ""}:
                inline = 0
            elif (
                event.style in {"'", '"'}
                and event.end_mark.column - event.start_mark.column == len(event.value) + 2
            ):
                inline = 1
        mark = event.start_mark
        self.place(value, event, Position(mark.line + 1, mark.column + 1, inline))

    def key(self, event: Any) -> None:
        top = self.stack[-1]
        key = event.value
        if key == "<<":
            raise _problem(
                self.file,
                _position(event),
                message("the merge key << is not allowed"),
                message("Write the keys out, or use `defaults`."),
            )
        top.key = key
        path = (*top.path, key)
        if key in top.value:
            self.findings.append(
                DocumentFinding(
                    "error",
                    message("the key {key} is written twice in the same place", key=key[:80]),
                    key=self.in_words(path),
                    file=self.file,
                    line=event.start_mark.line + 1,
                    column=event.start_mark.column + 1,
                    check="yaml.duplicate_key",
                    remedy=message(
                        "Keep one; the first stands in line {line}.", line=self.positions.of(path).line
                    ),
                )
            )
            return
        self.positions.keys[path] = _position(event)

    def alias(self, event: Any) -> None:
        if self.awaits_key() or event.anchor not in self.anchors:
            raise _problem(
                self.file,
                _position(event),
                message("the alias *{name} stands for nothing that is complete", name=event.anchor),
                message("Write the value out."),
            )
        value, size = self.anchors[event.anchor]
        self.count += size
        if self.count > MAX_VALUES:
            raise _too_much(self.file, _position(event))
        self.place(_copied(value), event, _position(event))

    def place(self, value: Any, event: Any, position: Position) -> Path | None:
        """Put a value where it belongs; its path."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise _too_much(self.file, _position(event))
        if not self.stack:
            self.document = value
            self.positions.values[()] = position
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
        elif top.key is None:
            raise _problem(
                self.file,
                _position(event),
                message("a list or mapping cannot be a key"),
                message("Write a plain word."),
            )
        else:
            path = (*top.path, top.key)
            if top.key not in top.value:
                top.value[top.key] = value
            else:  # A doubled key: its value is read past, under a path of its own.
                path = (*top.path, f"{top.key} (2)")
            top.key = None
        self.positions.values[path] = position
        return path

    def awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def in_words(self, path: Path) -> str:
        self.positions.data = self.document
        return self.positions.words(path)


def _scalar(text: str) -> Any:
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) and len(text) < 400 else text


def _size(value: Any) -> int:
    """How many values a copy makes, without recursion."""
    count, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        count += 1
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        if count > MAX_VALUES:
            break
    return count


def _copied(value: Any) -> Any:
    """A copy as deep as the depth limit allows, so that no two places share a list."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _position(event: Any) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)


def _problem(file: str, position: Position, problem: Message, remedy: Message) -> DocumentError:
    return DocumentError(
        [
            DocumentFinding(
                "error",
                problem,
                file=file,
                line=position.line,
                column=position.column,
                check="yaml",
                remedy=remedy,
            )
        ]
    )


def _too_much(file: str, position: Position) -> DocumentError:
    return _problem(
        file,
        position,
        message("the file is nested too deep or holds too many values"),
        message("A document has at most {most} values, {depth} deep.", most=MAX_VALUES, depth=MAX_DEPTH),
    )


def _yaml_problem(file: str, error: yaml.YAMLError) -> DocumentError:
    """The parser's complaint in our words, with its place."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    reason = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    if "\\t" in reason or "tab character" in reason or "cannot start any token" in reason:
        problem = message("a tab or a sign that YAML reserves stands where a value should")
        remedy = message("Indent with spaces; put a text with special signs in quotes.")
    elif "mapping values are not allowed" in reason:
        problem = message("a colon stands where no key can be")
        remedy = message("Check the indentation, or put the text in quotes.")
    elif "did not find expected" in reason or "expected <block end>" in reason or "expected ',' or" in reason:
        problem = message("the structure breaks here: a key, a list mark or a closing bracket is missing")
        remedy = message("Compare the indentation with the lines above.")
    elif "unexpected end of stream" in reason or "found unexpected" in reason:
        problem = message("a quoted text is not closed, or a document marker stands inside the text")
        remedy = message("Close the quotation mark.")
    elif "could not find expected ':'" in reason:
        problem = message("a key has no colon")
        remedy = message("Write `key: value` with a space after the colon.")
    elif "undefined alias" in reason or "control characters" in reason or "not allowed" in reason:
        problem = message("the YAML cannot be read: {reason}", reason=reason[:160])
        remedy = message("Remove the character or alias.")
    else:
        problem = message("the YAML cannot be read: {reason}", reason=reason[:160])
        remedy = message("Correct this line and the line above it.")
    return _problem(file, position, problem, remedy)
