"""A scheme with other weights and thresholds: pure, and as an official would write it.

What was asked for stays as asked; the other weights of the branch give way in proportion, so that its sum stays.
In a scheme of points a branch hands its new points down. A yardstick in points keeps its full marks: five of five
points stay 100 %, whatever the indicator then weighs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.scheme import Profiles
from keqiao.engine.schemes.tree import Branch, Weighting
from keqiao.web.evaluations.what_if.families import Node, branches, own_weights, points_of, values
from keqiao.web.evaluations.what_if.proportional_weights import exact, places, shared
from keqiao.web.evaluations.what_if.yardsticks import pinned

NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,12})?")


@dataclass(frozen=True)
class ScenarioChanges:
    """Numbers asked for, by key (see families), the one asked last at the end."""

    numbers: Mapping[str, Decimal] = field(default_factory=dict)

    @classmethod
    def read(cls, scheme: Scheme, pairs: Iterable[tuple[str, str]]) -> ScenarioChanges:
        """Return what an address asks for; keys that the scheme does not have and texts that are no number are
        left out.
        """
        known = values(scheme)
        entered: dict[str, Decimal] = {}
        for key, text in pairs:
            if key in known and NUMBER.fullmatch(text):
                entered.pop(key, None)
                entered[key] = Decimal(text)
        return cls(entered)

    def query(self) -> str:
        """Return the changes as part of an address."""
        return urlencode([(key, f"{value.normalize():f}") for key, value in self.numbers.items()])

    def without(self, *keys: str) -> ScenarioChanges:
        """Return the changes with some taken back."""
        return ScenarioChanges({key: value for key, value in self.numbers.items() if key not in keys})

    def then(self, more: Mapping[str, Decimal]) -> ScenarioChanges:
        """Return the changes with others asked after them."""
        return ScenarioChanges({**self.without(*more).numbers, **more})


def changed(scheme: Scheme, changes: ScenarioChanges) -> Scheme:
    """Return the scheme with the changes; the same object where nothing differs.

    Raises NotMovable where the yardsticks of the scheme do not allow it. Whether the result is a scheme that may
    be used is for the engine's checks to say.
    """
    entered = changes.numbers
    nodes = _nodes(scheme, scheme.indicators, scheme.weighting or scheme.defaults.weighting, entered, None)
    update: dict[str, object] = {}
    if nodes is not scheme.indicators:
        update["indicators"] = nodes
    grades = tuple(
        grade.model_copy(update={"at": float(entered[key])})
        if (key := f"g.{grade.code}") in entered and grade.at is not None and float(entered[key]) != grade.at
        else grade
        for grade in scheme.grades
    )
    if any(new is not old for new, old in zip(grades, scheme.grades, strict=True)):
        update["grades"] = grades
    made = scheme.model_copy(update=update) if update else scheme
    made = _profiled(scheme, made, entered)
    return made if made.indicators is scheme.indicators else pinned(scheme, made)


def _nodes(
    scheme: Scheme,
    nodes: tuple[Node, ...],
    weighting: Weighting | None,
    entered: Mapping[str, Decimal],
    goal: Decimal | None,
) -> tuple[Node, ...]:
    """Return siblings with their new weights, adding up to `goal` (to what they did where None)."""
    written = own_weights(scheme, nodes)
    weights = written
    if weighting is None:
        weights = _weights_of(written, [f"w.{node.code}" for node in nodes], entered, goal)
    moved = weights != written
    result = []
    for node, weight, before in zip(nodes, weights, written, strict=True):
        update: dict[str, object] = {}
        by_sum = node.weight is None and scheme.weights == "points" and isinstance(node, Branch)
        if moved and not by_sum and (node.weight is None or weight != before):
            update["weight"] = float(weight)
        if isinstance(node, Branch):
            handed = weight if scheme.weights == "points" and weight != before else None
            below = _nodes(
                scheme, node.children, node.weighting or scheme.defaults.weighting, entered, handed
            )
            if below is not node.children:
                update["children"] = below
        result.append(node.model_copy(update=update) if update else node)
    same = all(new is old for new, old in zip(result, nodes, strict=True))
    return nodes if same else tuple(result)


def _weights_of(
    written: Sequence[Decimal], keys: Sequence[str], entered: Mapping[str, Decimal], goal: Decimal | None
) -> list[Decimal]:
    """Return the weights of one family; the written ones where nothing is asked of it."""
    place = {key: number for number, key in enumerate(keys)}
    wanted = {place[key]: value for key, value in entered.items() if key in place}
    before = sum(written, Decimal(0))
    total = before if goal is None else goal
    if len(written) < 2:
        wanted = {}
    if (not wanted and total == before) or before == 0:
        return list(written)
    return shared(total, written, wanted, places(written, total))


def _profiled(scheme: Scheme, made: Scheme, entered: Mapping[str, Decimal]) -> Scheme:
    """Return the scheme with the weights by type that are asked for."""
    if scheme.profiles is None:
        return made
    weights = {
        word: _profile(scheme, made, f"p{number}.", old, entered)
        for number, (word, old) in enumerate(scheme.profiles.weights.items())
    }
    if weights == scheme.profiles.weights:
        return made
    profiles: Profiles = scheme.profiles.model_copy(update={"weights": weights})
    return made.model_copy(update={"profiles": profiles})


def _profile(
    scheme: Scheme, made: Scheme, prefix: str, old: Mapping[str, float], entered: Mapping[str, Decimal]
) -> dict[str, float]:
    """Return the weights of one type. Children of a node in points follow it where they added up to it."""
    new = dict(old)
    after = {node.code: node for node in made.walk()}
    for parent, children, weighting in branches(scheme):
        codes = [child.code for child in children if child.code in old]
        if weighting is not None or not codes:
            continue
        written = [exact(old[code]) for code in codes]
        goal = None
        if scheme.weights == "points" and parent is not None and len(codes) == len(children):
            anchor = exact(old[parent.code]) if parent.code in old else points_of(parent)
            if anchor == sum(written, Decimal(0)):
                goal = exact(new[parent.code]) if parent.code in new else points_of(after[parent.code])
        given = _weights_of(written, [prefix + code for code in codes], entered, goal)
        new |= {
            code: float(weight)
            for code, weight, before in zip(codes, given, written, strict=True)
            if weight != before
        }
    return new


def differences(scheme: Scheme, made: Scheme) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yield each number that differs: its key, before, after."""
    before, after = values(scheme), values(made)
    for key, value in before.items():
        if key in after and after[key] != value:
            yield key, value, after[key]
