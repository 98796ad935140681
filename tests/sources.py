"""The product and its tests as text and syntax trees: read and parsed once by a process, whoever walks through them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[1] / "src" / "keqiao"
WEB = SOURCE / "web"


@cache
def files(folder: Path = SOURCE) -> tuple[Path, ...]:
    """The Python files below a folder, in order."""
    return tuple(sorted(folder.rglob("*.py")))


@cache
def modules(folder: Path = SOURCE) -> tuple[Path, ...]:
    """The same without migrations."""
    return tuple(path for path in files(folder) if "migrations" not in path.parts)


@cache
def text_of(path: Path) -> str:
    """What a file of the repository holds."""
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file of the repository."""
    return ast.parse(text_of(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of the tree, as ``ast.walk`` gives them."""
    return tuple(ast.walk(tree_of(path)))


@cache
def sentences_of(path: Path) -> tuple[Message, ...]:
    """The sentences of a catalogue, without its head."""
    with path.open("rb") as catalogue:
        return tuple(entry for entry in read_po(catalogue, locale="zh_Hans") if entry.id)


def nodes_in(source: str) -> Iterable[ast.AST]:
    """The nodes of a text that a test writes itself."""
    return ast.walk(ast.parse(source))
