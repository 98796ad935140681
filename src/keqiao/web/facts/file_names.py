"""The name under which an evidence file is stored and taken: as people wrote it, with the extension of its type."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from keqiao.web.facts.examination import OFFICE

SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    f"{OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{OFFICE}wordprocessingml.document": ".docx",
    "application/ofd": ".ofd",
}
_ALSO = {"image/jpeg": {".jpeg", ".jpe"}}
LONGEST = 200


def file_name(given: str, media_type: str) -> str:
    """A name without path, control, direction and zero-width characters, ending as the type of its content does.

    Another extension of letters is replaced (``gnp.exe`` that is a PDF becomes ``gnp.pdf``), else one is added.
    """
    last = PurePosixPath(given.replace("\\", "/")).name
    name = "".join(
        letter for letter in last if not unicodedata.category(letter).startswith(("C", "Zl", "Zp"))
    )
    suffix = SUFFIXES.get(media_type, "")
    stem, point, extension = name.strip(" .").rpartition(".")
    if point and f".{extension.lower()}" in {suffix, *_ALSO.get(media_type, set())}:
        suffix = f".{extension}"
    elif not (point and extension.isascii() and extension.isalpha() and len(extension) <= 5):
        stem = name.strip(" .")
    return (stem.strip(" .")[: LONGEST - len(suffix)] or "file") + suffix
