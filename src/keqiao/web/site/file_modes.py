"""The files of an installation are its own account's: no group and no stranger reads database, uploads, key or log.

New files come so by the umask (``settings``); here those are put right that an earlier version, a copy or a restore
left open. Only what the system itself writes is touched, since KEQIAO_DATA may name a folder that holds more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OWN_FILES = ("*.sqlite3", "*.sqlite3-*", "*.key", "*.log", "audit*")
OWN_FOLDERS = ("media", "audit-archive")


def close(folder: Path, database: str = "") -> tuple[list[Path], list[Path]]:
    """Take group and others off the data folder and our files in it; ``database``: a SQLite file elsewhere.

    Returns what was open and is closed now, and what could not be closed because it belongs to another account.
    """
    closed: list[Path] = []
    left: list[Path] = []
    for path in _own(folder, database):
        try:
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode) or not mode & OTHERS:
                continue
            path.chmod(stat.S_IMODE(mode) & ~OTHERS)
            closed.append(path)
        except FileNotFoundError:
            continue  # (a file of SQLite that has just gone)
        except PermissionError:
            left.append(path)
    return closed, left


def _own(folder: Path, database: str) -> Iterator[Path]:
    if folder.is_dir():
        yield folder
        for pattern in OWN_FILES:
            yield from (path for path in folder.glob(pattern) if path.is_file())
    if database:
        yield from (Path(f"{database}{ending}") for ending in ("", "-wal", "-shm", "-journal"))
    for name in OWN_FOLDERS:
        for here, _folders, files in os.walk(folder / name):
            yield Path(here)
            yield from (Path(here, file) for file in files)
