"""No two modules import each other, also not by an import inside a function, which only hides a circle."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.sources import SOURCE, modules, tree_of


def test_no_module_comes_back_to_itself():
    assert [sorted(circle) for circle in _circles(_imports())] == []


def test_the_check_sees_a_hidden_circle(tmp_path):
    """Were imports inside functions not read, the test above could not fail."""
    (tmp_path / "one.py").write_text("import two\n", encoding="utf-8")
    (tmp_path / "two.py").write_text("def late():\n    from one import late\n", encoding="utf-8")
    names = {"one": tmp_path / "one.py", "two": tmp_path / "two.py"}
    assert _circles({name: _imported(name, path, names) for name, path in names.items()}) == [{"one", "two"}]


@cache
def _modules() -> dict[str, Path]:
    found = {}
    for path in modules():
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        found[name] = path
    return found


def _imports() -> dict[str, set[str]]:
    return {name: _imported(name, path, _modules()) for name, path in _modules().items()}


def _imported(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    """The modules among ``known`` that one imports, anywhere but for types only."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in _statements(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
            continue
        base = node.module or ""
        if node.level:
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            whole = f"{base}.{alias.name}"
            found.add(whole if whole in known else base)
    return (found & set(known)) - {name}


def _statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        yield from _statements(node)


def _circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The sets of modules that reach each other (strongly connected components of more than one)."""
    sys.setrecursionlimit(10_000)
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        waiting.append(name)
        for other in graph[name]:
            if other not in order:
                visit(other)
                lowest[name] = min(lowest[name], lowest[other])
            elif other in waiting:
                lowest[name] = min(lowest[name], order[other])
        if lowest[name] == order[name]:
            circle = set(waiting[waiting.index(name) :])
            del waiting[waiting.index(name) :]
            if len(circle) > 1:
                found.append(circle)

    for name in graph:
        if name not in order:
            visit(name)
    return found
