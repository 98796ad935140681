"""A process of its own that reads one file from outside, with limits of time and memory.

A damaged or hostile file may take all time and memory or bring a reading library down; in a process of its own it takes
only that. :func:`confined` starts ``python -m keqiao.files.confinement MODULE:FUNCTION FILE ARGUMENT…``, sets the
limits before anything of the file is read, kills on overtime and takes back bytes: JSON or a picture, never objects
that Python would run. The process has no environment but the path: no key, no address of a database.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from keqiao.files.problems import FileProblem
from keqiao.language import Message, message

MEGABYTE = 1 << 20
STARTING = 6
"""Seconds that a process may take beside its reading, on a machine that has much else to do."""
_PROBLEM, _NO_MEMORY = 4, 5


@dataclass(frozen=True)
class Limits:
    """What a reading may take: seconds of CPU, bytes of memory, bytes of its answer."""

    seconds: int
    memory: int
    answer: int = 64 * MEGABYTE

    @classmethod
    def for_file(cls, size: int) -> Limits:
        """The limits for reading a file of ``size`` bytes: what honest files take on a slow machine, and half more."""
        megabytes = size / MEGABYTE
        return cls(
            math.ceil(3 + 1.5 * megabytes),
            int((220 + 60 * megabytes) * MEGABYTE),
            int((16 + 16 * megabytes) * MEGABYTE),
        )


class Queue:
    """How many readings of a kind run at once in this process of the server; others wait for a while."""

    def __init__(self, at_once: int, patience: float) -> None:
        self._places, self._patience = threading.BoundedSemaphore(at_once), patience

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=self._patience):
            raise FileProblem(
                "busy",
                message("Many files are being read at this moment."),
                message("Wait a minute and try again."),
            )

    def __exit__(self, *_args: object) -> None:
        self._places.release()


READING = Queue(2, 20)
DRAWING = Queue(2, 8)


def confined(
    task: str,
    path: Path,
    arguments: Sequence[str] = (),
    *,
    limits: Limits | None = None,
    queue: Queue = READING,
) -> bytes:
    """Let ``task`` (``module:function``, which takes a path and strings and returns bytes) read a file; its answer.

    Raises FileProblem: what the task found, ``too_long``, ``too_much`` memory, ``unreadable`` when it broke down, or
    ``busy`` when too many others are reading.
    """
    limits = limits or Limits.for_file(path.stat().st_size)
    command = [
        sys.executable,
        "-m",
        "keqiao.files.confinement",
        str(limits.seconds),
        str(limits.memory),
        task,
        str(path),
        *arguments,
    ]
    with queue:
        code, answer = run(command, seconds=2 * limits.seconds + STARTING, most=limits.answer)
    if code == 0:
        return answer
    if code == _PROBLEM:
        raise _problem(answer)
    raise _broken_down(code)


def run(command: Sequence[str], *, seconds: float, most: int) -> tuple[int, bytes]:
    """Run a command without our environment; its code (negative: the signal that ended it) and at most ``most`` bytes.

    After ``seconds`` it and what it started are killed.
    """
    kept = {
        key: os.environ[key]
        for key in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR")
        if key in os.environ
    }
    process = subprocess.Popen(  # noqa: S603 - our own program, or the one that the installation names
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kept
        | {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )
    timer = threading.Timer(seconds, _kill, (process,))
    timer.start()
    try:
        answer = process.stdout.read(most + 1) if process.stdout is not None else b""
        if len(answer) > most:
            _kill(process)
        return process.wait(), answer
    finally:
        timer.cancel()
        _kill(process)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _broken_down(code: int) -> FileProblem:
    if code in {-signal.SIGKILL, -signal.SIGXCPU}:  # killed by us, or by the limit of CPU time
        return FileProblem(
            "too_long",
            message("Reading the file takes too long."),
            message("Hand in a smaller file, or save it anew in Excel or WPS."),
        )
    if code in {_NO_MEMORY, -signal.SIGABRT}:  # a library aborts where it gets no memory
        return FileProblem(
            "too_much",
            message("Reading the file takes too much memory."),
            message("Hand in a smaller file, or save it anew in Excel or WPS."),
        )
    return FileProblem(
        "unreadable",
        message("The file is damaged and cannot be read."),
        message("Open it in the program that wrote it, and save it anew."),
    )


def _problem(answer: bytes) -> FileProblem:
    """The problem that the process wrote as JSON."""
    try:
        code, sentence, remedy, place = json.loads(answer)
        return FileProblem(str(code), _message(sentence), _message(remedy), str(place))
    except (ValueError, TypeError, KeyError):
        return _broken_down(1)


def _message(written: dict[str, object]) -> Message:
    values = written["values"]
    if not isinstance(values, dict) or not all(
        isinstance(value, str | int | float) for value in values.values()
    ):
        raise TypeError("values of a message")
    return Message(str(written["template"]), values)


def written(sentence: Message) -> dict[str, object]:
    """A message as JSON; values that are no text and no number are written as text."""
    plain = {
        key: value if isinstance(value, str | int | float) else str(value)
        for key, value in sentence.values.items()
    }
    return {"template": sentence.template, "values": plain}


def main(arguments: Sequence[str]) -> int:
    """The process: limits first, then the task. Its answer is written out, a problem as JSON with code 4."""
    seconds, memory, task, path, *rest = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    out = sys.stdout.buffer
    try:
        module, _, name = task.partition(":")
        function: Callable[..., bytes] = getattr(importlib.import_module(module), name)
        out.write(function(Path(path), *rest))
    except FileProblem as problem:
        answer = [problem.code, written(problem.sentence), written(problem.remedy), problem.place]
        out.write(json.dumps(answer).encode())
        return _PROBLEM
    except MemoryError:
        return _NO_MEMORY
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
