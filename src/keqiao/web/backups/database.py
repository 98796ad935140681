"""The database of an installation in a file: SQLite by its own online copy, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from keqiao.language import message
from keqiao.web.backups.manifest import BackupError


def kind_of(settings: dict[str, Any]) -> str:
    """``sqlite`` or ``postgresql``."""
    return "sqlite" if settings["ENGINE"].endswith("sqlite3") else "postgresql"


def save(settings: dict[str, Any], target: Path) -> None:
    """Write the database as of one moment, while people go on working. Raises :class:`BackupError`."""
    if kind_of(settings) == "postgresql":
        _run(settings, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    source = Path(str(settings["NAME"]))
    if not source.is_file():
        raise BackupError(message("There is no database {path}.", path=str(source)))
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=40)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            # All pages in one step: SQLite begins anew whenever somebody writes between two.
            live.backup(copy, pages=-1)
    except sqlite3.Error as error:
        raise BackupError(message("The database cannot be read: {reason}", reason=str(error))) from error


def refuse_filled(settings: dict[str, Any]) -> None:
    """Raise :class:`BackupError` where a database stands already: a back-up is brought to an empty place only."""
    if kind_of(settings) == "sqlite":
        if Path(str(settings["NAME"])).exists():
            raise BackupError(
                message(
                    "There is a database already: {path}. Restore into an empty place.", path=settings["NAME"]
                )
            )
        return
    counted = _run(
        settings, "psql", "-Atc", "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    )
    if counted.strip() != "0":
        raise BackupError(message("The database holds tables already. Restore into an empty one."))


def bring_back(settings: dict[str, Any], source: Path) -> None:
    """Put the database of a back-up in its place. Raises :class:`BackupError`."""
    if kind_of(settings) == "postgresql":
        _run(
            settings,
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            str(source),
        )
        return
    target = Path(str(settings["NAME"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
    target.chmod(0o600)


def _run(settings: dict[str, Any], program: str, *words: str) -> str:
    """Run a program of PostgreSQL's client on the database; what it prints."""
    if shutil.which(program) is None:
        raise BackupError(
            message(
                "{program} is not installed. Install the client of PostgreSQL, of the server's version or later.",
                program=program,
            )
        )
    environment = os.environ | {"PGPASSWORD": str(settings.get("PASSWORD") or "")}
    place = [f"--dbname={settings['NAME']}"]
    place += [f"--host={settings['HOST']}"] if settings.get("HOST") else []
    place += [f"--port={settings['PORT']}"] if settings.get("PORT") else []
    place += [f"--username={settings['USER']}"] if settings.get("USER") else []
    done = subprocess.run(  # noqa: S603 - a program of the database, no shell
        [program, *place, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise BackupError(message("{program}: {reason}", program=program, reason=reason))
    return done.stdout
