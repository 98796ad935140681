"""A test can fail: it asserts something that is not decided already, and skips with a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sources import tree_of

TESTS = Path(__file__).parents[1]
ASSERTING = {"raises", "fail", "expect", "warns"}
"""Calls that fail where what they wait for does not come; besides ``assert…`` and fixtures like ``django_assert…``."""


def called(tree: ast.AST) -> set[str]:
    """The names of what is called in it."""
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {getattr(function, "attr", getattr(function, "id", "")) for function in functions}


def asserts(function: ast.AST) -> bool:
    """Whether a function says itself what must be."""
    return any(isinstance(node, ast.Assert | ast.Raise) for node in ast.walk(function)) or any(
        name in ASSERTING or name.startswith(("assert", "django_assert")) for name in called(function)
    )


def decided(test: ast.expr) -> bool:
    """Whether an assertion holds whatever the product does: of a constant, a tuple, a generator, ``… or True``."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(decided(value) for value in test.values)
    return isinstance(test, ast.Constant | ast.Tuple | ast.GeneratorExp | ast.Lambda)


def faults(tree: ast.Module) -> Iterator[str]:
    """What is wrong with the tests of a module; helpers, its own or those of other modules of tests, may assert."""
    helpers = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.")
        for alias in node.names
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    helpers |= {function.name for function in functions if asserts(function)}
    for function in functions:
        if function.name.startswith("test_") and not asserts(function) and not called(function) & helpers:
            yield f"{function.name}: asserts nothing"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and decided(node.test):
            yield f"line {node.lineno}: asserts what is decided"
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"line {node.lineno}: takes any exception"
        if isinstance(node, ast.Call):
            yield from faults_of_call(node)


def faults_of_call(call: ast.Call) -> Iterator[str]:
    """What is wrong with a call of pytest."""
    name, bare = ast.unparse(call.func), not call.keywords
    if name in {"pytest.skip", "pytest.mark.skip"} and bare and not call.args:
        yield f"line {call.lineno}: skips without a reason"
    if name == "pytest.raises" and bare and ast.unparse(call.args[0]) in {"Exception", "BaseException"}:
        yield f"line {call.lineno}: any exception will do"


def test_every_test_can_fail():
    dishonest = [
        f"{path.relative_to(TESTS)}: {fault}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for fault in faults(tree_of(path))
    ]
    assert dishonest == []


@pytest.mark.parametrize(
    "line",
    [
        "made()",
        "assert True",
        "assert (made(), 'words')",
        "assert (row for row in made())",
        "assert made() or True",
        "pytest.skip()\n    assert made()",
        "with pytest.raises(Exception):\n        made()",
        "try:\n        assert made()\n    except:\n        pass",
    ],
)
def test_the_check_sees_what_cannot_fail(line: str):
    assert list(faults(ast.parse(f"def test_it():\n    {line}\n")))


@pytest.mark.parametrize(
    "line", ["assert made()", "with pytest.raises(ValueError):\n        made()", "same(made())"]
)
def test_what_can_fail_is_left_alone(line: str):
    text = f"def same(value):\n    assert value\n\ndef test_it():\n    {line}\n"
    assert list(faults(ast.parse(text))) == []
