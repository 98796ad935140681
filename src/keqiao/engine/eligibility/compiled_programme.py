"""A programme ready to run: every formula parsed once, in the order in which they read each other."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from keqiao.engine.eligibility.bands import tree_of_table
from keqiao.engine.eligibility.groups import ConditionLeaf, GroupNode, Joint, either, every
from keqiao.engine.eligibility.parts import Acceptance, ConditionGroup, ProgrammeMeasure, ProgrammeParameter
from keqiao.engine.eligibility.programme import AS_OF, SupportProgramme
from keqiao.engine.eligibility.trees import comparison, names_in, number, with_names, without_guessing
from keqiao.engine.expressions import Expression, expression_of, tree_of
from keqiao.engine.expressions.sql_pieces import Kind
from keqiao.engine.expressions.tree import Binary, CaseWhen, Name, Node, Text


def condition_column(code: str) -> str:
    """The column of a condition. Conditions and figures are two families of codes: a condition ``rd`` may read the
    figure ``rd``; in ``accept`` the condition is meant.
    """
    return f"? {code}"


@dataclass(frozen=True)
class ComputedColumn:
    """A parameter, computed measure, table or condition: its tree over other names, and the expression to run."""

    code: str
    tree: Node
    expression: Expression = field(compare=False)
    condition: bool = False

    @property
    def expr(self) -> pl.Expr:
        """The value under its code: Boolean for a condition, else Float64."""
        value = self.expression.condition() if self.condition else self.expression.number()
        return value.alias(self.code)


def kinds_of(programme: SupportProgramme) -> dict[str, Kind]:
    """Every name that formulas may read, with its kind."""
    kinds: dict[str, Kind] = {AS_OF: "text"}
    kinds |= dict.fromkeys((part.code for part in (*programme.attributes, *programme.dates)), "text")
    numbers = (*programme.parameters, *programme.measures, *programme.tables)
    return kinds | dict.fromkeys((part.code for part in numbers), "number")


@dataclass(frozen=True, eq=False)
class CompiledProgramme:
    """A programme without errors, compiled. ``columns`` are in order: each reads earlier ones and figures only.

    ``whole`` decides about a subject; ``classes`` are the classes with what each asks; ``leaves`` of the acceptance
    that are no conditions (``points >= 60``) are columns too.
    """

    programme: SupportProgramme
    kinds: Mapping[str, Kind]
    columns: tuple[ComputedColumn, ...]
    whole: GroupNode
    classes: tuple[tuple[str, GroupNode], ...]
    ready: dict[int, tuple[Node, Expression]] = field(default_factory=dict, repr=False)
    """Parts of trees made ready once, by identity."""

    @cached_property
    def by_code(self) -> dict[str, ComputedColumn]:
        """Columns by code."""
        return {column.code: column for column in self.columns}

    @cached_property
    def figures(self) -> dict[str, ProgrammeMeasure]:
        """The measures that come from outside."""
        return {m.code: m for m in self.programme.measures if m.formula is None}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Attributes and dates."""
        return tuple(part.code for part in (*self.programme.attributes, *self.programme.dates))

    @cached_property
    def outside(self) -> tuple[str, ...]:
        """The conditions whose columns come from outside: what the register of awards says of the subject."""
        own = (leaf.column for leaf in self.whole.leaves() if leaf.column not in self.by_code)
        return tuple(dict.fromkeys(own))

    @cached_property
    def levels(self) -> tuple[tuple[ComputedColumn, ...], ...]:
        """The columns in steps: what stands in one step reads earlier steps only."""
        return _levels(self.columns)

    def expression(self, tree: Node) -> Expression:
        """A tree over the programme's names, made ready; raises ``ExpressionError`` where it is too complicated."""
        return expression_of(without_guessing(tree), "", self.kinds)

    def reads(self, tree: Node) -> frozenset[str]:
        """Figures, attributes and dates that a tree reads in the end."""
        names: set[str] = set()
        waiting = list(names_in(tree))
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            column = self.by_code.get(name)
            if column is None:
                names.add(name)
            else:
                waiting += names_in(column.tree)
        return frozenset(names)

    def dependent(self, figure: str) -> tuple[ComputedColumn, ...]:
        """The columns that change with a figure, in order."""
        return tuple(column for column in self.columns if figure in self.reads(column.tree))

    def expanded(self, tree: Node, figure: str) -> Node:
        """The tree with every name that changes with ``figure`` written out."""
        own = {column.code: column.tree for column in self.dependent(figure)}
        return with_names(tree, own.get)

    def with_columns(self, conditions: Mapping[str, Node], whole: GroupNode) -> CompiledProgramme:
        """The same with further conditions as columns, and another node that decides."""
        kinds = dict(self.kinds) | dict.fromkeys(conditions, "boolean")
        more = tuple(
            ComputedColumn(code, tree, expression_of(without_guessing(tree), "", kinds), True)
            for code, tree in conditions.items()
        )
        return CompiledProgramme(self.programme, kinds, (*self.columns, *more), whole, self.classes)

    def computed(self, frame: pl.DataFrame, only: Iterable[ComputedColumn] | None = None) -> pl.DataFrame:
        """The frame with every column (or ``only`` some) computed."""
        lazy = frame.lazy()
        for level in self.levels if only is None else _levels(tuple(only)):
            lazy = lazy.with_columns(column.expr for column in level)
        return lazy.collect()


