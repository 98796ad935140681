"""Prose read in a process of its own, for files that somebody else made (:mod:`keqiao.files.confinement`)."""

from __future__ import annotations

import json
from pathlib import Path

from keqiao.engine.phrases.sources import numbered_lines, paragraphs_of


def lines(path: Path) -> bytes:
    """The lines of a Word document, PDF or text as JSON; see :func:`~keqiao.engine.phrases.sources.numbered_lines`."""
    return json.dumps(numbered_lines(paragraphs_of(path)), ensure_ascii=False).encode()
