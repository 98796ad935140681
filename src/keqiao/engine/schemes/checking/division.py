"""Denominators that can be zero, and logarithms and roots of what cannot have one."""

from __future__ import annotations

from collections.abc import Iterator

from keqiao.engine.documents.findings import DocumentFinding
from keqiao.engine.expressions.tree import Binary, Call, CaseWhen, Name, Node, Number, Unary, unguarded
from keqiao.engine.schemes.checking.bounds import bounds
from keqiao.engine.schemes.checking.context import FIELD_NAMES, Context, Site
from keqiao.language import message


def check_division(context: Context) -> Iterator[DocumentFinding]:
    """For each formula the denominators that nothing keeps from zero."""
    applies = {
        site.path[:-1]: site.expression.tree
        for site in context.sites
        if site.path[-1] == "applies" and site.expression is not None
    }
    for site in context.sites:
        if site.expression is None:
            continue
        guards = [applies[site.path[:-1]]] if site.path[:-1] in applies else []
        yield from _within(context, site, site.expression.tree, tuple(guards))
        if site.role == "denominator":
            tree = site.expression.tree
            if not _safe(context, tree, tuple(guards)):
                yield _can_be_zero(context, site, tree)
            elif _can_be_negative(context, tree, tuple(guards)):
                yield _negative(context, site, tree)


def _within(context: Context, site: Site, tree: Node, guards: tuple[Node, ...]) -> Iterator[DocumentFinding]:
    waiting: list[tuple[Node, tuple[Node, ...]]] = [(tree, guards)]
    while waiting:
        node, known = waiting.pop()
        if isinstance(node, CaseWhen):
            for condition, value in node.branches:
                waiting.append((condition, known))
                waiting.append((value, (*known, condition)))
            if node.otherwise is not None:
                refused = tuple(_negated(condition) for condition, _ in node.branches)
                waiting.append((node.otherwise, (*known, *(item for item in refused if item is not None))))
            continue
        waiting += [(child, known) for child in node.children()]
        below: Node | None = None
        if isinstance(node, Binary) and node.operator == "/":
            below = node.right
        elif isinstance(node, Call) and node.function == "MOD":
            below = node.arguments[1]
        if below is not None and not _safe(context, below, known):
            yield _can_be_zero(context, site, below)
        elif below is not None and _can_be_negative(context, below, known):
            yield _negative(context, site, below)
        if isinstance(node, Call) and node.function in {"LN", "LOG10", "SQRT"}:
            low, high = bounds(node.arguments[0], context)
            never = high < 0 or (high == 0 and node.function != "SQRT")
            if never:
                yield context.finding(
                    "error",
                    "division.domain",
                    site.path,
                    message(
                        "{function} of “{text}” never has a value",
                        function=node.function,
                        text=_text(site, node),
                    ),
                    message("Check the sign."),
                )
            elif low <= 0 and node.function != "SQRT" and not _positive(node.arguments[0], known):
                yield context.finding(
                    "notice",
                    "division.domain",
                    site.path,
                    message(
                        "{function} of “{text}” is missing where that is 0 or below",
                        function=node.function,
                        text=_text(site, node.arguments[0]),
                    ),
                    message("Write LN(1 + value) if 0 is a usual figure."),
                )


def _safe(context: Context, below: Node, guards: tuple[Node, ...]) -> bool:
    """Whether the denominator cannot be zero, or is made missing there on purpose."""
    if isinstance(below, Call) and below.function == "NULLIF":
        last = below.arguments[1]
        if isinstance(last, Number) and last.value == 0:
            return bounds(below.arguments[0], context) != (0.0, 0.0)
    low, high = bounds(below, context)
    return low > 0 or high < 0 or _positive(below, guards)


