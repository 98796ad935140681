"""Where uploaded files are kept: a file stays only where the transaction that names it is committed."""

from __future__ import annotations

import contextlib
import weakref
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import transaction


class _Kept:
    """What Django calls at the commit; after a roll-back nobody holds it any more."""

    def __init__(self) -> None:
        self.state = {"committed": False}

    def __call__(self) -> None:
        self.state["committed"] = True


class UploadStorage(FileSystemStorage):
    """Files in MEDIA_ROOT. One that could not be written whole, or whose row was rolled back, is removed.

    Django tells a commit, but no roll-back: it then drops what was to be called at the commit. That it goes uncalled is
    the sign here.
    """

    def _save(self, name: str, content: Any) -> str:
        try:
            name = super()._save(name, content)  # type: ignore[misc] # (the stubs do not know it)
        except OSError:
            # ``save`` has chosen a name that nobody has: what stands there now is the part that was written.
            with contextlib.suppress(OSError):
                self.delete(name)
            raise
        if transaction.get_connection().in_atomic_block:
            kept = _Kept()
            transaction.on_commit(kept)
            weakref.finalize(kept, _remove_unless, kept.state, self, name)
        return name


def _remove_unless(state: dict[str, bool], storage: UploadStorage, name: str) -> None:
    if not state["committed"]:
        with contextlib.suppress(OSError):
            storage.delete(name)
