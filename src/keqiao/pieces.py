"""Work cut into pieces, done here or by an executor (threads, processes, a cluster); answers come in the order of the
pieces.

How the work is cut does not depend on who does it, so that the numbers are the same with any executor or none.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any, TypeVar

from keqiao import __version__
from keqiao.language import Message, message

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")
AHEAD = 64
"""So many pieces are handed out before the first answer is there: all workers are busy, and memory is bounded."""
COMPUTING = ("numpy", "polars", "scipy", "numba")
"""Packages whose version may decide the last digit of a result."""


class ExecutorError(Exception):
    """Workers cannot do the pieces; the message says why and what to do."""

    def __init__(self, sentence: Message) -> None:
        self.message = sentence
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.message)

    def in_language(self, language: str) -> str:
        """The reason on one line, in ``language`` ("zh…" or "en…")."""
        return self.message.in_language(language)


class LostExecutorError(ExecutorError):
    """The executor ended before all pieces were done; nothing came of it, and the same work may be tried again."""

    def __init__(self) -> None:
        super().__init__(
            message(
                "The cluster was lost before the work was done; nothing was changed. Look whether its scheduler runs, "
                "and start the work again."
            )
        )


def in_pieces(
    executor: Executor | None, work: Callable[..., Answer], pieces: Sequence[Piece], *shared: Any
) -> Generator[Answer, None, None]:
    """``work(piece, *shared)`` of each piece, in order; a single piece is done here, whatever the executor.

    ``work`` is a function of a module, pieces and ``shared`` can be pickled. A process that dies takes nothing with it:
    what its pool still owes is done here. Who stops reading (``close``) takes back what has not begun. Raises
    :class:`LostExecutorError` where a cluster is lost, :class:`ExecutorError` where a worker runs other versions than
    this process.
    """
    if executor is None or len(pieces) < 2:
        yield from (work(piece, *shared) for piece in pieces)
        return
    waiting: deque[tuple[Piece, Future[Answer] | None]] = deque()
    left = iter(pieces)
    try:
        while True:
            waiting.extend(
                (piece, _submitted(executor, work, piece, shared))
                for piece in islice(left, AHEAD - len(waiting))
            )
            if not waiting:
                return
            piece, future = waiting.popleft()
            yield work(piece, *shared) if future is None else _answer(future, work, piece, shared)
    finally:
        for _piece, future in waiting:
            if future is not None:
                future.cancel()


def _submitted(
    executor: Executor, work: Callable[..., Answer], piece: Piece, shared: tuple[Any, ...]
) -> Future[Answer] | None:
    """None where the executor takes nothing any more."""
    try:
        return executor.submit(done_elsewhere, versions(), work, piece, *shared)
    except BrokenExecutor:
        return None


def _answer(
    future: Future[Answer], work: Callable[..., Answer], piece: Piece, shared: tuple[Any, ...]
) -> Answer:
    try:
        return future.result()
    except BrokenExecutor:
        return work(piece, *shared)
    except CancelledError as error:
        raise LostExecutorError from error


def done_elsewhere(expected: tuple[str, ...], work: Callable[..., Answer], *arguments: Any) -> Answer:
    """A piece of work in another process, which has to run the same versions. Raises :class:`ExecutorError`."""
    own = versions()
    if own != expected:
        raise ExecutorError(
            message(
                "A worker runs other versions than this process ({worker} instead of {here}): the last digits could "
                "differ. Install the same on every machine.",
                worker=", ".join(sorted(set(own) - set(expected))),
                here=", ".join(sorted(set(expected) - set(own))),
            )
        )
    return work(*arguments)


@cache
def versions() -> tuple[str, ...]:
    """What decides the numbers of this process: Python, the product and the packages that compute."""
    installed = [f"Python {sys.version_info.major}.{sys.version_info.minor}", f"keqiao {__version__}"]
    for name in COMPUTING:
        try:
            installed.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return tuple(installed)