def compiled(programme: SupportProgramme) -> CompiledProgramme:
    """Compile a programme; raises ``ExpressionError`` or ``ValueError`` where the check would find an error."""
    kinds = kinds_of(programme)
    trees: dict[str, tuple[Node, str]] = {}
    for parameter in programme.parameters:
        trees[parameter.code] = parameter_tree(parameter), ""
    for measure in programme.measures:
        if measure.formula is not None:
            trees[measure.code] = tree_of(measure.formula, kinds), measure.formula
    for table in programme.tables:
        of = tree_of(table.of, kinds)
        least = next(
            (m.lowest for m in programme.measures if isinstance(of, Name) and m.code == of.name), None
        )
        trees[table.code] = tree_of_table(table, of, -math.inf if least is None else least), table.of
    conditions = {c.code: tree_of(c.text, kinds) for c in programme.conditions}
    for condition in programme.conditions:
        trees[condition_column(condition.code)] = conditions[condition.code], condition.text
    kinds |= dict.fromkeys(map(condition_column, conditions), "boolean")
    extra: dict[str, Node] = {}
    accepted = {code for part in programme.classes for code in codes_in(part.accept, {*kinds, *conditions})}
    open_to_all = [code for code in conditions if code not in accepted]
    builder = _GroupBuilder(kinds, conditions, extra)
    parts: list[GroupNode] = [builder.group(programme.accept, open_to_all)]
    if programme.once is not None:
        parts.append(builder.from_outside("once"))
    parts += [builder.from_outside(f"excludes_{at}") for at in range(1, len(programme.excludes) + 1)]
    classes = []
    for part in programme.classes:
        own = [builder.expression(part.when)] if part.when is not None else []
        own += [builder.group(part.accept, ())] if part.accept is not None else []
        classes.append((part.code, every(*own)))
    if classes:
        parts.append(either(*(group for _, group in classes)))
    kinds |= dict.fromkeys(extra, "boolean")
    trees |= {code: (tree, "") for code, tree in extra.items()}
    columns = tuple(
        ComputedColumn(
            code,
            trees[code][0],
            expression_of(without_guessing(trees[code][0]), trees[code][1], kinds),
            kinds[code] == "boolean",
        )
        for code in in_reading_order({code: names_in(tree) for code, (tree, _text) in trees.items()})
    )
    return CompiledProgramme(programme, kinds, columns, every(*parts), tuple(classes))


