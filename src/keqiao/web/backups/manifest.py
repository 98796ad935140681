"""What a back-up holds: a zip file whose manifest names every other entry with its size and SHA-256."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from keqiao.language import Message, message

MANIFEST = "manifest.json"
FORMAT = 1
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""How the database stands in the file: a copy, or what ``pg_dump`` writes in its own format."""
KEYS = ("secret.key", "audit.key")
FILES = ("audit-heads.log", *KEYS)
FOLDERS = ("media", "audit-archive")
BLOCK = 1 << 20


class BackupError(Exception):
    """A back-up cannot be made, read or brought back; ``sentence`` tells why and what to do."""

    def __init__(self, sentence: Message) -> None:
        self.sentence = sentence
        super().__init__(sentence.in_language("en"))


@dataclass(frozen=True)
class Manifest:
    """The entries of a back-up by name, and what they are a copy of."""

    version: str
    """Of Keqiao, which made it."""
    database: str
    made_at: str
    entries: dict[str, dict[str, Any]]

    def text(self) -> str:
        """As JSON."""
        content = {
            "format": FORMAT,
            "keqiao": self.version,
            "database": self.database,
            "made_at": self.made_at,
            "entries": self.entries,
        }
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest of a back-up. Raises :class:`BackupError` for a file that is none, or of a later format."""
    try:
        content = json.loads(archive.read(MANIFEST))
        manifest = Manifest(
            content["keqiao"], content["database"], content["made_at"], dict(content["entries"])
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError(message("The file is no back-up of Keqiao.")) from error
    if content.get("format") != FORMAT or manifest.database not in DATABASES:
        raise BackupError(
            message("The back-up was made by a later version. Install that version and restore with it.")
        )
    return manifest


def checked_entries(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    """Go through all entries; each is yielded once its content was found to be what the manifest says.

    Raises :class:`BackupError` naming the first that is missing, changed or does not belong.
    """
    names = set(archive.namelist()) - {MANIFEST}
    for name in sorted(names | set(manifest.entries)):
        if name not in manifest.entries or not is_ours(name):
            raise BackupError(message("{name} does not belong to the back-up.", name=name))
        if name not in names:
            raise BackupError(message("{name} is missing in the back-up.", name=name))
        try:
            with archive.open(name) as file:
                sha256, size = hash_of(file)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise BackupError(message("{name} is damaged: {reason}", name=name, reason=str(error))) from error
        if {"sha256": sha256, "size": size} != manifest.entries[name]:
            raise BackupError(message("{name} is not what was backed up.", name=name))
        yield name


def is_ours(name: str) -> bool:
    """Whether an entry of this name may stand in a back-up: no way out of the data folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or name != str(path):
        return False
    return name in {*FILES, *DATABASES.values()} or (len(path.parts) > 1 and path.parts[0] in FOLDERS)


def hash_of(file: IO[bytes], sink: IO[bytes] | None = None) -> tuple[str, int]:
    """SHA-256 and size of what is left of a file; it is written to ``sink`` on the way."""
    digest, size = hashlib.sha256(), 0
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
        if sink is not None:
            sink.write(block)
    return digest.hexdigest(), size