def _can_be_negative(context: Context, below: Node, guards: tuple[Node, ...]) -> bool:
    """Whether a denominator may fall below 0 by what is declared: a difference, or a measure whose ``minimum`` is
    below 0. A number of which nothing is declared is not held against the scheme.
    """
    inner = unguarded(below)
    if any(isinstance(node, Name) and node.name in FIELD_NAMES for node in inner.walk()):
        return False  # Of the units compared: x_max − x_min is never below 0.
    if _positive(inner, guards, above=True) or bounds(inner, context)[0] >= 0:
        return False
    return any(
        (isinstance(node, Binary | Unary) and node.operator == "-")
        or (isinstance(node, Name) and _declared_negative(context, node.name))
        for node in inner.walk()
    )


def _declared_negative(context: Context, name: str) -> bool:
    measure = context.measures.get(name)
    return measure is not None and measure.minimum is not None and measure.minimum < 0


def _negative(context: Context, site: Site, below: Node) -> DocumentFinding:
    inner = unguarded(below)
    text = _text(site, inner)
    return context.finding(
        "warning",
        "division.negative",
        site.path,
        message(
            "the formula divides by “{text}”, which can be negative: a loss over a loss earns marks",
            text=text,
        ),
        message("Write CASE WHEN {text} > 0 THEN … ELSE 0 END.", text=text),
        context.positions.inside(site.path, 1, inner.start + 1),
    )


def _positive(node: Node, guards: tuple[Node, ...], *, above: bool = False) -> bool:
    """Whether one of the conditions that hold here says that the node is not zero; with ``above``, that it is above."""
    waiting = list(guards)
    while waiting:
        condition = waiting.pop()
        if not isinstance(condition, Binary):
            continue
        if condition.operator == "AND":
            waiting += [condition.left, condition.right]
            continue
        left, right, operator = condition.left, condition.right, condition.operator
        if isinstance(left, Number):
            left, right = right, left
            operator = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
        if not isinstance(right, Number) or not _same(left, node):
            continue
        if operator == "<>" and right.value == 0 and not above:
            return True
        if (operator == ">" and right.value >= 0) or (operator in {">=", "="} and right.value > 0):
            return True
        if not above and ((operator == "<" and right.value <= 0) or (operator == "<=" and right.value < 0)):
            return True
    return False


def _negated(condition: Node) -> Node | None:
    """The opposite of a plain comparison."""
    opposite = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
    if isinstance(condition, Binary) and condition.operator in opposite:
        return Binary(
            condition.start, condition.end, opposite[condition.operator], condition.left, condition.right
        )
    return None


def _same(left: Node, right: Node) -> bool:
    """The same formula, wherever it stands."""
    if type(left) is not type(right):
        return False
    if isinstance(left, Name) and isinstance(right, Name):
        return left.name == right.name
    if isinstance(left, Number) and isinstance(right, Number):
        return left.value == right.value
    if getattr(left, "operator", "") != getattr(right, "operator", ""):
        return False
    if getattr(left, "function", "") != getattr(right, "function", ""):
        return False
    ours, theirs = left.children(), right.children()
    return bool(ours) and len(ours) == len(theirs) and all(map(_same, ours, theirs))


def _can_be_zero(context: Context, site: Site, below: Node) -> DocumentFinding:
    text = _text(site, below)
    position = context.positions.inside(site.path, 1, below.start + 1)
    low, high = bounds(below, context)
    if low == high == 0 or (isinstance(below, Call) and below.function == "NULLIF"):
        return context.finding(
            "error",
            "division.zero",
            site.path,
            message("“{text}” is always zero, and the formula divides by it", text=text),
            message("Divide by something else."),
            position,
        )
    if site.role == "denominator":
        remedy = message(
            "Give the measure a `minimum` above 0, or write NULLIF({text}, 0) to say that it is then missing.",
            text=text,
        )
    else:
        remedy = message(
            "Write / NULLIF({text}, 0), or give the measure a `minimum` above 0, or say when the indicator `applies`.",
            text=text,
        )
    return context.finding(
        "warning",
        "division.zero",
        site.path,
        message("the formula divides by “{text}”, which can be zero", text=text),
        remedy,
        position,
    )


def _text(site: Site, node: Node) -> str:
    return site.text[node.start : node.end][:80]
