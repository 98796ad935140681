"""Making a back-up while people work."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import keqiao
from keqiao.language import message
from keqiao.web.backups import database
from keqiao.web.backups.manifest import (
    DATABASES,
    FILES,
    FOLDERS,
    KEYS,
    MANIFEST,
    BackupError,
    Manifest,
    hash_of,
)
from keqiao.web.site import environment


def back_up(
    target: Path, *, keys: bool = True, progress: Callable[[str], None] = lambda name: None
) -> Manifest:
    """Write the installation of this environment into one file, readable by its owner alone.

    The heads of the audit log are copied first, then the database as of one moment, then the files: what the heads and
    the rows vouch for is in the file; files that come meanwhile may be in it without a row. A job's result that expires
    meanwhile is left out. ``keys``: with the keys of the installation, without which sealed fields and the keyed chain
    cannot be read.

    Raises :class:`BackupError`, and leaves no half-written file.
    """
    data = environment.data_folder()
    settings = environment.database(data)
    if target.exists():
        raise BackupError(message("{path} is there already.", path=str(target)))
    kind = database.kind_of(settings)
    entries: dict[str, dict[str, object]] = {}
    partial = target.with_name(f".{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".keqiao-backup-") as folder:
            descriptor = os.open(partial, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with (
                os.fdopen(descriptor, "wb") as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                copied = Path(folder, DATABASES[kind])
                for name in FILES:
                    if (keys or name not in KEYS) and (data / name).is_file():
                        entries[name] = _add(archive, data / name, name)
                progress(DATABASES[kind])
                database.save(settings, copied)
                entries[copied.name] = _add(archive, copied, copied.name)
                for path in _files(data):
                    name = path.relative_to(data).as_posix()
                    progress(name)
                    try:
                        entries[name] = _add(archive, path, name)
                    except FileNotFoundError:
                        continue
                manifest = Manifest(
                    keqiao.__version__, kind, datetime.now(UTC).isoformat(timespec="seconds"), entries
                )
                archive.writestr(MANIFEST, manifest.text())
        partial.replace(target)
    except OSError as error:
        raise BackupError(message("The back-up cannot be written: {reason}", reason=str(error))) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _files(data: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for here, folders, names in os.walk(data / folder):
            folders.sort()
            yield from (Path(here, name) for name in sorted(names))


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> dict[str, object]:
    """Add a file; the hash is that of what was written, though the file may grow meanwhile."""
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        sha256, size = hash_of(source, sink)
    return {"sha256": sha256, "size": size}
