"""How many points each node carries, as written and for each profile."""

from __future__ import annotations

import math
from collections.abc import Mapping

from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.tree import Branch, Node


def points_of(scheme: Scheme, replaced: Mapping[str, float] | None = None) -> dict[str, float]:
    """Node code → points of the total; ``replaced`` are weights of a profile. Weights from data count as equal."""
    result: dict[str, float] = {}
    other = replaced or {}

    def written(node: Node) -> float:
        if node.code in other:
            return other[node.code]
        if node.weight is not None:
            return node.weight
        if isinstance(node, Branch) and scheme.weights == "points":
            return math.fsum(written(child) for child in node.children) or 1.0
        return 1.0

    def spread(nodes: tuple[Node, ...], points: float) -> None:
        total = math.fsum(written(node) for node in nodes)
        for node in nodes:
            result[node.code] = points * (written(node) / total if total else 1 / len(nodes))
            if isinstance(node, Branch):
                spread(node.children, result[node.code])

    spread(scheme.indicators, scheme.total)
    return result
