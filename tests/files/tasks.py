"""Tasks that behave well and badly, for the tests of the confinement."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keqiao.files.packages import damaged
from keqiao.files.problems import FileProblem


def upper(path: Path, more: str = "") -> bytes:
    return path.read_bytes().upper() + more.encode()


def refuse(_path: Path) -> bytes:
    problem = damaged(ValueError("17 < 18"))
    raise FileProblem(problem.code, problem.sentence, problem.remedy, "Sheet1")


def spin(_path: Path) -> bytes:
    while True:
        pass


def grow(_path: Path) -> bytes:
    held = []
    while True:
        held.append(bytes(1 << 24))


def crash(_path: Path) -> bytes:
    raise SystemError("broken")


def chatter(_path: Path) -> bytes:
    return bytes(50 << 20)


def environment(_path: Path) -> bytes:
    return json.dumps(sorted(os.environ)).encode()
