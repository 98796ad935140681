"""Who computes what is heavy in a job: the executor that KEQIAO_CLUSTER names, at hand wherever the job's work is.

Outside a job there is none: a request computes in its own process.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

from keqiao.executors import executor_at

_executor: ContextVar[Executor | None] = ContextVar("executor", default=None)


@contextmanager
def with_executor() -> Iterator[None]:
    """Let :func:`current_executor` be that of the installation inside; it is opened by its first piece of work.

    Raises :class:`~keqiao.pieces.ExecutorError` where KEQIAO_CLUSTER names none.
    """
    with executor_at(settings.CLUSTER) as executor:
        token = _executor.set(executor)
        try:
            yield
        finally:
            _executor.reset(token)


def current_executor() -> Executor | None:
    """The executor of the job that is being done; None computes in this process."""
    return _executor.get()
