"""No regular expression goes back over a foreign text: the time of each is linear in the text.

Every constant pattern in src/ is parsed as Python's own compiler does. Flagged are unbounded repeats inside one
another, unbounded repeats side by side that may take the same letter, and, where a text is searched rather than
matched as a whole, an unbounded repeat that may run over another beginning of the pattern (``<[^>]*>`` over ``<<<<``).
A pattern that is flagged and harmless stands in ALLOWED with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from tests.sources import SOURCE, modules, nodes_of

MANY = 64
"""A repeat of more than this counts as unbounded."""
LETTERS = [*map(chr, range(128)), "万", "年", "Ａ", "１", "　", "\u00a0", "é", "中"]
WHOLE = {"match", "fullmatch"}
CALLS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
ALLOWED = {
    r"web/accounts/signing_in/passwords.py: [\W\d_]+$": "applied to a password, which Django cuts at 4096 letters"
}


def patterns(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Each constant pattern of a module: text, flags, whether any text is searched with it."""
    nodes = nodes_of(path)
    constants = {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    uses: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            uses.setdefault(node.value.id, set()).add(node.attr)
    names = {id(value): name for name, value in constants.items()}
    for node in nodes:
        if not (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
        ):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re") or not node.args:
            continue
        text = constant(node.args[0], constants)
        if text is None:
            continue
        flags = sum(getattr(re, part) for part in set(re.findall(r"\bre\.([A-Z]+)\b", ast.unparse(node))))
        how = (
            {node.func.attr} if node.func.attr != "compile" else uses.get(names.get(id(node), ""), {"search"})
        )
        yield text, flags, not (how <= WHOLE)


def constant(node: ast.expr, constants: dict[str, ast.expr]) -> str | None:
    """The text of an expression made of constants, None for one that is not."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value if isinstance(node.value, str) else node.value.decode("latin-1")
    if isinstance(node, ast.Name) and node.id in constants:
        return constant(constants[node.id], {})
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = constant(node.left, constants), constant(node.right, constants)
        return None if left is None or right is None else left + right
    if isinstance(node, ast.JoinedStr):
        parts = [
            part.value
            if isinstance(part, ast.Constant)
            else constant(part.value, constants)
            if isinstance(part, ast.FormattedValue)
            else None
            for part in node.values
        ]
        return None if None in parts else "".join(str(part) for part in parts)
    return None


def unbounded(item: Any) -> bool:
    """Whether an item repeats without bound and may go back."""
    return item[0] in {sre.MAX_REPEAT, sre.MIN_REPEAT} and (
        item[1][1] is sre.MAXREPEAT or int(item[1][1]) > MANY
    )


def inside(item: Any) -> list[Any]:
    """The patterns within an item."""
    kind, value = item
    if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return [value[2]]
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind is sre.BRANCH:
        return list(value[1])
    return [value] if kind is sre.ATOMIC_GROUP else []


def first(item: Any) -> set[str]:
    """The letters, of a sample, that an item may begin with."""
    kind, value = item
    if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return begins(value[2])
    if kind is sre.SUBPATTERN:
        return begins(value[3])
    if kind is sre.ATOMIC_GROUP:
        return begins(value)
    if kind is sre.BRANCH:
        return set().union(*(begins(branch) for branch in value[1]))
    if kind is sre.LITERAL:
        return {chr(value)}
    if kind is sre.NOT_LITERAL:
        return {letter for letter in LETTERS if letter != chr(value)}
    if kind is sre.ANY:
        return set(LETTERS)
    if kind is sre.IN:
        return {letter for letter in LETTERS if in_class(value, letter)}
    return set()


def in_class(members: Any, letter: str) -> bool:
    """Whether a class such as ``[^<>]`` holds a letter."""
    found, negated = False, False
    for kind, value in members:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.LITERAL:
            found |= letter == chr(value)
        elif kind is sre.RANGE:
            found |= value[0] <= ord(letter) <= value[1]
        elif kind is sre.CATEGORY:
            name = str(value).rpartition("_")[2].lower()
            holds = {
                "digit": letter.isdigit(),
                "space": letter.isspace(),
                "word": letter.isalnum() or letter == "_",
            }
            found |= holds[name] is not ("NOT" in str(value))
    return found is not negated


def optional(item: Any) -> bool:
    """Whether an item may match nothing."""
    kind, value = item
    if kind in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
        return value[0] == 0 or all(optional(one) for one in value[2])
    if kind is sre.SUBPATTERN:
        return all(optional(one) for one in value[3])
    if kind is sre.BRANCH:
        return any(all(optional(one) for one in branch) for branch in value[1])
    return kind in {sre.AT, sre.ASSERT, sre.ASSERT_NOT}


def begins(pattern: Any) -> set[str]:
    """The letters that a pattern may begin with."""
    found: set[str] = set()
    for item in pattern:
        found |= first(item)
        if not optional(item):
            break
    return found


def flat(pattern: Any) -> list[Any]:
    """The items of a pattern in a row, groups opened."""
    found: list[Any] = []
    for item in pattern:
        found.extend(flat(item[1][3]) if item[0] is sre.SUBPATTERN else [item])
    return found


def faults(text: str, flags: int, searched: bool) -> list[str]:
    """What makes a pattern go back over a text."""
    pattern = parser.parse(text, flags)
    found = [*nested(pattern, False), *side_by_side(pattern)]
    if searched:
        found += restarting(pattern)
    return found


def nested(pattern: Any, within: bool) -> list[str]:
    """Unbounded repeats within one another."""
    found = []
    for item in pattern:
        if unbounded(item) and within:
            found.append("nested")
        for part in inside(item):
            found += nested(part, within or (unbounded(item) and not separated(item)))
    return found


def separated(item: Any) -> bool:
    """Whether each round of a repeat must take a letter that its inner repeats cannot take: ``(?:,\\d+)*``."""
    items = flat(item[1][2])
    inner = set().union(*(first(one) for one in items if unbounded(one)), set())
    return any(not optional(one) and not unbounded(one) and not (first(one) & inner) for one in items)


def side_by_side(pattern: Any) -> list[str]:
    """Unbounded repeats in a row that may take the same letter, with nothing that must stand between them."""
    found = []
    row = flat(pattern)
    for at, item in enumerate(row):
        for part in inside(item):
            found += side_by_side(part)
        if unbounded(item):
            for other in row[at + 1 :]:
                if unbounded(other) and first(item) & first(other):
                    found.append("side by side")
                if not optional(other):
                    break
    return found


def restarting(pattern: Any) -> list[str]:
    """An unbounded repeat over which a search could begin anew at each letter, before something that may be missing."""
    row = flat(pattern)
    start = begins(row)
    if row and row[0][0] is sre.AT and row[0][1] in {sre.AT_BEGINNING, sre.AT_BEGINNING_STRING}:
        return []
    for at, item in enumerate(row):
        must_follow = any(not optional(other) or other[0] is sre.AT for other in row[at + 1 :])
        if unbounded(item) and must_follow and first(item) & start:
            return ["a search begins anew"]
    return []


@cache
def all_patterns() -> list[tuple[str, str, int, bool]]:
    return [(path.relative_to(SOURCE).as_posix(), *found) for path in modules() for found in patterns(path)]


def test_no_pattern_goes_back_over_a_text():
    flagged = {
        f"{where}: {text}": faults(text, flags, searched) for where, text, flags, searched in all_patterns()
    }
    new = {name: why for name, why in flagged.items() if why and name not in ALLOWED}
    assert not new, "\n".join(f"{name}  ({', '.join(sorted(set(why)))})" for name, why in new.items())
    assert set(ALLOWED) <= {name for name, why in flagged.items() if why}, (
        "an exception is not needed any more"
    )


@pytest.mark.parametrize(
    ("text", "searched", "flagged"),
    [
        (r"<[^>]*>", True, True),
        (r"<[^<>]*>", True, False),
        (r"<cellXfs\b.*?</cellXfs>", True, True),
        (r"(a+)+", False, True),
        (r"(?:a*)*b", False, True),
        (r"\s*\d*\s*", False, True),
        (r"\d*\.?\d*", False, True),
        (r"\d+(?:,\d+)*", False, False),
        (r"\d{4}-\d{2}", True, False),
        (r"[^<>]*+>", False, False),
        (r"\s+$", True, True),
        (r"^\s+$", True, False),
    ],
)
def test_the_check_sees_what_it_should(text, searched, flagged):
    """Were it blind, the test above could not fail."""
    assert bool(faults(text, 0, searched)) is flagged


def test_there_are_patterns_to_check():
    assert len(all_patterns()) > 50
