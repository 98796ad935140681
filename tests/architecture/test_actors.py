"""Who acts has a type (web/accounts/actors.py): no function takes a person as Any."""

import ast
from collections.abc import Iterable

from tests.sources import SOURCE, files, nodes_in, nodes_of

PERSONS = {"actor", "user", "viewer", "person", "reviewer", "expert", "recorded_by", "confirmed_by"}


def persons_as_any(nodes: Iterable[ast.AST]) -> list[str]:
    """The functions of a module that take a person as Any (also as Any or None)."""
    return [
        function.name
        for function in nodes
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        if argument.arg.lstrip("_") in PERSONS
        and argument.annotation is not None
        and "Any" in {part.id for part in ast.walk(argument.annotation) if isinstance(part, ast.Name)}
    ]


def test_every_person_has_a_type():
    untyped = {
        str(path.relative_to(SOURCE)): functions
        for path in files()
        if (functions := persons_as_any(nodes_of(path)))
    }
    assert not untyped, untyped


def test_any_is_recognised():
    assert persons_as_any(nodes_in("def give(actor: Any): ...\ndef take(user: Any | None): ...")) == [
        "give",
        "take",
    ]
    assert not persons_as_any(nodes_in("def give(actor: Actor, value: Any): ..."))
