"""Addresses of static files that carry a digest of the content, without a collecting step before the start.

Django's own manifest storage renames files when they are collected; here the files stay in their packages and the
address gets ``?v=<digest>``. A browser keeps a file for a month and asks again as soon as the content changes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class PackageStaticFiles(StaticFilesStorage):
    """Static files addressed by their digest and found in the packages."""

    def __init__(self) -> None:
        super().__init__()
        self._digests: dict[str, tuple[int, str]] = {}

    def url(self, name: str | None) -> str:
        """The address of ``name``; a file that does not exist gets its plain address (and a 404 when asked for)."""
        address = str(super().url(name))
        digest = self._digest(name or "")
        return f"{address}?v={digest}" if digest else address

    def _digest(self, name: str) -> str:
        """Twelve hexadecimal digits of the content's SHA-256; kept until the file changes."""
        file = finders.find(name)
        if not file:
            return ""
        path = Path(str(file))
        changed = path.stat().st_mtime_ns
        known = self._digests.get(name)
        if known is None or known[0] != changed:
            known = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
            self._digests[name] = known
        return known[1]
