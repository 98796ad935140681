"""Yardsticks in points that count in the indicator's own weight keep their full marks when the weight moves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from keqiao.engine.evaluation.nodes import Tree
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.scoring import Scoring
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.language import Message, message

IN_POINTS = frozenset({"steps", "piecewise", "points", "formula"})
"""Rules whose full marks are the indicator's written weight where they do not say `of`."""


class NotMovable(ValueError):
    """The weights cannot be changed without changing a yardstick; `message` says which."""

    def __init__(self, sentence: Message) -> None:
        self.message = sentence
        super().__init__(str(sentence))


def pinned(before: Scheme, after: Scheme) -> Scheme:
    """Return `after` with `of` written into each yardstick in points whose indicator weighs otherwise than in
    `before`. Raises NotMovable where that yardstick is the default of the scheme.
    """
    moved = _moved(before, after)
    if not moved:
        return after
    for code in moved:
        leaf = next(leave for leave in before.leaves() if leave.code == code)
        if leaf.score is None and before.defaults.score is not None and _open(_raw(before.defaults.score)):
            raise NotMovable(
                message(
                    "The yardstick of {name} counts in its points and is the default of the scheme. "
                    "Write a yardstick with “of” for it first.",
                    name=leaf.name,
                )
            )
    nodes = tuple(_node(node, moved) for node in after.indicators)
    variants = tuple(
        variant.model_copy(update={"replace": replaced})
        if (replaced := _replaced(variant.replace, moved)) != variant.replace
        else variant
        for variant in after.variants
    )
    update: dict[str, object] = {}
    if any(new is not old for new, old in zip(nodes, after.indicators, strict=True)):
        update["indicators"] = nodes
    if any(new is not old for new, old in zip(variants, after.variants, strict=True)):
        update["variants"] = variants
    return after.model_copy(update=update) if update else after


def _moved(before: Scheme, after: Scheme) -> dict[str, float]:
    """Return the written points of the indicators whose points differ, as they were."""
    if not _any_open(before):
        return {}
    old, new = Tree.of(before), Tree.of(after)
    leaves = enumerate(before.leaves())
    points = {leaf.code: (old.written_points(at), new.written_points(at)) for at, leaf in leaves}
    return {code: was for code, (was, now) in points.items() if was != now}


def _any_open(scheme: Scheme) -> bool:
    raws = [_raw(leaf.score) for leaf in scheme.leaves() if leaf.score is not None]
    raws += [_raw(scheme.defaults.score)] if scheme.defaults.score is not None else []
    raws += [
        keys["score"] for variant in scheme.variants for keys in variant.replace.values() if "score" in keys
    ]
    return any(_open(raw) for raw in raws)


def _raw(score: Any) -> dict[str, Any]:
    raw: dict[str, Any] = score.model_dump(by_alias=True, exclude_unset=True)
    return raw


def _open(raw: Any) -> bool:
    """Tell whether a yardstick, or one within it, is in points without saying of how many."""
    return with_full_marks(raw, 1.0) != raw


def with_full_marks(raw: Any, of: float) -> Any:
    """Return a yardstick as keys and values with `of` written where its points had no full marks."""
    if not isinstance(raw, Mapping):
        return raw
    if raw.get("rule") in IN_POINTS and raw.get("of") is None:
        # As YAML reads it: 5, not 5.0.
        return {**raw, "of": int(of) if of.is_integer() else of}
    if raw.get("rule") != "cases":
        return raw
    cases = [
        {**case, "score": with_full_marks(case.get("score"), of)} if isinstance(case, Mapping) else case
        for case in raw.get("cases", ())
    ]
    made = {**raw, "cases": type(raw.get("cases", []))(cases)}
    if raw.get("otherwise") is not None:
        made["otherwise"] = with_full_marks(raw["otherwise"], of)
    return made


@cache
def _reader() -> TypeAdapter[Any]:
    return TypeAdapter(Scoring)


def _node(node: Branch | Indicator, moved: Mapping[str, float]) -> Branch | Indicator:
    if isinstance(node, Branch):
        children = tuple(_node(child, moved) for child in node.children)
        same = all(new is old for new, old in zip(children, node.children, strict=True))
        return node if same else node.model_copy(update={"children": children})
    if node.code not in moved or node.score is None:
        return node
    raw = _raw(node.score)
    made = with_full_marks(raw, moved[node.code])
    return node if made == raw else node.model_copy(update={"score": _reader().validate_python(made)})


def _replaced(replace: Mapping[str, Mapping[str, Any]], moved: Mapping[str, float]) -> dict[str, Any]:
    return {
        code: {**keys, "score": with_full_marks(keys["score"], moved[code])}
        if code in moved and "score" in keys
        else dict(keys)
        for code, keys in replace.items()
    }
