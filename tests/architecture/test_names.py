"""One word finds one answer: ``grep "class Standing"`` leads to one class, not to ten."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src/keqiao"
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
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(SOURCE)))
    again = {name: where for name, where in places.items() if len(where) > 1}
    known = {*SHARED, *TWO_FLOORS}
    assert {name: where for name, where in again.items() if name not in known} == {}
    assert set(TWO_FLOORS) <= set(again), "an exception that is none any more"


OVERLOADED = {"asked", "found", "one", "shown", "standing", "sureness", "told"}
"""Words that stood for anything: a variable takes the noun of the thing."""
PAIRS = {"one", "two", "other"}


def test_a_variable_is_named_by_what_it_holds():
    places = []
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for scope in ast.walk(tree):
            if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.comprehension):
                continue
            named = _names_in(scope)
            # "one" beside "other" or "two" is the plain word for one of a pair.
            places += [
                f"{path.relative_to(SOURCE)}: {name}"
                for name in sorted(named & OVERLOADED)
                if name != "one" or not named & (PAIRS - {"one"} | {"_other"})
            ]
    assert places == []


def _names_in(scope: ast.AST) -> set[str]:
    """Return the variables that a function, a lambda or a comprehension binds itself."""
    if isinstance(scope, ast.comprehension):
        return {node.id for node in ast.walk(scope.target) if isinstance(node, ast.Name)}
    nodes = list(ast.walk(scope))
    return {node.arg for node in nodes if isinstance(node, ast.arg)} | {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
