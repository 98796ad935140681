"""The best counterparts of every need, as a night's work: in pieces, in this process or in many.

The needs are cut into pieces, and every worker opens the same folder of the index, which the system keeps in memory
once for all of them. Cutting the offers instead would give each piece other rarities of terms and so other scores. The
pairs are the same with any number of workers, as long as nobody writes to the folder meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from keqiao.engine.matching.index import TextIndex
from keqiao.engine.matching.lexicon import Lexicon
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.ranking import ranking
from keqiao.engine.matching.text import analyzer_of
from keqiao.language import Message, message
from keqiao.pieces import in_pieces

PIECE = 250
"""Needs in one piece of work."""
Pairs = list[tuple[str, float]]
"""Keys of counterparts and their scores (0–100), best first."""
Progress = Callable[[float, Message], None]


class MissingIndexError(Exception):
    """There is no index in this folder, or it is damaged."""


def all_pairs(
    needs: Sequence[Profile],
    folder: Path,
    lexicon: Lexicon,
    most: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[str, Pairs]]:
    """Each need's key and its ``most`` best counterparts, in the order of the needs.

    ``executor``: threads, processes or a cluster whose workers see the folder under the same path; None works here.
    Raises :class:`MissingIndexError`.
    """
    index = _opened(folder, lexicon)
    pieces = [needs[start : start + PIECE] for start in range(0, len(needs), PIECE)]
    answers = (
        in_pieces(None, _piece, pieces, index, lexicon, most)
        if executor is None
        else in_pieces(executor, _piece_elsewhere, pieces, folder, lexicon, most)
    )
    with closing(answers):
        for number, (piece, answer) in enumerate(zip(pieces, answers, strict=True), 1):
            yield from zip((need.key for need in piece), answer, strict=True)
            if progress is not None:
                progress(number / len(pieces), message("Looking for counterparts"))


def _piece(needs: Sequence[Profile], index: TextIndex, lexicon: Lexicon, most: int) -> list[Pairs]:
    return [[(ranked.key, ranked.score) for ranked in ranking(need, index, lexicon, most)] for need in needs]


def _piece_elsewhere(needs: Sequence[Profile], folder: Path, lexicon: Lexicon, most: int) -> list[Pairs]:
    index = _opened_once(folder, lexicon)
    index.reload()
    return _piece(needs, index, lexicon, most)


def _opened(folder: Path, lexicon: Lexicon) -> TextIndex:
    if not folder.is_dir():
        raise MissingIndexError(str(folder))
    try:
        return TextIndex(analyzer_of(lexicon.words), folder=folder)
    except (OSError, ValueError) as error:
        raise MissingIndexError(str(folder)) from error


@lru_cache(maxsize=2)
def _opened_once(folder: Path, lexicon: Lexicon) -> TextIndex:
    """The index of a worker, opened once for all pieces."""
    return _opened(folder, lexicon)
