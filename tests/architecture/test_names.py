"""One word finds one answer: ``grep "class Standing"`` leads to one class, not to ten."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.sources import SOURCE, modules, nodes_in, nodes_of, tree_of

SHARED = {
    "Command": "Django finds the commands of manage.py by this name",
}
"""Names that several classes have to bear."""
TWO_FLOORS = {
    "Cell": "a figure of a return in the database, and a cell of any table on a page",
    "Instalment": "of an agreement and of a pool in the database, and of the rules that plan it",
    "Measure": "in the database, and as a scheme declares it",
    "Step": "of a return in the database, and of a yardstick in a scheme",
    "Submission": "a hand-in, and a form that was sent: two tables of the database",
}
"""Names that are tables of the database, or words that authors write in schemes and rules."""


def test_a_name_of_a_class_stands_once():
    places: dict[str, list[str]] = defaultdict(list)
    for path, module in _modules().items():
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path)
    again = {name: where for name, where in places.items() if len(where) > 1}
    known = {*SHARED, *TWO_FLOORS}
    assert {name: where for name, where in again.items() if name not in known} == {}
    assert set(TWO_FLOORS) <= set(again), "an exception that is none any more"


OVERLOADED = {"asked", "found", "one", "shown", "standing", "sureness", "told"}
"""Words that stood for anything: what is named takes the noun of the thing, or the standard term."""
PAIRS = {"one", "two", "other"}
PARTICIPLES = {"given", "kept", "made", "said"}
"""Words that no field, attribute, method or function bears: they leave open what was given, kept, made or said."""


def _modules() -> dict[str, Path]:
    """Every module by its path, migrations left out."""
    return {str(path.relative_to(SOURCE)): path for path in modules()}


def test_a_variable_is_named_by_what_it_holds():
    places = []
    for path, module in _modules().items():
        for scope in nodes_of(module):
            if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.comprehension):
                continue
            named = _names_in(scope)
            # "one" beside "other" or "two" is the plain word for one of a pair.
            places += [
                f"{path}: {name}"
                for name in sorted(named & OVERLOADED)
                if name != "one" or not named & (PAIRS - {"one"} | {"_other"})
            ]
    assert places == []


def test_a_method_a_field_and_a_function_are_named_by_what_they_give():
    places = [
        f"{path}: {name}"
        for path, module in _modules().items()
        for name in _defined(nodes_of(module))
        if name.strip("_").lower() in OVERLOADED
    ]
    assert places == []


def test_a_field_is_no_participle():
    places = [
        f"{path}: {node.name}.{name}"
        for path, module in _modules().items()
        for node in nodes_of(module)
        if isinstance(node, ast.ClassDef)
        for name in _defined(ast.walk(node))
        if name in PARTICIPLES
    ]
    assert places == []


def test_a_function_is_no_participle():
    places = [
        f"{path}: {node.name}"
        for path, module in _modules().items()
        for node in nodes_of(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.strip("_") in PARTICIPLES
    ]
    assert places == []


def test_the_check_sees_methods_fields_attributes_and_constants():
    """Were one of them not read, the test above could not fail."""
    nodes = nodes_in(
        "def _told(): ...\n"
        "SHOWN = 20\n"
        "class Asked:\n"
        "    standing: str = ''\n"
        "    def found(self):\n"
        "        self._asked = 1\n"
    )
    assert sorted(_defined(nodes)) == ["Asked", "SHOWN", "_asked", "_told", "found", "standing"]


def _names_in(scope: ast.AST) -> set[str]:
    """Return the variables that a function, a lambda or a comprehension binds itself."""
    if isinstance(scope, ast.comprehension):
        return {node.id for node in ast.walk(scope.target) if isinstance(node, ast.Name)}
    nodes = list(ast.walk(scope))
    return {node.arg for node in nodes if isinstance(node, ast.arg)} | {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _defined(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the functions, classes, methods, fields and attributes of a module, and what it assigns at its top."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                targets = getattr(statement, "targets", [getattr(statement, "target", None)])
                if isinstance(statement, ast.Assign | ast.AnnAssign):
                    names = [
                        name.id
                        for target in targets
                        for name in ast.walk(target)
                        if isinstance(name, ast.Name)
                    ]
                    # Capitals in a class are values of an enumeration: a request that was "asked".
                    yield from (name for name in names if isinstance(node, ast.Module) or not name.isupper())
