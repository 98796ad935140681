"""Conditions put together: all, any, at least so many, with three values (Kleene).

Unknown is neither met nor missed: all of (missed, unknown) is missed, any of (met, unknown) is met, at least two of
(met, met, unknown) is met; else the whole is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from keqiao.engine.expressions.tree import Node


@dataclass(frozen=True)
class GroupNode:
    """Any node; its truth is a Boolean, null where it is unknown."""

    def truth(self) -> pl.Expr:
        """The truth over the columns of the leaves."""
        raise NotImplementedError

    def leaves(self) -> Iterator[ConditionLeaf]:
        """The conditions below, in the order written."""
        raise NotImplementedError


@dataclass(frozen=True)
class ConditionLeaf(GroupNode):
    """A condition: its column, its tree, and the code of the condition that it belongs to (empty: the acceptance)."""

    column: str
    tree: Node
    owner: str = ""

    def truth(self) -> pl.Expr:
        """The column."""
        return pl.col(self.column)

    def leaves(self) -> Iterator[ConditionLeaf]:
        """Itself."""
        yield self


@dataclass(frozen=True)
class Joint(GroupNode):
    """Several nodes of which at least ``needed`` must hold."""

    needed: int
    members: tuple[GroupNode, ...]

    def truth(self) -> pl.Expr:
        """True where enough hold, false where too many fail, else unknown."""
        if not self.members:
            return pl.lit(True)
        truths = [member.truth() for member in self.members]
        if self.needed == len(truths):
            return pl.all_horizontal(truths)
        if self.needed == 1:
            return pl.any_horizontal(truths)
        sure = pl.sum_horizontal([truth.fill_null(False).cast(pl.Int32) for truth in truths])
        possible = pl.sum_horizontal([truth.fill_null(True).cast(pl.Int32) for truth in truths])
        return pl.when(sure >= self.needed).then(True).when(possible < self.needed).then(False)

    def leaves(self) -> Iterator[ConditionLeaf]:
        """The leaves of all members."""
        for member in self.members:
            yield from member.leaves()


def every(*members: GroupNode) -> Joint:
    """All must hold; nothing is asked where there are none."""
    return Joint(len(members), members)


def either(*members: GroupNode) -> Joint:
    """One must hold."""
    return Joint(1, members)
