"""Zip packages (.xlsx, .docx, .ofd) opened with bounds: parts, bytes when unpacked, how tightly they are packed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from keqiao.files.markup import Elements, End, Markup, MarkupError, Start
from keqiao.files.problems import FileProblem
from keqiao.language import Message, message

MOST_PARTS = 20_000
LARGEST_PACKAGE = 1_000_000_000
"""Bytes that a package may unpack to."""
LARGEST_PART = 50_000_000
"""Bytes of a part that is not a sheet: styles, texts, relations."""
LARGEST_SHEET = 800_000_000
"""Bytes of a sheet."""
TIGHTEST = 120
"""Bytes out of one byte; long dull sheets reach some 30."""
UNSUSPICIOUS = 5_000_000
"""A part that unpacks to no more may be packed as tightly as it likes."""
ELEMENTS_FREE, ELEMENTS_PACKED = 1_000_000, 4
"""Elements that any part may have, and those for each byte that it is packed to; dull sheets of zeros have some 2."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    NotImplementedError,
    ValueError,
    RuntimeError,
)
"""What reading a damaged package raises."""
REPAIR = message("Open it in the program that wrote it, and save it anew.")


def damaged(error: BaseException) -> FileProblem:
    """The problem of a file that cannot be read because of ``error``."""
    sentence = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return FileProblem(
        "damaged", message("The file is damaged and cannot be read: {error}.", error=sentence), REPAIR
    )


class Package:
    """An opened zip package whose parts are within the bounds. Close it, or use it in a ``with``."""

    def __init__(self, path: Path | IO[bytes], name: str = "") -> None:
        """Open a file or a stream, called ``name`` where people read of it. Raises FileProblem."""
        try:
            self._archive = zipfile.ZipFile(path)
        except DAMAGE as error:
            raise damaged(error) from error
        try:
            _guard(self._archive, name or Path(self._archive.filename or "").name)
        except FileProblem:
            self._archive.close()
            raise
        self.names: tuple[str, ...] = tuple(self._archive.namelist())
        self._folded = {part.replace("\\", "/").lstrip("/").casefold(): part for part in self.names}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_args: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    @property
    def unpacked(self) -> int:
        """Bytes of all parts when unpacked."""
        return sum(part.file_size for part in self._archive.infolist())

    def size(self, name: str) -> int:
        """Bytes of a part when unpacked."""
        return self._archive.getinfo(name).file_size

    def find(self, name: str) -> str | None:
        """The name of a part as the package writes it; letter case and a leading slash do not matter."""
        return self._folded.get(name.replace("\\", "/").lstrip("/").casefold())

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A part as a stream. Raises FileProblem for a damaged one."""
        try:
            with self._archive.open(name) as stream:
                yield stream
        except DAMAGE as error:
            raise damaged(error) from error

    def pull(self, name: str, start: Start, end: End | None = None, most: int = LARGEST_PART) -> None:
        """Read the mark-up of a part. Raises FileProblem."""
        self.read_into(name, Elements(start, end), most)

    def read_into(self, name: str, markup: Markup, most: int = LARGEST_PART) -> None:
        """Read the mark-up of a part into handlers made before. Raises FileProblem."""
        try:
            packed = self._archive.getinfo(name).compress_size
            markup.most_elements = ELEMENTS_FREE + ELEMENTS_PACKED * packed
            with self._archive.open(name) as stream:
                markup.read(stream, most)
        except (*DAMAGE, MarkupError) as error:
            raise damaged(error) from error


def _guard(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse encrypted parts and parts that unpack to more than memory should hold."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FileProblem(
            "password",
            message("{name} is protected by a password.", name=name),
            message("Take the password away and save the file again."),
        )
    unpacked = sum(part.file_size for part in parts)
    tight = any(
        part.file_size > UNSUSPICIOUS and part.file_size > TIGHTEST * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > LARGEST_PACKAGE or tight:
        raise too_large(unpacked)


def too_large(size: int) -> FileProblem:
    """The problem of a package that unpacks to ``size`` bytes."""
    sentence: Message = message(
        "The file unpacks to {size} MB, more than can be read.", size=max(size // 1_000_000, 1)
    )
    return FileProblem(
        "too_large", sentence, message("Hand in a smaller file, or the data in several files.")
    )
