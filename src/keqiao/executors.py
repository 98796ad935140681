"""Who computes what is heavy: this process, processes of this machine, or a Dask cluster, by an address.

``""`` this process; ``processes:4`` four processes of this machine; ``tcp://host:8786`` (or ``tls://``) the scheduler
of a Dask cluster, whose workers have the same versions installed. Nothing is opened before the first piece of work.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from keqiao.language import message
from keqiao.pieces import ExecutorError, LostExecutorError

if TYPE_CHECKING:
    from distributed import Client

SECONDS_TO_CONNECT = 10
SCHEMES = ("tcp://", "tls://")
PROCESSES = "processes:"
MOST_PROCESSES = 256
RETRIES = 3
"""A piece whose worker died is handed to another so often."""


class LazyExecutor(Executor):
    """An executor that is opened by its first piece of work; ``close`` ends what was opened."""

    def __init__(self, opening: Callable[[], tuple[Executor, Callable[[], object]]]) -> None:
        self._opening = opening
        self._opened: tuple[Executor, Callable[[], object]] | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a piece of work. Raises :class:`~keqiao.pieces.ExecutorError` where nobody takes it."""
        if self._opened is None:
            self._opened = self._opening()
        return self._opened[0].submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End what was opened; pieces that have not begun are left."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened[1]()


class DaskExecutor(Executor):
    """The workers of a Dask cluster. (distributed's own executor mixes up its answers while a scheduler ends.)"""

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out a piece of work. Raises :class:`~keqiao.pieces.LostExecutorError` where the scheduler is gone."""
        if self._client.status != "running":
            raise LostExecutorError
        return DaskFuture(self._client.submit(fn, *args, pure=False, retries=RETRIES, **kwargs))


class DaskFuture(Future[Any]):
    """The answer to a piece of work in a Dask cluster."""

    def __init__(self, held: Any) -> None:
        super().__init__()
        self._held = held

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the answer. Raises what the work raised, or ``ExecutorError`` where the cluster cannot give it."""
        try:
            return self._held.result(timeout)
        except (Exception, asyncio.CancelledError) as error:
            if self._held.status != "error":
                raise LostExecutorError from error
            if type(error).__name__ != "KilledWorker":
                raise
            raise ExecutorError(
                message(
                    "Workers of the cluster died again and again of the same piece of work; most likely their "
                    "memory is too small. Give each more, or start fewer on a machine."
                )
            ) from error

    def cancel(self) -> bool:
        """Take the work back unless it is done."""
        self._held.cancel()
        return True


@contextmanager
def executor_at(address: str) -> Iterator[Executor | None]:
    """The executor that an address names, None for this process; ended with the block.

    Raises :class:`~keqiao.pieces.ExecutorError` for an address that is none, and, with the first piece of work, where
    nobody answers there.
    """
    opening = opening_of(address.strip())
    if opening is None:
        yield None
        return
    executor = LazyExecutor(opening)
    try:
        yield executor
    finally:
        executor.shutdown()


def opening_of(address: str) -> Callable[[], tuple[Executor, Callable[[], object]]] | None:
    """What opens the executor of an address and gives it with what ends it. Raises ``ExecutorError``."""
    if not address:
        return None
    count = address.removeprefix(PROCESSES)
    if address.startswith(PROCESSES) and count.isdecimal() and 1 <= int(count) <= MOST_PROCESSES:
        return lambda: _processes(int(count))
    if address.startswith(SCHEMES) and address.rpartition(":")[2].isdecimal():
        return lambda: _cluster(address)
    raise ExecutorError(
        message(
            "{address} names no cluster: write tcp://host:8786 for the scheduler of a Dask cluster, or processes:4 for "
            "processes of this machine.",
            address=address[:100],
        )
    )


def _processes(count: int) -> tuple[Executor, Callable[[], object]]:
    # Forked processes hang: polars' threads do not survive a fork.
    pool = ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
    return pool, lambda: pool.shutdown(cancel_futures=True)


def _cluster(address: str) -> tuple[Executor, Callable[[], object]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise ExecutorError(
            message("A cluster needs Dask. Install it: {words}", words='pip install "keqiao[dask]"')
        ) from error
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=SECONDS_TO_CONNECT, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise ExecutorError(
            message(
                "Nobody answers at {address} as the scheduler of a cluster. Look whether it runs there and whether "
                "this machine reaches it.",
                address=address,
            )
        ) from error
    return DaskExecutor(client), client.close
