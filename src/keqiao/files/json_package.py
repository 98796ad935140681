"""The JSON files of a ZIP package, such as one of the Open Cap Format, with the bounds of all packages."""

from __future__ import annotations

import json
from pathlib import Path

from keqiao.files.packages import LARGEST_PART, Package, too_large


def json_texts(path: Path) -> dict[str, str]:
    """Return the texts of a package's JSON files by name. Raises FileProblem."""
    with Package(path, path.name) as package:
        names = [name for name in package.names if name.lower().endswith(".json")]
        size = sum(package.size(name) for name in names)
        if size > LARGEST_PART:
            raise too_large(size)
        return {name: _text(package, name) for name in names}


def json_texts_apart(path: Path, *_arguments: str) -> bytes:
    """Return the same as bytes, for a process apart. Raises FileProblem."""
    return json.dumps(json_texts(path)).encode()


def _text(package: Package, name: str) -> str:
    with package.open(name) as stream:
        return stream.read().decode("utf-8-sig", "replace")
