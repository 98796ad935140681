"""The best counterparts of every need, as a night's work: in pieces, in this process or in many.

The needs are cut into pieces, and every worker opens the same folder of the index, which the system keeps in memory
once for all of them. Cutting the offers instead would give each piece other rarities of terms and so other scores. The
pairs are the same with any number of workers, as long as nobody writes to the folder meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from pathlib import Path

from keqiao.engine.matching.index_folder import IndexFolder
from keqiao.engine.matching.lexicon import Lexicon
from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.ranking import ranking
from keqiao.language import Message, message

PIECE = 250
"""Needs in one piece of work."""
Pairs = list[tuple[str, float]]
"""Keys of counterparts and their scores (0–100), best first."""
Progress = Callable[[float, Message], None]


class MissingIndexError(Exception):
    """There is no index in this folder, or it is damaged."""


def all_pairs(
    needs: Sequence[Profile],
    folder: IndexFolder,
    most: int,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[str, Pairs]]:
    """Each need's key and its ``most`` best counterparts, in the order of the needs.

    ``executor``: threads, processes or a cluster whose workers see the folder under the same path; None works here.
    Raises :class:`MissingIndexError`.
    """
    if folder.opened() is None:
        raise MissingIndexError(str(folder.place))
    pieces = [needs[start : start + PIECE] for start in range(0, len(needs), PIECE)]
    answers: Iterable[list[Pairs]]
    if executor is None:
        answers = (_piece(piece, folder, most) for piece in pieces)
    else:
        waiting = [
            executor.submit(_piece_elsewhere, piece, folder.place, folder.lexicon, most) for piece in pieces
        ]
        answers = (future.result() for future in waiting)
    for number, (piece, answer) in enumerate(zip(pieces, answers, strict=True), 1):
        yield from zip((need.key for need in piece), answer, strict=True)
        if progress is not None:
            progress(number / len(pieces), message("Looking for counterparts"))


def _piece(needs: Sequence[Profile], folder: IndexFolder, most: int) -> list[Pairs]:
    index = folder.opened()
    if index is None:
        raise MissingIndexError(str(folder.place))
    return [
        [(ranked.key, ranked.score) for ranked in ranking(need, index, folder.lexicon, most)]
        for need in needs
    ]


def _piece_elsewhere(needs: Sequence[Profile], place: Path, lexicon: Lexicon, most: int) -> list[Pairs]:
    return _piece(needs, _folder(place, lexicon), most)


@lru_cache(maxsize=2)
def _folder(place: Path, lexicon: Lexicon) -> IndexFolder:
    """The folder of a worker, opened once for all pieces."""
    return IndexFolder(place, lexicon)
