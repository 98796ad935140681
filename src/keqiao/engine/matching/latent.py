"""Latent semantic analysis (Deerwester et al. 1990): which texts speak of the same, though in other words.

Terms that stand in the same profiles lie near each other in a space of few dimensions, so that a vague need comes near
the offers that tell the particulars. The space is made of the profiles themselves: no model, nothing from outside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.text import Analyzer

DIMENSIONS, ROUNDS, SPARE = 100, 4, 10
"""Of the space; of the iteration that finds it (randomised subspaces, Halko et al. 2011); beyond what is kept."""
BODY = 0.6
"""What a term in the text of a need weighs against one in its title."""
SEED = 20240523
Vectors = npt.NDArray[Any]


class LatentSpace:
    """Profiles as directions in a space of few dimensions."""

    def __init__(self, profiles: Sequence[Profile], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._places = {profile.key: place for place, profile in enumerate(profiles)}
        texts = [Counter(analyzer.terms(f"{profile.title}\n{profile.body}")) for profile in profiles]
        having = Counter(term for text in texts for term in text)
        often = [term for term, number in having.items() if number > 1]
        self._terms = {term: place for place, term in enumerate(often)}
        having_each = np.array([having[term] for term in often], dtype=np.float64)
        count = len(profiles)
        self._rarity = np.log(1 + (count - having_each + 0.5) / (having_each + 0.5)).astype(np.float32)
        matrix = self._unit_rows(texts)
        self._axes = _axes(matrix)
        self._directions = _unit(matrix @ self._axes)

    def nearness(self, need: Profile, keys: Sequence[str]) -> list[float]:
        """The cosine (−1…1) of a need with each of these profiles; 0 where nothing of either is known."""
        weights: dict[str, float] = defaultdict(float)
        for text, share in ((need.title, 1.0), (need.body, BODY)):
            for term, times in Counter(self._analyzer.terms(text)).items():
                weights[term] += share * (1 + float(np.log(times)))
        places = [place for term in weights if (place := self._terms.get(term)) is not None]
        weighted = np.array([weights[term] for term in weights if term in self._terms], dtype=np.float32)
        direction = _unit((weighted * self._rarity[places]) @ self._axes[places]) if places else None
        if direction is None:
            return [0.0 for _key in keys]
        return [float(self._directions[self._places[key]] @ direction) for key in keys]

    def _unit_rows(self, texts: Sequence[Mapping[str, int]]) -> sp.csr_matrix:
        """Profiles × terms, (1 + ln of how often) × rarity, each row of length 1."""
        known = [
            (row, self._terms[t], n)
            for row, text in enumerate(texts)
            for t, n in text.items()
            if t in self._terms
        ]
        rows, columns, times = np.array(known, dtype=np.int64).reshape(-1, 3).T
        values = (1 + np.log(np.maximum(times, 1))) * self._rarity[columns]
        matrix = sp.csr_matrix(
            (values.astype(np.float32), (rows, columns)), shape=(len(texts), len(self._terms))
        )
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        return (sp.diags(1 / np.maximum(lengths, 1e-9).astype(np.float32)) @ matrix).tocsr()


def _axes(matrix: sp.csr_matrix) -> Vectors:
    """The directions of terms along which the profiles differ most: terms × dimensions."""
    profiles, terms = matrix.shape
    wanted = min(DIMENSIONS, profiles, terms)
    if not wanted:
        return np.zeros((terms, 0), dtype=np.float32)
    other = matrix.T.tocsr()
    base = np.random.default_rng(SEED).standard_normal((profiles, min(wanted + SPARE, profiles)))
    base = base.astype(np.float32)
    for _round in range(ROUNDS):
        base, _upper = np.linalg.qr(matrix @ (other @ base))
    small = other @ base
    squares, turns = np.linalg.eigh(small.T @ small)
    best = np.argsort(-squares)[:wanted]
    axes: Vectors = (small @ turns[:, best]) / np.sqrt(np.maximum(squares[best], 1e-12))
    return axes


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    directions: Vectors = vectors / np.maximum(lengths, 1e-9)
    return directions
