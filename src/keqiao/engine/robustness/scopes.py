"""Which indicators and branches a choice concerns: all, a node and what is below it, or a level."""

from __future__ import annotations

from keqiao.engine.evaluation.nodes import TOP, Tree
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.language import message

LEVEL = "level:"


def below(tree: Tree, number: int) -> list[int]:
    """A node and everything below it."""
    nodes, open_ = [], [number]
    while open_:
        node = open_.pop()
        nodes.append(node)
        if node in tree.inner:
            open_ += reversed(tree.inner[node].children)
    return nodes


def node_of(tree: Tree, code: str) -> int:
    """The number of a node; raises :class:`RobustnessError` for an unknown code."""
    if code in tree.number:
        return tree.number[code]
    if code == tree.inner[TOP].code:
        return TOP
    raise RobustnessError(
        message("The scheme has no indicator and no branch {code}. Check the code.", code=code)
    )


def columns_of(tree: Tree, scope: str) -> frozenset[int]:
    """The places of the indicators that a scope concerns."""
    if not scope:
        return frozenset(tree.columns.values())
    return frozenset(tree.columns[node] for node in below(tree, node_of(tree, scope)) if node in tree.columns)


def levels(tree: Tree) -> dict[int, int]:
    """The level of every node, counted from the leaves: an indicator 0, a branch one above its highest child."""
    depths = dict.fromkeys(tree.columns, 0)
    for inner in tree.inners:
        depths[inner.number] = 1 + max(depths[child] for child in inner.children)
    return depths


def branches_of(tree: Tree, scope: str) -> frozenset[int]:
    """The numbers of the branches (the top among them) whose aggregation a scope concerns: all, those of a
    level, or the one named."""
    if not scope:
        return frozenset(tree.inner)
    if scope.startswith(LEVEL):
        word = scope.removeprefix(LEVEL)
        level = int(word) if word.isdecimal() and len(word) < 4 else 0
        nodes = frozenset(
            number for number, at in levels(tree).items() if at == level and number in tree.inner
        )
        if not nodes:
            raise RobustnessError(
                message(
                    "The scheme has no branches at level {level}; levels count from 1, the parents of indicators.",
                    level=word,
                )
            )
        return nodes
    number = node_of(tree, scope)
    if number not in tree.inner:
        raise RobustnessError(
            message("{code} is an indicator; an aggregation belongs to a branch.", code=scope)
        )
    return frozenset((number,))
