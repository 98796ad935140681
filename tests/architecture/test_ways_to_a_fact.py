"""Only the lock of a return, a confirmed proposal and a closed panel reach the inner function that writes a fact."""

import ast
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "keqiao"
WAYS = {
    "web/returns/services/locking.py",
    "web/facts/services/proposals.py",
    "web/experts/platforms.py",
}
MAKERS = {"web/facts/services/recording.py", "demo/facts.py"}
"""Who makes rows of facts: the inner function, and the demonstration's ledger, which names two people for each."""


@cache
def modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
    }


def names_of(tree: ast.Module) -> set[str]:
    """Every name that a module reads, imports or calls, as attribute too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name.rpartition(".")[2])
    return found


def makes_facts(tree: ast.Module) -> bool:
    """Whether a module makes rows of facts: ``Fact(…)``, ``Fact.objects.create(…)`` and the like."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "Fact" or (called.startswith("Fact.objects.") and "create" in called):
            return True
    return False


def test_nobody_else_reaches_the_inner_function():
    users = {name for name, tree in modules().items() if "record_fact" in names_of(tree)}
    assert users - {"web/facts/services/recording.py"} == WAYS


def test_nobody_else_makes_a_row():
    assert {name for name, tree in modules().items() if makes_facts(tree)} == MAKERS


def test_no_module_writes_the_table_by_sql():
    root = SOURCE / "web"
    for path in root.rglob("*.py"):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8").lower()
            assert "into facts_fact" not in text and "update facts_fact" not in text, path
