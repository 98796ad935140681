"""What can be moved in a scheme: weights of siblings, weights by type, thresholds, each under a short key.

Keys stand in addresses: `w.A1` the weight of node A1, `p0.A` the weight of A in the first profile, `g.good` the
threshold of a grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.tree import Branch, Indicator, Weighting
from keqiao.language import Bilingual
from keqiao.web.evaluations.what_if.proportional_weights import exact, shared

Node = Branch | Indicator


@dataclass(frozen=True)
class Member:
    """One weight of a family."""

    key: str
    code: str
    name: Bilingual
    weight: Decimal


@dataclass(frozen=True)
class Family:
    """Weights that give way to one another: the children of `parent` (None for the top), as written or in the
    profile `word`.
    """

    key: str
    parent: Node | None
    word: str | None
    members: tuple[Member, ...]

    @property
    def total(self) -> Decimal:
        """What the weights add up to."""
        return sum((member.weight for member in self.members), Decimal(0))


def points_of(node: Node) -> Decimal:
    """Return the points of a node in a scheme of points: its own, or what its children add up to."""
    if node.weight is not None:
        return exact(node.weight)
    children = node.children if isinstance(node, Branch) else ()
    return sum((points_of(child) for child in children), Decimal(0))


def own_weights(scheme: Scheme, nodes: Sequence[Node]) -> list[Decimal]:
    """Return the weights of siblings before they are divided by their sum, as the engine takes them.

    Where nobody wrote any, all weigh the same: as shares that add up to 1, as 1 where weights are relative.
    """
    if scheme.weights == "points":
        return [points_of(node) for node in nodes]
    if scheme.weights == "shares" and all(node.weight is None for node in nodes):
        return shared(Decimal(1), [Decimal(1)] * len(nodes), {}, 4)
    return [Decimal(1) if node.weight is None else exact(node.weight) for node in nodes]


def branches(scheme: Scheme) -> Iterator[tuple[Node | None, Sequence[Node], Weighting | None]]:
    """Yield the top and every branch, parents first: the node, its children, how their weights are found."""
    common = scheme.defaults.weighting
    yield None, scheme.indicators, scheme.weighting or common
    for node in scheme.walk():
        if isinstance(node, Branch):
            yield node, node.children, node.weighting or common


def families(scheme: Scheme) -> list[Family]:
    """Return the families of a scheme in which something can give way: profiles first, then as written.

    Weights that are found from the data are nobody's to move; an only child has nobody to give way.
    """
    result: list[Family] = []
    profiles = scheme.profiles.weights if scheme.profiles is not None else {}
    written = [(parent, children) for parent, children, weighting in branches(scheme) if weighting is None]
    for number, (word, weights) in enumerate(profiles.items()):
        for parent, children in written:
            members = tuple(
                Member(f"p{number}.{child.code}", child.code, child.name, exact(weights[child.code]))
                for child in children
                if child.code in weights
            )
            result.append(Family(f"p{number}.{parent.code if parent else ''}", parent, word, members))
    for parent, children in written:
        members = tuple(
            Member(f"w.{child.code}", child.code, child.name, weight)
            for child, weight in zip(children, own_weights(scheme, children), strict=True)
        )
        result.append(Family(f"w.{parent.code if parent else ''}", parent, None, members))
    return [family for family in result if len(family.members) > 1]


def values(scheme: Scheme) -> dict[str, Decimal]:
    """Return every number that can be moved, by key."""
    weights = {member.key: member.weight for family in families(scheme) for member in family.members}
    return weights | {f"g.{grade.code}": exact(grade.at) for grade in scheme.grades if grade.at is not None}
