"""Only the lock of a return, a confirmed proposal and a closed panel reach the inner function that writes a fact."""

import ast

from tests.sources import SOURCE, WEB, modules, nodes_of, text_of

WAYS = {
    "web/returns/services/locking.py",
    "web/facts/services/proposals.py",
    "web/experts/platforms.py",
}
MAKERS = {"web/facts/services/recording.py", "demo/facts.py"}
"""Who makes rows of facts: the inner function, and the demonstration's ledger, which names two people for each."""


def nodes_by_module() -> dict[str, tuple[ast.AST, ...]]:
    return {path.relative_to(SOURCE).as_posix(): nodes_of(path) for path in modules()}


def names_of(nodes: tuple[ast.AST, ...]) -> set[str]:
    """Every name that a module reads, imports or calls, as attribute too."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name.rpartition(".")[2])
    return found


def makes_facts(nodes: tuple[ast.AST, ...]) -> bool:
    """Whether a module makes rows of facts: ``Fact(…)``, ``Fact.objects.create(…)`` and the like."""
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "Fact" or (called.startswith("Fact.objects.") and "create" in called):
            return True
    return False


def test_nobody_else_reaches_the_inner_function():
    users = {name for name, nodes in nodes_by_module().items() if "record_fact" in names_of(nodes)}
    assert users - {"web/facts/services/recording.py"} == WAYS


def test_nobody_else_makes_a_row():
    assert {name for name, nodes in nodes_by_module().items() if makes_facts(nodes)} == MAKERS


def test_no_module_writes_the_table_by_sql():
    for path in modules(WEB):
        text = text_of(path).lower()
        assert "into facts_fact" not in text and "update facts_fact" not in text, path
