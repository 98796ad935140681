"""Bringing a back-up back into an empty place."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from keqiao.language import message
from keqiao.web.backups import database
from keqiao.web.backups.manifest import (
    DATABASES,
    FILES,
    FOLDERS,
    BackupError,
    Manifest,
    checked_entries,
    read_manifest,
)
from keqiao.web.site import environment


def restore(source: Path, *, progress: Callable[[str], None] = lambda name: None) -> Manifest:
    """Check the whole back-up, then put database and files in the place that this environment names.

    The place has to be empty of an installation: KEQIAO_DATA without our files, the database without tables. The
    database comes last, so that an interrupted restore leaves nothing that would start.

    Raises :class:`BackupError`; nothing is written before every entry was found to be what was backed up.
    """
    data = environment.data_folder()
    settings = environment.database(data)
    taken = [name for name in (*FILES, *FOLDERS) if (data / name).exists()]
    if taken:
        raise BackupError(
            message(
                "{path} holds an installation already ({names}). Restore into an empty place.",
                path=str(data),
                names=", ".join(taken),
            )
        )
    database.refuse_filled(settings)
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = read_manifest(archive)
            if manifest.database != database.kind_of(settings):
                raise BackupError(
                    message(
                        "The back-up is of {kind}; DATABASE_URL names another kind of database.",
                        kind=manifest.database,
                    )
                )
            for name in checked_entries(archive, manifest):
                progress(name)
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
                archive.extractall(folder, sorted(manifest.entries))
                _close(Path(folder))
                for name in (*FOLDERS, *FILES):
                    if Path(folder, name).exists():
                        shutil.move(Path(folder, name), data / name)
                database.bring_back(settings, Path(folder, DATABASES[manifest.database]))
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupError(
            message("{path} cannot be restored: {reason}", path=str(source), reason=str(error))
        ) from error
    return manifest


def _close(folder: Path) -> None:
    """Take group and others off what was unpacked."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
