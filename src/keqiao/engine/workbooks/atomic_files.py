"""Writing a file so that it is either there whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keqiao.language import Message, message

_REASONS = {
    errno.ENOENT: message("there is no such file or folder"),
    errno.EACCES: message("you have no right to it"),
    errno.EPERM: message("you have no right to it"),
    errno.EROFS: message("the disk is read-only"),
    errno.ENOSPC: message("the disk is full"),
    errno.ENAMETOOLONG: message("the name is too long"),
    errno.ENOTDIR: message("a part of the path is not a folder"),
}


def reason_of(error: OSError) -> Message | str:
    """Why the system refused a file, in words."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


class OutputError(Exception):
    """A file cannot be written; the message says which and why."""

    def __init__(self, sentence: Message) -> None:
        self.message = sentence
        super().__init__(str(sentence))

    def in_language(self, language: str) -> str:
        """The reason on one line."""
        return self.message.in_language(language)


@contextmanager
def written_at_once(path: Path) -> Iterator[Path]:
    """A neighbouring path to write to; on success it takes the place of ``path`` in one step.

    Raises :class:`OutputError` where the folder is missing, not writable or full; then nothing is left behind.
    """
    path = Path(path)
    temporary: Path | None = None
    try:
        if path.is_dir():
            raise OutputError(message("{path} is a folder; name a file.", path=str(path)))
        handle, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        # mkstemp makes a file that only its owner reads; a result has the rights of any new file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(
            message("{path} cannot be written: {error}.", path=str(path), error=reason_of(error))
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