class _GroupBuilder:
    """Turns what is written about acceptance into nodes; what is no condition becomes a column of its own."""

    def __init__(
        self, kinds: Mapping[str, Kind], conditions: Mapping[str, Node], extra: dict[str, Node]
    ) -> None:
        self.kinds, self.conditions, self.extra = kinds, conditions, extra

    def from_outside(self, code: str) -> ConditionLeaf:
        """A condition whose column comes from outside (the register of awards)."""
        return ConditionLeaf(condition_column(code), Name(0, 0, condition_column(code)), code)

    def condition(self, code: str) -> ConditionLeaf:
        return ConditionLeaf(condition_column(code), self.conditions[code], code)

    def group(self, accept: Acceptance, all_codes: Iterable[str]) -> GroupNode:
        if isinstance(accept, ConditionGroup):
            members = tuple(
                self.condition(member) if isinstance(member, str) else self.group(member, ())
                for member in accept.members
            )
            if accept.at_least is not None:
                return Joint(accept.at_least, members)
            return either(*members) if accept.any is not None else every(*members)
        if accept == "all":
            return every(*(self.condition(code) for code in all_codes))
        if accept == "any":
            return either(*(self.condition(code) for code in all_codes))
        return self.expression(accept)

    def expression(self, text: str) -> GroupNode:
        return self._node(tree_of(text, {*self.kinds, *self.conditions}))

    def _node(self, tree: Node) -> GroupNode:
        if isinstance(tree, Name) and tree.name in self.conditions:
            return self.condition(tree.name)
        if isinstance(tree, Binary) and tree.operator in {"AND", "OR"}:
            parts = [self._node(part) for part in spine(tree)]
            return every(*parts) if tree.operator == "AND" else either(*parts)
        columns = {code: Name(0, 0, condition_column(code)) for code in self.conditions}
        tree = with_names(tree, columns.get)
        column = condition_column(f"{len(self.extra) + 1}")
        self.extra[column] = tree
        return ConditionLeaf(column, tree)


def spine(tree: Binary) -> list[Node]:
    """The operands of a chain of one operator: a AND b AND c."""
    parts: list[Node] = []
    node: Node = tree
    while isinstance(node, Binary) and node.operator == tree.operator:
        parts.append(node.right)
        node = node.left
    return [node, *reversed(parts)]


def parameter_tree(parameter: ProgrammeParameter) -> Node:
    """A parameter as a number, or as CASE over the words of its attribute."""
    if parameter.by is None:
        return number(parameter.value or 0.0)
    name = Name(0, 0, parameter.by)
    branches = tuple(
        (comparison("=", name, Text(0, 0, word)), number(value)) for word, value in parameter.values.items()
    )
    return CaseWhen(0, 0, branches, None if parameter.default is None else number(parameter.default))


def in_reading_order(reads: Mapping[str, Iterable[str]]) -> list[str]:
    """The codes, each after those that it reads; raises ``ValueError`` with the ring where they read each other."""
    order: list[str] = []
    open_: list[str] = []

    def visit(code: str) -> None:
        if code in order:
            return
        if code in open_:
            raise ValueError(" → ".join([*open_[open_.index(code) :], code]))
        open_.append(code)
        for name in sorted(reads[code]):
            if name in reads:
                visit(name)
        open_.pop()
        order.append(code)

    for code in reads:
        visit(code)
    return order


def codes_in(accept: Acceptance | None, names: Collection[str]) -> set[str]:
    """The names that an acceptance reads; raises ``ExpressionError`` where it is no expression over ``names``."""
    if accept is None:
        return set()
    if isinstance(accept, ConditionGroup):
        return {
            code
            for member in accept.members
            for code in ([member] if isinstance(member, str) else codes_in(member, names))
        }
    return set() if accept in {"all", "any"} else names_in(tree_of(accept, names))


def _levels(columns: tuple[ComputedColumn, ...]) -> tuple[tuple[ComputedColumn, ...], ...]:
    at: dict[str, int] = {}
    for column in columns:
        at[column.code] = 1 + max((at.get(name, -1) for name in names_in(column.tree)), default=-1)
    count = 1 + max(at.values(), default=-1)
    return tuple(tuple(c for c in columns if at[c.code] == level) for level in range(count))
